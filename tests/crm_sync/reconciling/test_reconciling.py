"""Both sides of an account compared and brought in line, for CRMs of every depth."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio

from bot.app.crm.ports import StoredLinks
from crm_sync.back.asking import Asking
from crm_sync.cards import Bundle, Card, CrmRef, Entity
from crm_sync.errors import CrmError
from crm_sync.mapping.plan import FieldRule, FunnelRule, Mode, Plan
from crm_sync.mapping.values import Subject
from crm_sync.publishing.batches import Batches
from crm_sync.publishing.connection import Connection
from crm_sync.publishing.links import Party, Written
from crm_sync.publishing.pushing import Pusher
from crm_sync.reconciling.comparing import Difference, Side
from crm_sync.reconciling.reconciling import Reconciling, Repairing
from leads.company import Company
from leads.contact import Contact
from leads.crm_back.meeting import ToldMeeting
from leads.lead import Lead
from leads.stage import Stage
from leads.steps import Steps
from storage.crm.expected import Expected, count_expected, expected_leads
from storage.database import Database
from storage.secrets import KeyRing
from storage.unit_of_work import UnitOfWork
from tests.crm_sync.adapters.test_amocrm import AmoRig
from tests.crm_sync.adapters.test_bitrix24 import BitrixRig
from tests.crm_sync.adapters.test_memory import MemoryRig
from tests.crm_sync.rig import Rig
from tests.fakes.listening import Ears
from tests.leads.samples import GRADING, POLICY, funnels
from tests.storage.samples import opened

SELLER = 2001


class Desk:
    """One lead with its person and company, a CRM, and what compares them."""

    def __init__(self, rig: Any, database: Database) -> None:
        self.rig = rig
        self.database = database
        adapter = rig.adapter()
        transport = rig.services(type(adapter)).transport
        self.crm = Connection("main", adapter, plan_of(rig), transport, Batches(adapter))
        self.links = StoredLinks(database)
        self.pusher = Pusher(self.links, rig.clock)
        self.ears = Ears({"main": self.crm}, database, rig.clock)
        steps = Steps(POLICY, funnels(), GRADING)
        self.reconciling = Reconciling(
            self.crm, database, self, steps.funnel, Asking(rig.clock, no_alarm)
        )
        self.repairing = Repairing(self.crm, database, self.reconciling, self.ears.following)

    async def subject(self, lead_id: int) -> Subject | None:
        async def work(uow: UnitOfWork) -> Subject | None:
            lead = await uow.leads.get(lead_id)
            contact = await uow.contacts.get(lead.contact_id) if lead else None
            if lead is None or contact is None:
                return None
            company = await uow.companies.get(lead.company_id) if lead.company_id else None
            return Subject(lead, contact, company, {"title": f"Лид {lead.id}"})

        return await self.database.run(work)

    async def note(self, lead_id: int, note: str) -> str:
        return note

    async def task(self, lead_id: int, task: str) -> None:
        return None

    async def file(self, lead_id: int, message_id: int) -> None:
        return None

    async def meeting(self, lead_id: int, meeting: ToldMeeting) -> None:
        return None

    async def push(self, delivery: str = "d") -> None:
        subject = await self.subject(1)
        assert subject is not None
        await self.pusher.push(self.crm, subject, delivery)

    async def ref(self, entity: Entity = Entity.LEAD) -> CrmRef:
        link = await self.links.get("main", Party(entity, 1))
        assert link.ref is not None
        return link.ref

    async def by_hand(self, entity: Entity, **values: Any) -> None:
        """Somebody writes into a card there."""
        lead = Card(Entity.LEAD, Party(Entity.LEAD, 1).key, {}, await self.ref())
        card = replace(self.rig.card(entity, 1, **values), ref=await self.ref(entity))
        parts = {entity.value: card} if entity is not Entity.LEAD else {}
        lead = card if entity is Entity.LEAD else lead
        await self.crm.adapter.upsert(Bundle(lead=lead, delivery="by hand", **parts))

    async def found_by_key(self) -> None:
        """Time goes on until the CRM finds cards by our key."""
        await self.rig.clock.sleep(self.crm.adapter.limits.lookup_lag + 1)

    async def differences(self) -> list[tuple[str, str, Side]]:
        return [told(one) for one in await self.reconciling.lead(1)]

    async def repair(self) -> list[tuple[str, str, Side]]:
        """What is left for a person; what is ours is pushed, as the relay would."""
        left = await self.repairing.lead(await self.reconciling.lead(1), self.rig.clock.now())
        waiting = await self.database.read(
            lambda c: expected_leads(c, "main", every=False, after=0)
        )
        if waiting[0].under_way:
            await self.push("repair")
        return [told(one) for one in left]


async def no_alarm(account: str, error: CrmError) -> None:
    raise error


def told(one: Difference) -> tuple[str, str, Side]:
    return one.party.entity.value, one.what, one.side


def plan_of(rig: Rig) -> Plan:
    lead, contact = rig.names[Entity.LEAD], rig.names[Entity.CONTACT]
    stages: Mapping[Stage, str] = {
        Stage.QUALIFIED: rig.place.stage,
        Stage.LOST: rig.lost.stage,
    }
    return Plan(
        "mapping.yaml",
        fields={
            Entity.LEAD: (
                FieldRule(lead["title"], "title"),
                FieldRule(lead["text"], "product_id", mode=Mode.NEVER_AFTER_HUMAN),
                FieldRule(lead["amount"], "amount"),
            ),
            Entity.CONTACT: (
                FieldRule(contact["name"], "name", mode=Mode.IF_NEW),
                FieldRule(contact["phone"], "phone", mode=Mode.APPEND),
            ),
            Entity.COMPANY: (FieldRule(rig.names[Entity.COMPANY]["name"], "name"),),
        },
        funnels={"warm": FunnelRule(rig.place.pipeline, stages)},
        users={SELLER: rig.owner},
    )


@pytest_asyncio.fixture(params=[MemoryRig, BitrixRig, AmoRig])
async def desk(request: pytest.FixtureRequest, sqlite_url: str) -> AsyncIterator[Desk]:
    rig = request.param()
    await rig.start()
    async with opened(sqlite_url, KeyRing.fresh(), rig.clock) as database:
        made = Desk(rig, database)
        await database.run(arrive)
        yield made
    await made.crm.aclose()
    await rig.close()


async def arrive(uow: UnitOfWork) -> None:
    company = await uow.companies.add(Company(0, "ООО «Ромашка»"))
    contact = await uow.contacts.add(
        Contact(0, 1001, "Анна", phone="+79120000001", company_id=company.id)
    )
    await uow.leads.add(
        Lead(
            0,
            contact.id,
            company_id=company.id,
            product="seo",
            stage=Stage.QUALIFIED,
            stage_since=uow.now,
            enquired_at=uow.now,
            qualified_at=uow.now,
            taken_at=uow.now,
            owner_id=SELLER,
        )
    )


async def test_what_was_pushed_is_the_same(desk: Desk) -> None:
    assert await desk.differences() == [
        ("company", "card", Side.OURS),
        ("contact", "card", Side.OURS),
        ("lead", "card", Side.OURS),
    ]
    assert await desk.repair() == []
    assert await desk.differences() == []


async def test_a_field_of_ours_is_written_again_and_a_humans_stays(desk: Desk) -> None:
    await desk.push()
    title = desk.rig.names[Entity.LEAD]["title"]
    await desk.by_hand(Entity.LEAD, title="Чужое", text="Слова менеджера")
    await desk.by_hand(Entity.CONTACT, name="Анна Петровна")
    assert await desk.differences() == [("lead", title, Side.OURS)]
    assert await desk.repair() == []
    assert await desk.differences() == []
    fields = desk.rig.fields(await desk.ref())
    assert fields[title] == "Лид 1"
    assert "Слова менеджера" in fields[desk.rig.names[Entity.LEAD]["text"]]


async def test_a_stage_moved_there_comes_in(desk: Desk) -> None:
    await desk.push()
    desk.rig.move(await desk.ref(), desk.rig.lost.stage)
    assert await desk.differences() == [("lead", "stage", Side.THEIRS)]
    assert await desk.repair() == []
    subject = await desk.subject(1)
    assert subject is not None
    assert subject.lead.stage is Stage.LOST
    assert await desk.differences() == []


async def test_a_stage_that_never_arrived_is_sent(desk: Desk) -> None:
    await desk.push()

    async def lose(uow: UnitOfWork) -> None:
        lead = await uow.leads.get(1)
        assert lead is not None
        await uow.leads.save(lead.moved(Stage.LOST, uow.now))

    await desk.database.run(lose)
    assert await desk.differences() == [("lead", "stage", Side.OURS)]
    assert await desk.repair() == []
    assert await desk.differences() == []


async def test_a_person_who_was_deleted_is_made_anew_and_a_lead_is_not(desk: Desk) -> None:
    await desk.push()
    desk.rig.remove(await desk.ref(Entity.CONTACT))
    assert await desk.differences() == [("contact", "card", Side.OURS)]
    assert await desk.repair() == []
    assert await desk.differences() == []
    desk.rig.remove(await desk.ref())
    assert await desk.differences() == [("lead", "card", Side.NOBODY)]
    assert await desk.repair() == [("lead", "card", Side.NOBODY)]
    assert desk.rig.count(Entity.LEAD) == 0


async def test_a_card_that_nobody_knew_here_is_known_again(desk: Desk) -> None:
    await desk.push()
    await desk.links.forget("main", [Party(Entity.LEAD, 1)])
    await desk.found_by_key()
    found = await desk.reconciling.lead(1)
    assert [told(one) for one in found] == [("lead", "card", Side.OURS)]
    assert found[0].ours == "nobody knows it here"
    await desk.repair()
    assert desk.rig.count(Entity.LEAD) == 1
    assert await desk.differences() == []


async def test_a_lead_that_is_there_twice_is_left_to_a_person(desk: Desk) -> None:
    await desk.push()
    first, party = await desk.ref(), Party(Entity.LEAD, 1)
    link = await desk.links.get("main", party)
    twin = await desk.crm.adapter.upsert(
        Bundle(lead=replace(desk.rig.card(Entity.LEAD, 1, title="Лид 1")), delivery="twin")
    )
    await desk.found_by_key()
    found_first = await desk.crm.adapter.find(Entity.LEAD, party.key)
    if found_first is not None and found_first.id == first.id:
        await desk.links.keep("main", [Written(party, twin[Entity.LEAD], link.sent)])
    found = [one for one in await desk.reconciling.lead(1) if one.ours == "is twice"]
    assert [told(one) for one in found] == [("lead", "card", Side.NOBODY)]


async def test_who_is_expected_there(desk: Desk) -> None:
    async def early(uow: UnitOfWork) -> None:
        contact = await uow.contacts.add(Contact(0, 1002))
        await uow.leads.add(Lead(0, contact.id, stage_since=uow.now, enquired_at=uow.now))

    await desk.database.run(early)

    async def expected(every: bool) -> tuple[int, list[Expected]]:
        def look(connection: Any) -> tuple[int, list[Expected]]:
            page = expected_leads(connection, "main", every=every, after=0)
            return count_expected(connection, "main", every=every), list(page)

        return await desk.database.read(look)

    assert await expected(False) == (1, [Expected(1, under_way=False)])
    assert (await expected(True))[0] == 2
