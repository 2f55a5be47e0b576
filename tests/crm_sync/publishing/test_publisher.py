"""Rows become cards: once, whatever the CRM does, and only what changed is written."""

import asyncio
import random
from dataclasses import replace
from datetime import timedelta
from typing import Any, ClassVar

import pytest

from crm_sync.adapters.memory import MemoryCrm
from crm_sync.adapters.memory_state import Failure, MemoryState
from crm_sync.capabilities import Capability
from crm_sync.cards import CrmNote, CrmTask, Entity, Place
from crm_sync.contract import Services
from crm_sync.errors import CrmError, Kind
from crm_sync.mapping.plan import FieldRule, FunnelRule, Mode, Plan
from crm_sync.mapping.values import Subject
from crm_sync.publishing.batches import Batches
from crm_sync.publishing.connection import Connection
from crm_sync.publishing.links import Party
from crm_sync.publishing.publisher import Done, Later, Never, Publisher
from crm_sync.transport import Transport
from crm_sync.wire.masking import Mask
from crm_sync.wire.pacing import MemoryPaces, PacedLimiter
from leads.company import Company
from leads.contact import Contact
from leads.lead import Lead
from leads.outbox import Claimed, Topic
from leads.stage import Stage
from tests.crm_sync.rig import HandClock, MemoryTokens, account_of
from tests.fakes.crm import MemoryFiles, MemoryLinks, MemorySubjects

PLAN = Plan(
    "mapping.yaml",
    fields={
        Entity.LEAD: (
            FieldRule("TITLE", "title", mode=Mode.IF_NEW),
            FieldRule("SUM", "amount"),
            FieldRule("NEED", "product", mode=Mode.NEVER_AFTER_HUMAN),
            FieldRule("SOURCE", value="telegram", mode=Mode.IF_NEW),
        ),
        Entity.CONTACT: (
            FieldRule("NAME", "name", mode=Mode.IF_EMPTY),
            FieldRule("PHONE", "phone", mode=Mode.APPEND),
        ),
        Entity.COMPANY: (FieldRule("NAME", "name"),),
    },
    funnels={
        "warm": FunnelRule(
            "sales",
            {Stage.QUALIFIED: "new", Stage.PROPOSAL: "work", Stage.LOST: "lost"},
            {"won": Stage.PAYMENT},
        )
    },
    users={2001: "1"},
    loss_reasons={"price": "price"},
)


class Plain(MemoryCrm):
    """Nobody was there before us."""

    capabilities: ClassVar[Capability] = MemoryCrm.capabilities & ~Capability.RECOGNISE


class Desk:
    """A publisher over a CRM in memory, and the relay's part of retrying."""

    def __init__(self, kind: type[MemoryCrm] = Plain) -> None:
        self.clock = HandClock()
        self.state = MemoryState()
        self.links = MemoryLinks()
        self.subjects = MemorySubjects(self.clock)
        self.alarms: list[str] = []
        self.files = MemoryFiles()
        limiter = PacedLimiter("main", kind.limits, MemoryPaces(), self.clock, self.clock.sleep)
        transport = Transport(kind.limits, limiter, Mask(), self.clock.now)
        services = Services(transport, MemoryTokens(), self.clock)
        adapter = kind(account_of(kind), services, self.state)
        self.crm = Connection("main", adapter, PLAN, transport, Batches(adapter))
        self.publisher = Publisher(
            {"main": self.crm}, self.links, self.subjects, self.clock, self.alarm, self.files
        )

    async def alarm(self, account: str, error: CrmError) -> None:
        self.alarms.append(error.kind.value)

    def lead(self, number: int = 7, **changes: Any) -> Lead:
        known = self.subjects.rows.get(number)
        lead = known.lead if known else Lead(number, 3, 5, stage=Stage.QUALIFIED)
        lead = replace(lead, **changes)
        contact = Contact(lead.contact_id, 1000 + lead.contact_id, "Анна", phone="+79120000001")
        company = Company(lead.company_id, f"ООО «{lead.company_id}»") if lead.company_id else None
        words = {"title": f"Анна {number}", "product": "crm"}
        self.subjects.rows[number] = Subject(lead, contact, company, words)
        return lead

    async def deliver(self, number: int = 7, kind: str = "crm_lead", **payload: Any) -> Any:
        return await self.publisher.deliver(row(number, kind, **payload))

    def card(self, entity: Entity, number: int) -> Any:
        key = Party(entity, number).key
        (card,) = [one for one in self.state.cards.values() if one.key == key]
        return card

    def count(self, entity: Entity) -> int:
        return sum(card.ref.entity is entity for card in self.state.cards.values())


