"""The CRMs of chaos runs: their stand-ins, accounts and mappings, and what stands there, plainly.

A `Stood` is a card in words that both sides can say, so that they can be compared.
"""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest

from bot.app.files import load_funnels
from crm_sync.wire.rich_text import from_html
from leads.clock import Clock
from leads.stage import OFF_RAMPS, Stage
from tests.crm_sync.emulators import amocrm, bitrix24, hubspot
from tests.crm_sync.emulators.base import Emulator, Fault, json_fault

Stood = tuple[str, ...]
"""What a card says: its fields in order, then the cards that it is tied to."""

PLENTY = 1_000_000
TORN = 0.02  # of all commands in batches: the portal breaks down before it, or after it

MAPPING = """
keys: {{lead: prequal_key, contact: prequal_key, company: prequal_key}}
fields:
  lead:
    - {{to: {title}, from: title}}
    - {{to: {summary}, from: summary}}
    - {{to: {amount}, from: amount}}
  contact:
    - {{to: {name}, from: name}}
    - {{to: {phone}, from: phone}}
  company:
    - {{to: {company}, from: name}}
funnels:
  warm:
    pipeline: {pipeline}
    stages: {{{stages}}}
users: {{by_telegram: {{2001: {owner}}}, otherwise: 1}}
"""


def mapping(qualified: object, proposal: object, **names: object) -> str:
    """A mapping in which a lead may stand at two places."""
    known = [*load_funnels()["warm"].order, *sorted(OFF_RAMPS)]
    places = {Stage.QUALIFIED: qualified, Stage.PROPOSAL: proposal}
    names = {"name": "name", "phone": "PHONE", **names}
    stages = ", ".join(f"{stage.value}: {places.get(stage, 'null')}" for stage in known)
    return MAPPING.format(stages=stages, **names)


