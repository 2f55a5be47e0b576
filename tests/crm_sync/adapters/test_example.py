"""The adapter that docs/adding-a-crm.md shows: it runs as written, and keeps the contract."""

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from types import ModuleType
from typing import Any, ClassVar

import pytest
from aiohttp import web

from crm_sync.cards import CrmRef, CrmValue, Entity, Place
from crm_sync.contract import CrmAdapter
from crm_sync.errors import CrmRejected
from tests.architecture.tree import ROOT
from tests.crm_sync.contract import CrmAdapterContract
from tests.crm_sync.emulators.base import Emulator, Fault, Recorded, json_fault, page_fault
from tests.crm_sync.rig import Beside, Mishap, Rig, account_of

TOKEN = "example-token-1234"


def documented() -> type[CrmAdapter]:
    """The first block of the page, executed as a module of its own."""
    page = (ROOT / "docs" / "adding-a-crm.md").read_text(encoding="utf-8")
    source = re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)[0]
    module = ModuleType("example_crm")
    sys.modules[module.__name__] = module
    exec(compile(source, "docs/adding-a-crm.md", "exec"), module.__dict__)
    found: type[CrmAdapter] = module.ExampleCrm
    return found


ExampleCrm = documented()


class Example(Emulator):
    """The imaginary CRM: cards, and notes at cards."""

    def __init__(self) -> None:
        super().__init__()
        self.cards: dict[str, dict[str, Any]] = {}
        self.notes: dict[str, list[dict[str, Any]]] = {}
        self._made = 0

    def routes(self) -> Iterable[web.RouteDef]:
        return [
            web.get("/me", self._me),
            web.get("/cards", self._find),
            web.post("/cards", self._create),
            web.get("/cards/{id}", self._read),
            web.patch("/cards/{id}", self._change),
            web.get("/cards/{id}/notes", self._notes),
            web.post("/cards/{id}/notes", self._note),
        ]

    def writes(self, request: Recorded) -> bool:
        return super().writes(request) or request.path == "/me"

    async def _me(self, request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == f"Bearer {TOKEN}"
        return web.json_response({"id": 1})

    async def _find(self, request: web.Request) -> web.Response:
        wanted = dict(request.query)
        kind = wanted.pop("kind")
        found = [
            card
            for card in self.cards.values()
            if card["kind"] == kind
            and all(card["fields"].get(name) == value for name, value in wanted.items())
        ]
        return web.json_response({"cards": found})

    async def _create(self, request: web.Request) -> web.Response:
        self._made += 1
        number = str(self._made)
        empty: dict[str, Any] = {
            "id": number,
            "version": "0",
            "ties": [],
            "owner": None,
            "stage": None,
        }
        self.cards[number] = {**empty, "closed": None, "fields": {}}
        self._write(number, await request.json())
        return web.json_response(self.cards[number], status=201)

    async def _read(self, request: web.Request) -> web.Response:
        card = self.cards.get(request.match_info["id"])
        return web.json_response(card) if card else web.Response(status=404)

    async def _change(self, request: web.Request) -> web.Response:
        number = request.match_info["id"]
        if number not in self.cards:
            return web.Response(status=404)
        self._write(number, await request.json())
        return web.json_response(self.cards[number])

    def _write(self, number: str, body: dict[str, Any]) -> None:
        card = self.cards[number]
        fields = {**card["fields"], **body.pop("fields")}
        kept = {name: value for name, value in fields.items() if value is not None}
        card.update(body, fields=kept, version=str(int(card["version"]) + 1))
        card["closed"] = {"WON": "won", "LOST": "lost"}.get(card["stage"])

    async def _notes(self, request: web.Request) -> web.Response:
        return web.json_response({"notes": self.notes.get(request.match_info["id"], [])})

    async def _note(self, request: web.Request) -> web.Response:
        notes = self.notes.setdefault(request.match_info["id"], [])
        notes.append({"id": len(notes) + 1, **(await request.json())})
        return web.json_response(notes[-1], status=201)


def told(code: str, text: str, **more: object) -> Fault:
    """An error inside a good answer."""
    return json_fault(200, {"error": {"code": code, "text": text, **more}})


class ExampleRig(Rig):
    names: ClassVar = {
        Entity.LEAD: {"title": "TITLE", "text": "TEXT", "amount": "SUM"},
        Entity.CONTACT: {"name": "NAME", "phone": "PHONE", "email": "EMAIL"},
        Entity.COMPANY: {"name": "NAME"},
    }
    place = Place("WORK")
    lost = Place("LOST")
    owner = "7"
    secrets = (TOKEN,)
    minimum_calls = 3

    def __init__(self) -> None:
        super().__init__()
        self.crm = Example()

    async def start(self) -> None:
        await self.crm.start()

    async def stop(self) -> None:
        await self.crm.stop()

    def adapter(self) -> CrmAdapter:
        account = account_of(ExampleCrm, url=self.crm.url, token=TOKEN)
        return ExampleCrm(account, self.services(ExampleCrm))

    def upset(self, mishap: Mishap) -> None:
        faults = {
            Mishap.LOST: Fault(lost=True),
            Mishap.DROPPED: Fault(dropped=True),
            Mishap.BUSY: json_fault(503, {}),
            Mishap.LIMITED: told("TOO_MANY", "slow down", wait=self.wait),
            Mishap.DOWN: json_fault(500, {"trace": TOKEN}),
            Mishap.BAD_TOKEN: json_fault(401, {}),
            Mishap.HTML_403: page_fault(403),
            Mishap.PAGE: page_fault(200),
            Mishap.BAD_VALUE: told("BAD_VALUE", f"no such option, {TOKEN}", field="SUM"),
        }
        self.crm.faults.append(faults[mishap])

    def calls(self) -> int:
        return len(self.crm.calls)

    def count(self, entity: Entity) -> int:
        return sum(card["kind"] == entity.value for card in self.crm.cards.values())

    def fields(self, ref: CrmRef) -> Mapping[str, CrmValue]:
        found: Mapping[str, CrmValue] = self.crm.cards[ref.id]["fields"]
        return found

    def tied(self, lead: CrmRef) -> frozenset[str]:
        return frozenset(self.crm.cards[lead.id]["ties"])

    def beside(self, at: CrmRef, entity: Entity) -> Sequence[Beside]:
        return [Beside(note["text"]) for note in self.crm.notes.get(at.id, [])]

    def standing(self, lead: CrmRef) -> tuple[Place | None, str | None]:
        card = self.crm.cards[lead.id]
        return Place(card["stage"]), card["owner"]

    def move(self, lead: CrmRef, stage: str) -> None:
        self.crm.cards[lead.id]["stage"] = stage

    def remove(self, ref: CrmRef) -> None:
        del self.crm.cards[ref.id]


class TestExample(CrmAdapterContract):
    kind = ExampleCrm

    def make_rig(self) -> ExampleRig:
        return ExampleRig()


async def test_a_field_that_was_refused_is_named() -> None:
    rig = ExampleRig()
    await rig.start()
    rig.upset(Mishap.BAD_VALUE)
    with pytest.raises(CrmRejected) as caught:
        await rig.adapter().upsert(rig.sample())
    assert caught.value.field == "SUM"
    await rig.close()
