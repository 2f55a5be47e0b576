"""The signed webhook keeps the contract, and its receiver knows a repeated event again."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

import pytest

from crm_sync.adapters.webhook import WebhookCrm
from crm_sync.cards import Bundle, CrmRef, CrmTask, CrmValue, Entity, Place
from crm_sync.events import InboundRequest
from crm_sync.signing import signed
from tests.crm_sync.contract import CrmAdapterContract
from tests.crm_sync.emulators.base import Fault, json_fault, page_fault
from tests.crm_sync.emulators.receiver import SECRET, Receiver
from tests.crm_sync.rig import Beside, Mishap, Rig, account_of

ENTITY_OF = {
    "note.added": Entity.NOTE,
    "task.added": Entity.TASK,
    "meeting.added": Entity.TASK,
    "file.added": Entity.FILE,
}


class WebhookRig(Rig):
    names: ClassVar = {
        Entity.LEAD: {"title": "title", "text": "text", "amount": "number"},
        Entity.CONTACT: {"name": "name", "phone": "phone", "email": "email"},
        Entity.COMPANY: {"name": "name"},
    }
    place = Place("work", "sales")
    lost = Place("lost", "sales", "price")
    owner = "7"
    secrets = (SECRET,)

    def __init__(self) -> None:
        super().__init__()
        self.crm = Receiver(self.clock)

    async def start(self) -> None:
        await self.crm.start()

    async def stop(self) -> None:
        await self.crm.stop()

    def adapter(self) -> WebhookCrm:
        account = account_of(WebhookCrm, url=f"{self.crm.url}/hook", secret=SECRET)
        return WebhookCrm(account, self.services(WebhookCrm))

    def upset(self, mishap: Mishap) -> None:
        faults = {
            Mishap.LOST: Fault(lost=True),
            Mishap.DROPPED: Fault(dropped=True),
            Mishap.BUSY: json_fault(503, {}),
            Mishap.LIMITED: json_fault(429, {}, Retry_After=str(int(self.wait))),
            Mishap.DOWN: json_fault(500, {"error": f"broken by {SECRET}"}),
            Mishap.BAD_TOKEN: json_fault(401, {}),
            Mishap.HTML_403: page_fault(403),
            Mishap.PAGE: page_fault(200),
            Mishap.BAD_VALUE: json_fault(422, {}),
        }
        self.crm.faults.append(faults[mishap])

    def calls(self) -> int:
        return len(self.crm.calls)

    def count(self, entity: Entity) -> int:
        return sum(card["entity"] == entity for card in self.crm.cards.values())

    def fields(self, ref: CrmRef) -> Mapping[str, CrmValue]:
        found: Mapping[str, CrmValue] = self.crm.cards[ref.id]["fields"]
        return found

    def tied(self, lead: CrmRef) -> frozenset[str]:
        return self.crm.ties[lead.id] - {lead.id}

    def beside(self, at: CrmRef, entity: Entity) -> Sequence[Beside]:
        lying = [one for one in self.crm.beside if ENTITY_OF[one["type"]] is entity]
        return [shown(one) for one in lying if one["at"] == at.id]

    def standing(self, lead: CrmRef) -> tuple[Place | None, str | None]:
        card = self.crm.cards[lead.id]
        place = Place(card["stage"], card["pipeline"], card["loss_reason"])
        return place, card.get("owner")

    def book(self, lead: CrmRef, meeting: CrmTask, ref: CrmRef | None = None) -> InboundRequest:
        told = {
            "id": "77",
            "title": meeting.title,
            "starts_at": meeting.due_at.isoformat(),
            "minutes": meeting.minutes,
            "state": meeting.state.value,
            "owner": meeting.owner,
        }
        called = {"id": f"m-{meeting.due_at}-{meeting.state}", "key": lead.id, "meeting": told}
        return self._call(SECRET, body=json.dumps(called).encode())

    def vouched(self) -> InboundRequest:
        return self._call(SECRET)

    def forged(self) -> Sequence[InboundRequest]:
        good = self._call(SECRET)
        return [
            self._call("another secret"),
            InboundRequest("POST", good.url, {}, good.body, good.received_at),
            InboundRequest("POST", good.url, good.headers, b'{"id":"1"}', good.received_at),
            self._call(SECRET, at=self.clock.now() - timedelta(minutes=6)),
            self._call(SECRET, body=b"[]"),
            self._call(SECRET, body=b'{"id":'),
            self._call(SECRET, body=b'{"id":"1","key":"k","meeting":{"id":"2"}}'),
            self._call(SECRET, body=b'{"id":"1","key":"k","meeting":null}'),
        ]

    def _call(
        self, secret: str, *, body: bytes = b"", at: datetime | None = None
    ) -> InboundRequest:
        told = {"id": "e-1", "key": "prequal-lead-1", "stage": "won", "closed": "won"}
        body = body or json.dumps(told).encode()
        headers = signed(secret, body, at or self.clock.now())
        lowered = {name.lower(): value for name, value in headers.items()}
        return InboundRequest("POST", "https://bot.example/crm", lowered, body, self.clock.now())


def shown(one: Mapping[str, Any]) -> Beside:
    text = one.get("text", "")
    match ENTITY_OF[one["type"]]:
        case Entity.TASK:
            over = one.get("state", "planned") != "planned"
            return Beside(f"{one['title']}\n{text}", datetime.fromisoformat(one["due_at"]), over)
        case Entity.FILE:
            return Beside(one["name"])
        case _:
            return Beside(text)


class TestWebhook(CrmAdapterContract):
    kind = WebhookCrm

    def make_rig(self) -> WebhookRig:
        return WebhookRig()


@pytest.fixture
async def rig() -> Any:
    rig = WebhookRig()
    await rig.start()
    yield rig
    await rig.close()


async def test_every_attempt_carries_the_same_number(rig: WebhookRig) -> None:
    bundle = Bundle(lead=rig.sample().lead, delivery="crm:main:qualified:7")
    await rig.adapter().upsert(bundle)
    await rig.clock.sleep(600)
    await rig.adapter().upsert(bundle)
    first, second = rig.crm.calls
    assert first.headers["x-event-id"] == second.headers["x-event-id"] == bundle.delivery
    assert first.headers["x-signature"] != second.headers["x-signature"]
    assert len(rig.crm.seen) == 1


async def test_what_comes_back_is_a_place(rig: WebhookRig) -> None:
    (event,) = await rig.adapter().events(rig.vouched())
    assert event.id == "e-1"
    assert event.snapshot
    assert event.snapshot.place == Place("won")
    assert event.snapshot.closed == "won"
