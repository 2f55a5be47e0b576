"""BottleCRM keeps the contract, and its own ways are known."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar

import pytest

from crm_sync.adapters.bottlecrm.adapter import BottleCrm
from crm_sync.cards import Bundle, Card, CrmRef, CrmValue, Entity, Place
from crm_sync.contract import Account
from crm_sync.errors import CrmConfigError, CrmRejected
from crm_sync.events import Change, InboundRequest
from tests.crm_sync.contract import CrmAdapterContract
from tests.crm_sync.emulators.base import Fault, json_fault, page_fault
from tests.crm_sync.emulators.bottlecrm import (
    HOOK_SECRET,
    OWNER,
    PIPELINE,
    TOKEN,
    Bottle,
    signature,
)
from tests.crm_sync.rig import START, Beside, Mishap, Rig, account_of

KINDS = {Entity.LEAD: "opportunities", Entity.CONTACT: "contacts", Entity.COMPANY: "accounts"}


class BottleRig(Rig):
    names: ClassVar = {
        Entity.LEAD: {"title": "name", "text": "description", "amount": "amount"},
        Entity.CONTACT: {"name": "first_name", "phone": "phone", "email": "email"},
        Entity.COMPANY: {"name": "name", "inn": "inn"},
    }
    place = Place("QUALIFICATION", PIPELINE)
    lost = Place("CLOSED_LOST", PIPELINE)
    owner = OWNER
    ignores_unknown_fields = True
    new_field = "new"
    secrets = (TOKEN, HOOK_SECRET)
    minimum_calls = 3
    by_hand_phone = "89120000001"

    def __init__(self) -> None:
        super().__init__()
        self.crm = Bottle(self.clock)
        own = {"target_model": "Account", "key": "inn", "field_type": "text", "is_active": True}
        self.crm.custom.append(own)

    async def start(self) -> None:
        await self.crm.start()

    async def stop(self) -> None:
        await self.crm.stop()

    def adapter(self) -> BottleCrm:
        account = account_of(BottleCrm, address=self.crm.url, token=TOKEN, hook_secret=HOOK_SECRET)
        return BottleCrm(account, self.services(BottleCrm))

    def upset(self, mishap: Mishap) -> None:
        refused = {"error": True, "errors": {"amount": [f"wrong {TOKEN}"]}}
        faults = {
            Mishap.LOST: Fault(lost=True),
            Mishap.DROPPED: Fault(dropped=True),
            Mishap.BUSY: json_fault(503, {}),
            Mishap.LIMITED: json_fault(429, {}, Retry_After=str(int(self.wait))),
            Mishap.DOWN: json_fault(500, {"detail": TOKEN}),
            Mishap.BAD_TOKEN: json_fault(403, {"detail": "no"}, writes_only=False),
            Mishap.HTML_403: page_fault(403),
            Mishap.PAGE: page_fault(200),
            Mishap.BAD_VALUE: json_fault(400, refused),
        }
        self.crm.faults.append(faults[mishap])

    def calls(self) -> int:
        return len(self.crm.calls)

    def count(self, entity: Entity) -> int:
        return len(self.crm.records[KINDS[entity]])

    def record(self, ref: CrmRef) -> dict[str, Any]:
        return self.crm.records[KINDS[ref.entity]][ref.id]

    def fields(self, ref: CrmRef) -> Mapping[str, CrmValue]:
        record = self.record(ref)
        return {**record, **record["custom_fields"]}

    def tied(self, lead: CrmRef) -> frozenset[str]:
        record = self.record(lead)
        return frozenset([*record["contacts"], *filter(None, [record.get("account")])])

    def beside(self, at: CrmRef, entity: Entity) -> Sequence[Beside]:
        lying = self.record(at)["comments"] if entity is Entity.NOTE else []
        return [Beside(one["comment"]) for one in lying]

    def standing(self, lead: CrmRef) -> tuple[Place | None, str | None]:
        record = self.record(lead)
        owner = record["assigned_to"][0] if record["assigned_to"] else None
        return Place(record["stage"], record["pipeline"]), owner

    def move(self, lead: CrmRef, stage: str) -> None:
        record = self.record(lead)
        record["stage"], record["stage_changed_at"] = stage, self.clock.now().isoformat()
        self.crm._note("UPDATE", "opportunities", lead.id)

    def by_hand(self, card: Card) -> CrmRef:
        own = {name: value for name, value in card.fields.items() if name != "inn"}
        custom = {name: value for name, value in card.fields.items() if name == "inn"}
        return CrmRef(
            card.entity, self.crm.make(KINDS[card.entity], own | {"custom_fields": custom})
        )

    def remove(self, ref: CrmRef) -> None:
        del self.crm.records[KINDS[ref.entity]][ref.id]

    def vouched(self) -> InboundRequest:
        return self.told()

    def forged(self) -> Sequence[InboundRequest]:
        good = self.told()
        return [
            self.told(secret="another"),
            InboundRequest("POST", good.url, {}, good.body, good.received_at),
            InboundRequest("POST", good.url, good.headers, b"{}", good.received_at),
            self.told(at=self.clock.now() - timedelta(minutes=6)),
        ]

    def told(
        self,
        event: str = "deal.updated",
        *,
        secret: str = HOOK_SECRET,
        at: datetime | None = None,
    ) -> InboundRequest:
        told = {"id": "e-1", "event": event, "created_at": START.isoformat()}
        body = json.dumps({**told, "data": {"id": "d-1", "stage": "CLOSED_WON"}}).encode()
        signed = signature(body, at or self.clock.now(), secret)
        headers = {"x-bottlecrm-signature": signed}
        return InboundRequest("POST", "https://bot.example/crm", headers, body, self.clock.now())


class TestBottle(CrmAdapterContract):
    kind = BottleCrm

    def make_rig(self) -> BottleRig:
        return BottleRig()


@pytest.fixture
async def rig() -> AsyncIterator[BottleRig]:
    rig = BottleRig()
    await rig.start()
    yield rig
    await rig.close()


async def test_what_was_done_before_a_failure_is_kept(rig: BottleRig) -> None:
    crm, bundle = rig.adapter(), rig.sample()
    wrong = replace(bundle.lead, place=Place("NO-SUCH", PIPELINE))
    with pytest.raises(CrmRejected, match="not a stage") as caught:
        await crm.upsert(replace(bundle, lead=wrong))
    assert caught.value.field == "stage"
    assert set(caught.value.made) == {Entity.COMPANY, Entity.CONTACT}
    made = await crm.upsert(bundle.known(caught.value.made))
    assert (rig.count(Entity.COMPANY), rig.count(Entity.CONTACT)) == (1, 1)
    assert rig.tied(made[Entity.LEAD]) == {ref.id for ref in caught.value.made.values()}


async def test_a_person_of_one_name_gets_a_dash_for_the_last(rig: BottleRig) -> None:
    crm = rig.adapter()
    made = await crm.upsert(rig.sample())
    assert rig.record(made[Entity.CONTACT])["last_name"] == "—"
    seen = await crm.read(made[Entity.CONTACT])
    assert seen
    assert "last_name" not in seen.fields


async def test_without_a_place_for_our_key_nothing_is_written(rig: BottleRig) -> None:
    options = account_of(BottleCrm, address=rig.crm.url, token=TOKEN).options
    crm = BottleCrm(Account("main", "bottlecrm", options), rig.services(BottleCrm))
    with pytest.raises(CrmConfigError, match="no place for our key"):
        await crm.upsert(rig.sample())
    assert rig.count(Entity.LEAD) == 0


async def test_more_than_the_server_tells_is_looked_through(rig: BottleRig) -> None:
    crm = rig.adapter()
    cursor = (await crm.changes(None)).cursor
    await rig.clock.sleep(60)
    leads = []
    for number in range(130):
        bundle = Bundle(lead=rig.sample(number).lead, delivery=f"{number}")
        leads.append((await crm.upsert(bundle))[Entity.LEAD])
    await rig.clock.sleep(60)
    for lead in leads[:3]:
        rig.move(lead, "CLOSED_WON")
    page = await crm.changes(cursor)
    assert {event.ref.id for event in page.events} == {lead.id for lead in leads}
    assert [event.ref.id for event in page.events[-3:]] == [lead.id for lead in leads[:3]]
    won = page.events[-1].snapshot
    assert won
    assert won.closed == "won"
    await rig.clock.sleep(600)
    later = await crm.changes(page.cursor)
    assert {event.ref.id for event in later.events} <= {lead.id for lead in leads}


async def test_a_call_tells_what_happened(rig: BottleRig) -> None:
    crm = rig.adapter()
    (event,) = await crm.events(rig.told("deal.deleted"))
    assert (event.change, event.ref.id, event.at) == (Change.DELETED, "d-1", START)
    assert not await crm.events(rig.told("ticket.created"))