class Stand(ABC):
    """One CRM and what a run has to know of it."""

    crm: ClassVar[str]
    refusals: ClassVar[Sequence[Fault]]
    qualified: ClassVar[str]
    proposal: ClassVar[str]
    owner: ClassVar[str]
    mapping: ClassVar[str]
    fewest: ClassVar[int] = 1
    """Calls that a new lead with its person and company takes at least."""
    api: Emulator

    @abstractmethod
    def __init__(self, clock: Clock) -> None: ...

    @property
    @abstractmethod
    def account(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """The account's options and secrets."""

    @abstractmethod
    def cards(self) -> Iterable[tuple[str, Stood]]:
        """Every card, note and task by the key that it carries."""

    def calm(self) -> None:  # noqa: B027 - most have no weather of their own
        """Nothing inside it breaks any more."""

    def write(self, home: Path) -> None:
        """Write the file of accounts and the mapping."""
        options, _ = self.account
        told = ", ".join(f'{name}: "{value}"' for name, value in options.items())
        accounts = (
            f"accounts: {{main: {{crm: {self.crm}, mapping: mapping.yaml, leads: every, "
            f"private: true, options: {{{told}}}}}}}\n"
        )
        (home / "crm.yaml").write_text(accounts, encoding="utf-8")
        (home / "mapping.yaml").write_text(self.mapping, encoding="utf-8")


class TornPortal(bitrix24.Portal):
    """A portal that may break down in the middle of a batch, its earlier commands done."""

    torn = TORN

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self._chance = random.Random(1)

    def do(self, method: str, params: Mapping[str, Any]) -> dict[str, Any]:
        torn = self._chance.random() < self.torn
        if torn and self._chance.random() < 0.5:
            raise bitrix24.No(500, "INTERNAL_SERVER_ERROR")
        told = super().do(method, params)
        if torn:
            raise bitrix24.No(500, "INTERNAL_SERVER_ERROR")
        return told


class Bitrix(Stand):
    crm = "bitrix24"
    refusals = (
        json_fault(503, {"error": "QUERY_LIMIT_EXCEEDED"}),
        json_fault(500, {"error": "INTERNAL_SERVER_ERROR"}),
        json_fault(503, {"error": "SERVICE_UNAVAILABLE"}),
    )
    qualified, proposal, owner = "NEW", "IN_PROCESS", "6"
    mapping = mapping(
        "NEW",
        "IN_PROCESS",
        title="title",
        summary="comments",
        amount="opportunity",
        company="title",
        pipeline="leads",
        owner=6,
    )

    def __init__(self, clock: Clock) -> None:
        self.api: TornPortal = TornPortal(clock)
        self.api.bucket = PLENTY

    def calm(self) -> None:
        self.api.torn = 0.0

    @property
    def account(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        return {"mode": "leads"}, {"CRM_MAIN_WEBHOOK": f"{self.api.url}/rest/1/{bitrix24.CODE}/"}

    def cards(self) -> Iterable[tuple[str, Stood]]:
        items = self.api.items
        keys = {kind: {n: one["originId"] for n, one in items[kind].items()} for kind in (3, 4)}
        for one in items[4].values():
            yield one["originId"], (one["title"],)
        for one in items[3].values():
            phones = [record["value"] for record in one["fm"]]
            yield one["originId"], (one["name"], *phones)
        for one in items[1].values():
            people = [keys[3][number] for number in one["contactIds"]]
            said = (one["title"], one["comments"], one["opportunity"], one["stageId"])
            ties = (one["assignedById"], *people, keys[4][one["companyId"]])
            yield one["originId"], words_of(*said, *ties)
        for one in self.api.comments:
            text, key = split(one["COMMENT"])
            yield key, (text, items[1][int(one["ENTITY_ID"])]["originId"])
        for one in self.api.activities:
            text, key = split(one["DESCRIPTION"])
            at = items[1][int(one["OWNER_ID"])]["originId"]
            yield key, (f"{one['SUBJECT']}\n{text}", at, minute(one["DEADLINE"]))


class Amo(Stand):
    crm = "amocrm"
    refusals = (
        json_fault(429, {"status": 429, "retry_after": 3}),
        json_fault(500, {"title": "ErrInternalServer"}),
        json_fault(503, {}),
    )
    qualified, proposal, owner = "33929748", "33929749", str(amocrm.OWNER)
    mapping = mapping(
        33929748,
        33929749,
        title="name",
        summary="ABOUT",
        amount="price",
        company="name",
        pipeline=3383152,
        owner=amocrm.OWNER,
    )

    def __init__(self, clock: Clock) -> None:
        self.api: amocrm.Amo = amocrm.Amo(clock)
        self.api.most_a_second = PLENTY

    @property
    def account(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        return {"address": self.api.url}, {"CRM_MAIN_TOKEN": amocrm.TOKEN}

    def cards(self) -> Iterable[tuple[str, Stood]]:
        cards = self.api.cards
        keys = {
            (kind, number): _custom(one)["prequal_key"]
            for kind, ones in cards.items()
            for number, one in ones.items()
        }
        for number, one in cards["companies"].items():
            yield keys["companies", number], (one["name"],)
        for number, one in cards["contacts"].items():
            yield keys["contacts", number], (one["name"], _custom(one)["PHONE"])
        for number, one in cards["leads"].items():
            said = (one["name"], _custom(one)["ABOUT"], one["price"], one["status_id"])
            ties = [
                keys[kind, tied["id"]]
                for kind in ("contacts", "companies")
                for tied in one["_embedded"].get(kind, ())
            ]
            yield keys["leads", number], words_of(*said, one["responsible_user_id"], *ties)
        for one in self.api.notes:
            text, key = split(one["params"]["text"])
            yield key, (text, keys[one["at"]])
        for one in self.api.tasks:
            text, key = split(one["text"])
            due = datetime.fromtimestamp(one["complete_till"], UTC).isoformat()
            yield key, (text, keys[one["entity_type"], one["entity_id"]], minute(due))


class Hub(Stand):
    crm = "hubspot"
    refusals = (
        json_fault(429, {"policyName": "SECONDLY", "message": "too many"}),
        json_fault(500, {"message": "internal error"}),
        json_fault(503, {}),
    )
    qualified, proposal, owner = "qualifiedtobuy", "contractsent", hubspot.OWNER
    mapping = mapping(
        "qualifiedtobuy",
        "contractsent",
        title="dealname",
        summary="about",
        amount="amount",
        name="firstname",
        phone="phone",
        company="name",
        pipeline="default",
        owner=hubspot.OWNER,
    )
    fewest = 3

    def __init__(self, clock: Clock) -> None:
        self.api: hubspot.HubSpot = hubspot.HubSpot(clock)
        self.api.most_in_ten_seconds = PLENTY

    @property
    def account(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        return {"address": self.api.url}, {"CRM_MAIN_TOKEN": hubspot.TOKEN}

    def cards(self) -> Iterable[tuple[str, Stood]]:
        values = {
            (kind, number): one["values"]
            for kind, ones in self.api.records.items()
            for number, one in ones.items()
        }
        tied: dict[tuple[str, str], list[str]] = {}
        for kind, number, to, other in sorted(self.api.ties, reverse=True):
            tied.setdefault((kind, number), []).append(values[to, other]["prequal_key"])
        for (kind, number), held in values.items():
            ties = tied.get((kind, number), [])
            if kind == "companies":
                yield held["prequal_key"], (held["name"],)
            elif kind == "contacts":
                yield held["prequal_key"], (held["firstname"], held["phone"])
            elif kind == "deals":
                said = (held["dealname"], held["about"], held["amount"], held["dealstage"])
                yield held["prequal_key"], (*said, held["hubspot_owner_id"], *ties)
            elif kind == "notes":
                text, key = split(from_html(held["hs_note_body"]))
                yield key, (text, *ties)
            elif kind == "tasks":
                text, key = split(from_html(held["hs_task_body"]))
                due = minute(held["hs_timestamp"])
                yield key, (f"{held['hs_task_subject']}\n{text}", *ties, due)


STANDS: Mapping[str, type[Stand]] = {"bitrix24": Bitrix, "amocrm": Amo, "hubspot": Hub}
CRMS = pytest.mark.parametrize("crm", list(STANDS))
CRMS_EACH_TIME = pytest.mark.parametrize(
    "crm", ["bitrix24", "amocrm", pytest.param("hubspot", marks=pytest.mark.slow)]
)
"""What takes long is done with two of them in every run."""


def _custom(card: Mapping[str, Any]) -> dict[str, str]:
    return {one["field_code"]: one["values"][0]["value"] for one in card["values"].values()}


def split(text: str) -> tuple[str, str]:
    """A text without our key at its end, and the key."""
    words, _, key = text.rpartition("[")
    return words.strip(), key.rstrip("]")


def minute(stamp: str) -> str:
    """A moment to the minute, as both sides say it."""
    return datetime.fromisoformat(stamp).astimezone(UTC).strftime("%d.%m %H:%M")


def words_of(*said: object) -> Stood:
    """What a card says, its numbers whole."""
    return tuple(str(int(one) if isinstance(one, float) else one) for one in said)