def row(number: int = 7, kind: str = "crm_lead", mark: str = "qualified-1", **more: Any) -> Claimed:
    payload = {"kind": kind, "v": 1, "account": "main", "lead_id": number, "mark": mark, **more}
    key = f"{kind}:main:{mark}:{number}"
    return Claimed(number, Topic.CRM, key, f"crm:main:lead:{number}", payload, 1)


async def test_a_qualified_lead_is_there_with_everything() -> None:
    desk = Desk()
    desk.lead(amount=150_000, owner_id=2001)
    assert await desk.deliver() == Done()
    lead = desk.card(Entity.LEAD, 7)
    assert lead.fields == {"TITLE": "Анна 7", "SUM": 150_000, "NEED": "crm", "SOURCE": "telegram"}
    assert (lead.place, lead.owner) == (Place("new", "sales"), "1")
    assert desk.card(Entity.CONTACT, 3).fields == {"NAME": "Анна", "PHONE": "+79120000001"}
    assert desk.card(Entity.COMPANY, 5).fields == {"NAME": "ООО «5»"}
    assert desk.state.calls == ["upsert"], "a first attempt looks nothing up"
    link = await desk.links.get("main", Party(Entity.LEAD, 7))
    assert link.ref == lead.ref


async def test_only_what_changed_is_written_and_nothing_costs_nothing() -> None:
    desk = Desk()
    desk.lead()
    await desk.deliver()
    assert await desk.deliver() == Done()
    assert desk.state.calls == ["upsert"]
    desk.lead(amount=5)
    await desk.deliver()
    assert desk.state.calls == ["upsert", "upsert"]
    assert desk.card(Entity.LEAD, 7).fields["SUM"] == 5


async def test_what_sales_corrected_stays() -> None:
    desk = Desk()
    desk.lead()
    await desk.deliver()
    lead = desk.card(Entity.LEAD, 7)
    by_hand = {**lead.fields, "NEED": "erp", "TITLE": "Мой"}
    desk.state.cards[lead.ref.id] = replace(lead, fields=by_hand)
    desk.state.move(lead.ref, Place("work", "sales"))
    subject = desk.subjects.rows[7]
    desk.subjects.rows[7] = replace(subject, words={"title": "x", "product": "crm+"})
    await desk.deliver()
    after = desk.card(Entity.LEAD, 7)
    assert after.fields["NEED"] == "erp"
    assert after.fields["TITLE"] == "Мой"
    assert after.place.stage == "work", "a stage that we did not move is not moved back"


async def test_a_lead_whose_company_is_another_now_is_tied_anew() -> None:
    desk = Desk()
    desk.lead()
    await desk.deliver()
    desk.lead(company_id=6)
    await desk.deliver()
    lead, company = desk.card(Entity.LEAD, 7), desk.card(Entity.COMPANY, 6)
    assert company.ref.id in desk.state.ties[lead.ref.id]
    desk.lead(company_id=5)
    await desk.deliver()
    assert desk.card(Entity.COMPANY, 5).ref.id in desk.state.ties[lead.ref.id]
    assert desk.count(Entity.COMPANY) == 2


