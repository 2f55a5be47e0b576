"""What facts cause, and whether what was planned still makes sense when it is due."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from leads import reactions
from leads.caused import Reactions, card_key, row_key
from leads.consent import Audience, Purpose, withdrawals
from leads.due import Drop, Later, Send, decide
from leads.facts import (
    AnswerGiven,
    BriefCompleted,
    Disqualified,
    Fact,
    Lost,
    NotYet,
    Qualified,
    RecheckAgreed,
    Taken,
    Visited,
)
from leads.lead import Lead
from leads.outbox import Topic
from leads.reactions import react
from leads.stage import Stage
from leads.talk_facts import HumanCalled, PersonWrote
from leads.touch import UNTAKEN, Touch
from tests.leads.samples import ANNA, LATE, NOON, POLICY, consent, lead, verdict

QUALIFIED = replace(lead(Stage.LEAD), id=7).moved(Stage.QUALIFIED, NOON)
NOT_YET = replace(lead(Stage.NOT_YET), id=7)


def qualified(at: datetime = NOON) -> Reactions:
    fact = Qualified(at=at, contact_id=1, lead_id=7, verdict=verdict(), was=Stage.LEAD)
    return react(fact, replace(lead(Stage.LEAD), id=7).moved(Stage.QUALIFIED, at), POLICY, at)


def not_yet(days: int | None) -> NotYet:
    judged = verdict(Stage.NOT_YET, recheck_days=days)
    return NotYet(at=NOON, contact_id=1, lead_id=7, verdict=judged, was=Stage.LEAD)


def test_a_qualified_lead_gets_a_card_at_once() -> None:
    (card,) = qualified().outbox
    assert (card.topic, card.lane, card.not_before) == (Topic.SALES, "lead:7", None)
    assert card.key == card_key(QUALIFIED) == card.payload["card"]


def test_an_untaken_card_is_recalled_after_5_and_15_working_minutes() -> None:
    touches = [touch for touch in qualified().touches if touch.kind == UNTAKEN]
    assert [touch.due_at - NOON for touch in touches] == [
        timedelta(minutes=5),
        timedelta(minutes=15),
    ]
    assert {touch.audience for touch in touches} == {Audience.STAFF}
    night = qualified(LATE).touches
    assert night[0].due_at == datetime(2026, 11, 25, 7, 5, tzinfo=UTC)


def test_taking_stops_the_reminders_of_this_lead_and_of_no_other() -> None:
    planned = qualified().touches
    fact = Taken(at=NOON, contact_id=1, lead_id=7, by=5, owner="Борис")
    cancelled = react(fact, replace(QUALIFIED, owner_id=5), POLICY, NOON).cancel_touches
    assert all(touch.key.startswith(cancelled) for touch in planned)
    assert not any("untaken:70:1:5m".startswith(prefix) for prefix in cancelled)


def test_calls_of_this_lead_lose_their_buttons_when_it_is_taken() -> None:
    taken = replace(QUALIFIED, owner_id=5, taken_at=NOON)
    fact = Taken(at=NOON, contact_id=1, lead_id=7, by=5, owner="Борис")
    _, over = react(fact, taken, POLICY, NOON).outbox
    named = over.payload["calls"]
    assert isinstance(named, list)
    calls = tuple(named)
    staff = [touch for touch in qualified().touches if touch.audience is Audience.STAFF]
    assert all(row_key(touch.key).startswith(calls) for touch in staff)
    assert not row_key("untaken:70:1:5m").startswith(calls)
    (called,) = react(HumanCalled(at=NOON, contact_id=1, lead_id=7), taken, POLICY, NOON).outbox
    wrote = PersonWrote(at=NOON, contact_id=1, lead_id=7, what="text", message_id=5)
    told, _ = react(wrote, taken, POLICY, NOON, contact=ANNA).outbox
    assert called.key.startswith(calls) and told.key.startswith(calls)
    later = Lost(at=NOON, contact_id=1, lead_id=7, by=5, reason="price", was=Stage.QUALIFIED)
    assert len(react(later, taken, POLICY, NOON).outbox) == 1


def test_qualifying_anew_sends_a_new_card_and_new_reminders() -> None:
    later = NOON + timedelta(days=90)
    first, again = qualified(), qualified(later)
    keys = {row.key for row in first.outbox} & {row.key for row in again.outbox}
    touches = {row.key for row in first.touches} & {row.key for row in again.touches}
    assert not keys and not touches


def test_a_lead_under_way_is_not_announced_again() -> None:
    fact = Qualified(at=NOON, contact_id=1, lead_id=7, verdict=verdict(), was=Stage.PROPOSAL)
    caused = react(fact, replace(QUALIFIED, owner_id=5), POLICY, NOON)
    assert caused.touches == ()
    assert caused.outbox[0].key != card_key(QUALIFIED)


def test_a_second_look_needs_a_consent_to_reminders() -> None:
    assert react(not_yet(90), NOT_YET, POLICY, NOON).touches == ()
    other = [consent(Purpose.ADVERTISING)]
    assert react(not_yet(90), NOT_YET, POLICY, NOON, ledger=other).touches == ()
    agreed = [consent(Purpose.REMINDER)]
    assert react(not_yet(None), NOT_YET, POLICY, NOON, ledger=agreed).touches == ()
    (touch,) = react(not_yet(90), NOT_YET, POLICY, NOON, ledger=agreed).touches
    assert (touch.kind, touch.purpose) == ("recheck", Purpose.REMINDER)
    assert touch.due_at == NOON + timedelta(days=90)


def test_a_second_look_at_night_waits_for_the_morning() -> None:
    fact = RecheckAgreed(at=NOON, contact_id=1, lead_id=7, recheck_at=LATE)
    agreed = [consent(Purpose.REMINDER)]
    (touch,) = react(fact, NOT_YET, POLICY, NOON, ledger=agreed).touches
    assert touch.due_at == datetime(2026, 11, 25, 6, 0, tzinfo=UTC)


def test_answers_complete_the_card_without_flooding_the_group() -> None:
    def given(seconds: float) -> set[str]:
        at = NOON + timedelta(seconds=seconds)
        fact = AnswerGiven(at=at, contact_id=1, lead_id=7, scenario="brief", step="goal", value="x")
        (row,) = react(fact, QUALIFIED, POLICY, at).outbox
        assert row.not_before is not None and at < row.not_before <= at + timedelta(seconds=2)
        return {row.key}

    assert len(given(0) | given(0.5) | given(1.9)) == 1
    assert len(given(0) | given(2)) == 2


def test_answers_before_the_verdict_interrupt_nobody() -> None:
    fact = AnswerGiven(at=NOON, contact_id=1, lead_id=7, scenario="quiz", step="a", value=1)
    assert react(fact, lead(), POLICY, NOON) == Reactions()


@pytest.mark.parametrize(
    "fact",
    [
        BriefCompleted(at=NOON, contact_id=1, lead_id=7, answered=3, asked=5, was=Stage.QUALIFIED),
        Disqualified(
            at=NOON,
            contact_id=1,
            lead_id=7,
            verdict=verdict(Stage.DISQUALIFIED),
            was=Stage.QUALIFIED,
        ),
    ],
)
def test_the_card_is_brought_up_to_date_only_where_there_is_one(fact: Fact) -> None:
    row, *others = react(fact, QUALIFIED, POLICY, NOON).outbox
    assert [one.payload["kind"] for one in others] in ([], ["calls_over"])
    assert row.payload["card"] == card_key(QUALIFIED) != row.key
    assert react(fact, replace(QUALIFIED, qualified_at=None), POLICY, NOON).outbox == ()


def test_calling_a_human_tells_sales() -> None:
    fact = HumanCalled(at=NOON, contact_id=1, lead_id=7)
    (row,) = react(fact, lead(), POLICY, NOON).outbox
    assert row.payload["kind"] == "human_called"


def test_a_fact_without_a_lead_causes_nothing() -> None:
    assert react(Visited(at=NOON, contact_id=1, channel="x"), None, POLICY, NOON) == Reactions()


def test_the_table_of_the_docstring_names_every_fact() -> None:
    table = reactions.__doc__ or ""
    assert [fact.__name__ for fact in get_args(Fact) if fact.__name__ not in table] == []


def recheck() -> Touch:
    agreed = [consent(Purpose.REMINDER)]
    return react(not_yet(90), NOT_YET, POLICY, NOON, ledger=agreed).touches[0]


DUE = NOON + timedelta(days=90)
AGREED = [consent(Purpose.REMINDER)]


def about(touch: Touch, of: Lead, at: datetime = DUE, **changes: object) -> object:
    values = {"contact": ANNA, "ledger": AGREED} | changes
    return decide(touch, lead=of, policy=POLICY, now=at, **values)  # type: ignore[arg-type]


def test_a_due_touch_is_asked_again_whether_it_makes_sense() -> None:
    sent = about(recheck(), NOT_YET)
    assert isinstance(sent, Send) and str(sent.basis).startswith("consent:reminder@")
    assert about(recheck(), QUALIFIED) == Drop("overtaken")
    assert about(recheck(), NOT_YET, DUE + timedelta(days=15)) == Drop("expired")
    assert about(recheck(), NOT_YET, contact=replace(ANNA, blocked_at=NOON)) == Drop("blocked")
    assert about(recheck(), NOT_YET, contact=None) == Drop("blocked")
    stopped = [*AGREED, *withdrawals(ANNA.id, NOON + timedelta(days=1))]
    assert about(recheck(), NOT_YET, ledger=stopped) == Drop("no_consent")
    night = datetime(2027, 2, 22, 20, 0, tzinfo=UTC)
    assert about(recheck(), NOT_YET, night) == Later(datetime(2027, 2, 23, 6, 0, tzinfo=UTC))


def test_sales_are_reminded_only_while_nobody_took_it() -> None:
    touch = qualified().touches[0]
    assert isinstance(about(touch, QUALIFIED, LATE, contact=None, ledger=[]), Send)
    assert about(touch, replace(QUALIFIED, owner_id=5)) == Drop("overtaken")
    assert about(touch, QUALIFIED.moved(Stage.LOST, NOON)) == Drop("overtaken")
