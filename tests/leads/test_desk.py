"""The desk: first take wins, only allowed moves, payment writes an order, all of it is history."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from leads.consent import Purpose, withdrawals
from leads.desk import Desk
from leads.facts import Taken
from leads.happened import Happened
from leads.history import owner_name
from leads.lead import Lead
from leads.reasons import LossReason, RejectReason
from leads.selling import AlreadyTaken, BadAmount, NoSuchLead, NotYours, Seller, TakenNow
from leads.stage import MoveRefused, Stage
from leads.verdict_facts import VerdictOverridden
from tests.fakes.unit_of_work import Conflict, FakeUnitOfWork
from tests.leads.samples import ANNA, GRADING, LATE, NOON, POLICY, funnels, lead, verdict
from tests.leads.test_assigning import Office

BORIS, VERA = Seller(2001, "Борис"), Seller(2002, "Вера")
BOSS = Seller(3001, "Ольга", manager=True)
DESK = Desk(POLICY, funnels(), GRADING)


async def with_lead(stage: Stage = Stage.QUALIFIED) -> tuple[FakeUnitOfWork, Lead]:
    uow = FakeUnitOfWork()
    await uow.contacts.add(ANNA)
    fresh = replace(lead(Stage.LEAD), verdict=verdict()).moved(Stage.QUALIFIED, NOON)
    return uow, await uow.leads.add(fresh if stage is Stage.QUALIFIED else fresh.moved(stage, NOON))


async def taken(stage: Stage = Stage.QUALIFIED) -> tuple[FakeUnitOfWork, Lead]:
    uow, fresh = await with_lead(stage)
    result = await DESK.take(uow, fresh.id, BORIS, NOON)
    assert isinstance(result, TakenNow)
    return uow, result.lead


async def test_the_first_take_wins_and_the_second_hears_who_has_it() -> None:
    uow, fresh = await with_lead()
    first = await DESK.take(uow, fresh.id, BORIS, NOON)
    second = await DESK.take(uow, fresh.id, VERA, NOON + timedelta(seconds=1))
    assert isinstance(first, TakenNow)
    assert isinstance(second, AlreadyTaken)
    assert second.owner_id == BORIS.id
    stored = uow.leads.rows[fresh.id]
    assert (stored.owner_id, stored.taken_at) == (BORIS.id, NOON)
    assert uow.events.kinds == ["taken"]


async def test_a_double_tap_takes_once() -> None:
    uow, mine = await taken()
    again = await DESK.take(uow, mine.id, BORIS, NOON + timedelta(seconds=1))
    assert isinstance(again, AlreadyTaken) and again.owner_id == BORIS.id
    assert len(uow.outbox.rows) == 3


async def test_two_takes_at_once_conflict_and_the_retry_hears_the_winner() -> None:
    uow, stale = await with_lead()
    await DESK.take(uow, stale.id, BORIS, NOON)
    with pytest.raises(Conflict):
        await uow.leads.save(replace(stale, owner_id=VERA.id))
    assert isinstance(await DESK.take(uow, stale.id, VERA, NOON), AlreadyTaken)


async def test_taking_tells_the_person_and_gives_the_owner_a_task() -> None:
    uow, mine = await taken()
    card, over, notice = uow.outbox.rows.values()
    assert [card.payload["kind"], over.payload["kind"]] == ["lead_card", "calls_over"]
    assert notice.lane == f"chat:{ANNA.telegram_id}"
    assert notice.payload["text"] == "prospect_taken"
    assert notice.payload["values"] == {"owner": "Борис", "by_phone": True}
    assert [(task.title, task.owner_id) for task in uow.tasks.pending] == [
        ("call_prospect", BORIS.id)
    ]
    assert uow.tasks.pending[0].due_at == datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
    assert mine.waiting(NOON + timedelta(hours=1)) == timedelta()


async def test_at_night_the_person_is_told_in_the_morning_and_the_chat_is_not_held_up() -> None:
    uow, fresh = await with_lead()
    await DESK.take(uow, fresh.id, BORIS, LATE)
    assert all(row.not_before is None for row in uow.outbox.rows.values())
    assert all(not row.lane.startswith("chat:") for row in uow.outbox.rows.values())
    (notice,) = uow.touches.pending
    assert notice.due_at == datetime(2026, 11, 25, 6, 0, tzinfo=UTC)


async def test_who_refused_service_messages_is_told_nothing() -> None:
    uow, fresh = await with_lead()
    uow.consents.rows.extend(withdrawals(ANNA.id, NOON, [Purpose.SERVICE]))
    await DESK.take(uow, fresh.id, BORIS, NOON)
    assert [row.topic.value for row in uow.outbox.rows.values()] == ["sales", "sales"]


async def test_a_rejected_lead_is_closed_with_its_reason_and_nobody_takes_it() -> None:
    uow, fresh = await with_lead()
    gone = await DESK.reject(uow, fresh.id, RejectReason.SPAM, VERA, NOON)
    assert (gone.stage, gone.loss_reason, gone.closed_at) == (Stage.DISQUALIFIED, "spam", NOON)
    with pytest.raises(MoveRefused) as refused:
        await DESK.take(uow, fresh.id, BORIS, NOON)
    assert refused.value.reason == "lead_closed"
    with pytest.raises(MoveRefused):
        await DESK.reject(uow, fresh.id, RejectReason.SPAM, VERA, NOON)


async def test_moving_closes_the_old_task_and_gives_the_next() -> None:
    uow, mine = await taken()
    moved = await DESK.advance_stage(uow, mine.id, Stage.KEY_STAGE, BORIS, NOON)
    assert moved.stage_since == NOON
    assert [task.title for task in uow.tasks.pending] == ["hold_key_stage"]
    assert uow.tasks.rows[0].closed_at == NOON
    assert uow.events.kinds == ["taken", "stage_moved"]


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        (Stage.PAYMENT, "needs_amount"),
        (Stage.LOST, "needs_reason"),
        (Stage.DISQUALIFIED, "needs_reason"),
        (Stage.REFERRED, "needs_consent"),
        (Stage.QUALIFIED, "already_there"),
        (Stage.OFFERED, "not_in_this_funnel"),
        (Stage.UNKNOWN, "not_in_this_funnel"),
    ],
)
async def test_a_move_that_needs_more_is_refused(target: Stage, reason: str) -> None:
    uow, mine = await taken()
    with pytest.raises(MoveRefused) as refused:
        await DESK.advance_stage(uow, mine.id, target, BORIS, NOON)
    assert refused.value.reason == reason
    assert uow.leads.rows[mine.id] == mine
    assert uow.events.kinds == ["taken"]


async def test_only_the_owner_and_managers_work_on_a_taken_lead() -> None:
    uow, mine = await taken()
    with pytest.raises(NotYours) as refused:
        await DESK.advance_stage(uow, mine.id, Stage.PROPOSAL, VERA, NOON)
    assert refused.value.owner_id == BORIS.id
    with pytest.raises(NotYours):
        await DESK.reject(uow, mine.id, RejectReason.OTHER, VERA, NOON)
    await DESK.advance_stage(uow, mine.id, Stage.PROPOSAL, BOSS, NOON)


async def test_who_wants_to_move_a_lead_takes_it_first() -> None:
    uow, fresh = await with_lead()
    with pytest.raises(MoveRefused) as refused:
        await DESK.advance_stage(uow, fresh.id, Stage.PROPOSAL, BORIS, NOON)
    assert refused.value.reason == "take_first"


async def test_payment_writes_an_order_and_closes() -> None:
    uow, mine = await taken(Stage.CONTRACT)
    await DESK.set_amount(uow, mine.id, 300_000, BORIS, NOON, discount=20_000)
    order = await DESK.pay(uow, mine.id, 280_000, BORIS, NOON + timedelta(days=3))
    assert uow.orders.rows == [order]
    assert (order.amount, order.discount, order.product) == (280_000, 20_000, "seo")
    won = uow.leads.rows[mine.id]
    assert (won.stage, won.amount) == (Stage.PAYMENT, 280_000)
    assert won.closed_at == NOON + timedelta(days=3)
    assert uow.tasks.pending == []
    with pytest.raises(MoveRefused):
        await DESK.pay(uow, mine.id, 280_000, BORIS, NOON)
    assert len(uow.orders.rows) == 1


@pytest.mark.parametrize(
    ("amount", "discount", "reason"),
    [
        (0, 0, "not_positive"),
        (-5, 0, "not_positive"),
        (5, -1, "negative_discount"),
        (10**13, 0, "too_large"),
        (5, 10**13, "too_large"),
    ],
)
async def test_a_sum_that_no_deal_has_is_refused(amount: int, discount: int, reason: str) -> None:
    uow, mine = await taken()
    with pytest.raises(BadAmount) as noted:
        await DESK.set_amount(uow, mine.id, amount, BORIS, NOON, discount=discount)
    with pytest.raises(BadAmount) as paid:
        await DESK.pay(uow, mine.id, amount, BORIS, NOON, discount=discount)
    assert noted.value.reason == paid.value.reason == reason
    assert uow.orders.rows == []


async def test_a_lost_lead_keeps_the_sellers_reason() -> None:
    uow, mine = await taken(Stage.PROPOSAL)
    lost = await DESK.lose(uow, mine.id, LossReason.PRICE, BORIS, NOON)
    assert (lost.stage, lost.loss_reason) == (Stage.LOST, "price")
    with pytest.raises(MoveRefused):
        await DESK.set_amount(uow, mine.id, 5, BORIS, NOON)


async def test_who_closes_what_nobody_took_answers_for_it() -> None:
    uow, fresh = await with_lead()
    lost = await DESK.lose(uow, fresh.id, LossReason.PRICE, VERA, NOON)
    assert (lost.owner_id, lost.taken_at) == (VERA.id, None)
    assert owner_name(uow.events.rows) == VERA.name
    uow, mine = await taken()
    lost = await DESK.lose(uow, mine.id, LossReason.PRICE, BOSS, NOON)
    assert (lost.owner_id, owner_name(uow.events.rows)) == (BORIS.id, BORIS.name)


async def test_every_change_is_history_with_who_did_it() -> None:
    uow, mine = await taken()
    await DESK.advance_stage(uow, mine.id, Stage.PROPOSAL, BORIS, NOON)
    await DESK.set_amount(uow, mine.id, 5, BOSS, NOON)
    await DESK.lose(uow, mine.id, LossReason.SILENT, BORIS, NOON)
    assert uow.events.kinds == ["taken", "stage_moved", "amount_set", "lost"]
    facts: list[Happened] = list(uow.events.rows)
    assert [fact.by for fact in facts] == [BORIS.id, BORIS.id, BOSS.id, BORIS.id]
    assert all(fact.lead_id == mine.id and fact.contact_id == ANNA.id for fact in facts)
    assert isinstance(facts[0], Taken) and facts[0].owner == "Борис"


async def test_a_lead_that_is_not_there() -> None:
    with pytest.raises(NoSuchLead):
        await DESK.take(FakeUnitOfWork(), 99, BORIS, NOON)


async def judged(stage: Stage) -> tuple[Office, Lead]:
    uow = Office()
    await uow.contacts.add(ANNA)
    refused = replace(lead(Stage.LEAD), verdict=verdict(stage)).moved(stage, NOON)
    return uow, await uow.leads.add(refused)


@pytest.mark.parametrize("stage", [Stage.NOT_YET, Stage.DISQUALIFIED])
async def test_an_override_opens_a_refused_lead_and_keeps_its_verdict(stage: Stage) -> None:
    uow, refused = await judged(stage)
    after = await DESK.override(uow, refused.id, Stage.QUALIFIED, "talked", BORIS, LATE)
    assert (after.stage, after.qualified_at, after.closed_at) == (Stage.QUALIFIED, LATE, None)
    assert after.verdict == verdict(stage)
    fact = uow.events.rows[-1]
    assert isinstance(fact, VerdictOverridden)
    assert (fact.judged, fact.was, fact.stage) == (stage, stage, Stage.QUALIFIED)
    assert (fact.by, fact.seller, fact.reason) == (BORIS.id, BORIS.name, "talked")


@pytest.mark.parametrize("target", [Stage.NOT_YET, Stage.DISQUALIFIED])
async def test_an_override_sends_a_qualified_lead_back(target: Stage) -> None:
    uow, mine = await judged(Stage.QUALIFIED)
    await DESK.take(uow, mine.id, BORIS, NOON)
    after = await DESK.override(uow, mine.id, target, "known_client", BORIS, LATE)
    assert after.stage is target
    with pytest.raises(NotYours):
        await DESK.override(uow, mine.id, Stage.QUALIFIED, "talked", VERA, LATE)
    assert (await DESK.override(uow, mine.id, Stage.QUALIFIED, "other", BOSS, LATE)).owner_id


@pytest.mark.parametrize(
    ("stage", "target", "reason", "code"),
    [
        (Stage.NOT_YET, Stage.NOT_YET, "talked", "already_there"),
        (Stage.CONTRACT, Stage.QUALIFIED, "talked", "already_there"),
        (Stage.NOT_YET, Stage.CONTRACT, "talked", "not_a_verdict"),
        (Stage.LOST, Stage.QUALIFIED, "talked", "lead_closed"),
        (Stage.PAYMENT, Stage.DISQUALIFIED, "talked", "lead_closed"),
        (Stage.NOT_YET, Stage.QUALIFIED, "", "needs_words"),
        (Stage.NOT_YET, Stage.QUALIFIED, "x" * 301, "needs_words"),
    ],
)
async def test_an_override_is_refused_where_it_means_nothing(
    stage: Stage, target: Stage, reason: str, code: str
) -> None:
    uow, lead_ = await judged(stage)
    with pytest.raises(MoveRefused) as refused:
        await DESK.override(uow, lead_.id, target, reason, BOSS, LATE)
    assert refused.value.reason == code
    assert uow.leads.rows[lead_.id] == lead_


async def test_what_was_never_judged_has_nothing_to_override() -> None:
    uow = Office()
    enquiry = await uow.leads.add(lead())
    with pytest.raises(MoveRefused, match="no_verdict"):
        await DESK.override(uow, enquiry.id, Stage.QUALIFIED, "talked", BOSS, NOON)