async def test_a_lost_lead_goes_with_its_reason() -> None:
    desk = Desk()
    desk.lead()
    await desk.deliver()
    desk.lead(stage=Stage.LOST, loss_reason="price")
    await desk.deliver()
    assert desk.card(Entity.LEAD, 7).place == Place("lost", "sales", "price")


@pytest.mark.parametrize("done", [True, False])
async def test_an_answer_that_was_lost_is_looked_up(done: bool) -> None:
    desk = Desk()
    desk.lead()
    desk.state.failures.append(Failure(Kind.AMBIGUOUS, "upsert", done=done))
    assert isinstance(await desk.deliver(), Later)
    await desk.clock.sleep(5)
    assert await desk.deliver() == Done()
    assert [desk.count(entity) for entity in (Entity.LEAD, Entity.CONTACT, Entity.COMPANY)] == [
        1
    ] * 3
    assert desk.state.calls.count("find") == 3
    lead = desk.card(Entity.LEAD, 7)
    assert len(desk.state.ties[lead.ref.id]) == 3


async def test_what_surely_failed_is_not_looked_up() -> None:
    desk = Desk()
    desk.lead()
    desk.state.failures.append(Failure(Kind.UNAVAILABLE, "upsert"))
    assert isinstance(await desk.deliver(), Later)
    await desk.deliver()
    assert desk.state.calls == ["upsert", "upsert"]


async def test_a_worker_that_died_leaves_a_mark() -> None:
    desk = Desk()
    desk.lead()
    parties = [Party(Entity.COMPANY, 5), Party(Entity.CONTACT, 3), Party(Entity.LEAD, 7)]
    now = desk.clock.now()
    await desk.links.begin("main", parties, row().key, now, now + timedelta(minutes=5))
    assert await desk.deliver() == Done()
    assert desk.state.calls == ["find", "find", "find", "upsert"]


async def test_two_leads_of_one_person_make_one_person() -> None:
    desk = Desk()
    desk.lead(7)
    desk.lead(8)
    first, second = await asyncio.gather(desk.deliver(7), desk.deliver(8))
    assert first == Done()
    assert isinstance(second, Later)
    assert second.seconds
    assert await desk.deliver(8) == Done()
    assert desk.count(Entity.CONTACT) == 1
    assert desk.count(Entity.LEAD) == 2


async def test_leads_of_one_moment_go_together() -> None:
    desk = Desk()
    for number in range(1, 31):
        desk.lead(number, contact_id=number, company_id=number)
    outcomes = await asyncio.gather(*(desk.deliver(number) for number in range(1, 31)))
    assert outcomes == [Done()] * 30
    assert desk.state.calls == ["upsert"]


async def test_a_refused_lead_is_set_aside_with_a_reason_and_told() -> None:
    desk = Desk()
    desk.lead()
    desk.state.failures.append(Failure(Kind.REJECTED))
    outcome = await desk.deliver()
    assert isinstance(outcome, Never)
    assert outcome.reason.startswith("rejected: ")
    assert desk.alarms == ["rejected"]
    assert await desk.deliver() == Done(), "and may be tried again"


async def test_a_refused_token_stops_the_account_and_loses_nothing() -> None:
    desk = Desk()
    desk.lead()
    desk.state.failures.append(Failure(Kind.AUTH))
    first, second = await desk.deliver(), await desk.deliver()
    assert isinstance(first, Later)
    assert first.seconds == 120
    assert isinstance(second, Later)
    assert desk.state.calls == ["upsert"], "nobody calls meanwhile"
    assert desk.alarms == ["auth"]
    await desk.clock.sleep(121)
    assert await desk.deliver() == Done()


async def test_a_crm_that_is_down_is_asked_by_one_at_a_time() -> None:
    desk = Desk()
    for number in range(1, 11):
        desk.lead(number, contact_id=number, company_id=None)
    desk.state.failures.extend([Failure(Kind.UNAVAILABLE)] * 8)
    for _ in range(8):
        for number in range(1, 11):
            outcome = await desk.deliver(number)
            assert not isinstance(outcome, Never)
        await desk.clock.sleep(70)
    assert len(desk.alarms) == 1, "an outage is told once"
    for number in range(1, 11):
        assert await desk.deliver(number) == Done()
    assert desk.count(Entity.LEAD) == 10


async def test_waiting_for_ourselves_says_nothing_of_the_crm() -> None:
    desk = Desk()
    desk.lead(7)
    now = desk.clock.now()
    person = Party(Entity.CONTACT, 3)
    await desk.links.begin("main", [person], "another", now, now + timedelta(minutes=5))
    for _ in range(10):
        assert await desk.deliver() == Later("unavailable: a card is being created", 1.0)
    desk.lead(8, contact_id=4, company_id=None)
    assert await desk.deliver(8) == Done()


async def test_a_trial_that_was_cut_off_lets_the_next_one_try() -> None:
    desk = Desk()
    desk.lead()
    desk.state.failures.append(Failure(Kind.AUTH))
    await desk.deliver()
    await desk.clock.sleep(121)
    trial = asyncio.ensure_future(desk.deliver())
    await asyncio.sleep(0)
    trial.cancel()
    await asyncio.gather(trial, return_exceptions=True)
    assert await desk.deliver() == Done()


async def test_a_person_who_was_deleted_there_is_made_anew_and_a_lead_is_not() -> None:
    desk = Desk()
    desk.lead()
    await desk.deliver()
    del desk.state.cards[desk.card(Entity.CONTACT, 3).ref.id]
    subject = desk.subjects.rows[7]
    changed = replace(subject.contact, phone="+79120000002")
    desk.subjects.rows[7] = replace(subject, contact=changed)
    assert isinstance(await desk.deliver(), Later)
    assert await desk.deliver() == Done()
    assert desk.card(Entity.CONTACT, 3).fields["PHONE"] == "+79120000002"
    del desk.state.cards[desk.card(Entity.LEAD, 7).ref.id]
    desk.lead(amount=9)
    for _ in range(2):
        outcome = await desk.deliver()
        assert isinstance(outcome, Never)
        assert outcome.reason.startswith("not_found: ")
    assert desk.count(Entity.LEAD) == 0


async def test_notes_and_tasks_lie_beside_the_lead_once() -> None:
    desk = Desk()
    desk.lead(owner_id=2001)
    desk.state.failures.append(Failure(Kind.AMBIGUOUS, "add_note", done=True))
    assert isinstance(await desk.deliver(kind="crm_note", note="qualified"), Later)
    assert await desk.deliver(kind="crm_note", note="qualified") == Done()
    assert await desk.deliver(kind="crm_note", note="qualified") == Done()
    assert await desk.deliver(kind="crm_task", task="calculation") == Done()
    note, task = (one.what for one in desk.state.beside)
    assert isinstance(note, CrmNote)
    assert isinstance(task, CrmTask)
    assert note.text == "note qualified of 7"
    assert (task.title, task.owner) == ("calculation", "1")
    assert desk.count(Entity.LEAD) == 1, "the lead came with its first note"


async def test_a_crm_without_tasks_gets_a_note() -> None:
    class Taskless(MemoryCrm):
        capabilities = MemoryCrm.capabilities & ~Capability.TASKS & ~Capability.MEETINGS

    desk = Desk(Taskless)
    desk.lead()
    assert await desk.deliver(kind="crm_task", task="calculation") == Done()
    (only,) = (one.what for one in desk.state.beside)
    assert isinstance(only, CrmNote)
    assert only.text == "calculation\nof 7"


async def test_an_erased_person_is_emptied_there() -> None:
    desk = Desk()
    desk.lead()
    await desk.deliver()
    del desk.subjects.rows[7]
    assert await desk.deliver(kind="crm_erase", contact_id=3, lead_ids=[7, 8]) == Done()
    assert desk.card(Entity.CONTACT, 3).fields == {}
    assert desk.card(Entity.LEAD, 7).fields == {}
    assert await desk.deliver() == Done(), "a row that was left over does nothing"
    assert desk.card(Entity.LEAD, 7).fields == {}


async def test_an_account_that_is_gone_is_said() -> None:
    outcome = await Desk().publisher.deliver(replace(row(), payload={"account": "old"}))
    assert isinstance(outcome, Never)
    assert "'old'" in outcome.reason


KINDS = (Kind.AMBIGUOUS, Kind.UNAVAILABLE, Kind.RATE_LIMITED)


@pytest.mark.parametrize("seed", range(4))
async def test_chaos_leaves_exactly_what_should_be(seed: int) -> None:
    desk, dice = Desk(), random.Random(seed)
    for number in range(1, 61):
        person = dice.randint(1, 40)
        desk.lead(number, contact_id=person, company_id=1 + person // 2, amount=number)
    waiting = [(number, kind) for number in range(1, 61) for kind in ("crm_lead", "crm_note")]
    for _ in range(400):
        if not waiting:
            break
        dice.shuffle(waiting)
        if dice.random() < 0.5:
            failure = Failure(dice.choice(KINDS), done=dice.random() < 0.5)
            desk.state.failures.append(failure if failure.kind is Kind.AMBIGUOUS else UNDONE)
        tried, left = waiting[:20], waiting[20:]
        outcomes = await asyncio.gather(*(_attempt(desk, dice, *one) for one in tried))
        left += [one for one, done in zip(tried, outcomes, strict=True) if not done]
        waiting = left
        await desk.clock.sleep(61)
    assert not waiting
    people = {subject.contact.id for subject in desk.subjects.rows.values()}
    companies = {subject.company.id for subject in desk.subjects.rows.values() if subject.company}
    assert desk.count(Entity.LEAD) == 60
    assert desk.count(Entity.CONTACT) == len(people)
    assert desk.count(Entity.COMPANY) == len(companies)
    assert sorted(one.what.key for one in desk.state.beside) == sorted(
        {one.what.key for one in desk.state.beside}
    )
    assert len(desk.state.beside) == 60
    for number in range(1, 61):
        lead = desk.card(Entity.LEAD, number)
        assert lead.fields["SUM"] == number
        assert len(desk.state.ties[lead.ref.id]) == 3


UNDONE = Failure(Kind.UNAVAILABLE)


async def _attempt(desk: Desk, dice: random.Random, number: int, kind: str) -> bool:
    """One delivery, now and then cut off as by a kill."""
    delivering = asyncio.ensure_future(desk.deliver(number, kind, note="qualified"))
    if dice.random() < 0.1:
        await asyncio.sleep(0)
        delivering.cancel()
    try:
        outcome = await delivering
    except asyncio.CancelledError:
        return False
    assert not isinstance(outcome, Never), outcome
    return isinstance(outcome, Done)


def test_a_party_has_one_key_for_ever() -> None:
    assert Party(Entity.LEAD, 7).key == "prequal-lead-7"
    assert Party(Entity.NOTE, 7, "qualified-1").key == "prequal-note-7-qualified-1"


async def test_a_card_that_hangs_loose_is_tied_however_many_attempts_it_takes() -> None:
    desk = Desk()
    desk.lead()
    # The CRM died over the lead: its card is there, and tied to nothing.
    desk.state.failures.append(Failure(Kind.AMBIGUOUS, "upsert", done=True))
    await desk.deliver()
    lead = desk.card(Entity.LEAD, 7).ref
    desk.state.ties.clear()
    desk.state.failures.append(Failure(Kind.UNAVAILABLE, "upsert"))
    assert isinstance(await desk.deliver(), Later)
    assert await desk.deliver() == Done()
    others = {desk.card(Entity.CONTACT, 3).ref.id, desk.card(Entity.COMPANY, 5).ref.id}
    assert desk.state.ties[lead.id] - {lead.id} == others
    before = len(desk.state.calls)
    assert await desk.deliver() == Done()
    assert len(desk.state.calls) == before, "what is tied is not tied again"
