"""While nobody answers: sales are called, then managers, and the person hears that it is late."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from leads.caused import Reactions
from leads.facts import Fact, Qualified, StageMoved, Taken
from leads.grading.facts import Lifted
from leads.reactions import react
from leads.stage import Stage
from leads.talk_facts import HumanCalled, HumanWrote
from leads.touch import LATE as TOO_LATE
from leads.touch import UNTAKEN_HEADS
from leads.waiting.planned import overload_again, overload_seen
from tests.leads.samples import ANNA, LATE, NOON, POLICY, lead, verdict

LEAD = replace(lead(Stage.LEAD), id=7).moved(Stage.QUALIFIED, NOON)
ABOUT: dict[str, Any] = {"contact_id": 1, "lead_id": 7}
QUALIFIED = Qualified(at=NOON, verdict=verdict(), was=Stage.LEAD, **ABOUT)
CALLED = HumanCalled(at=NOON, **ABOUT)


def caused(fact: Fact, at: datetime = NOON) -> Reactions:
    return react(fact, LEAD, POLICY, at, contact=ANNA)


def due(fact: Fact, at: datetime = NOON) -> dict[str, timedelta]:
    """By kind, after how long the last one is due."""
    return {touch.kind: touch.due_at - at for touch in caused(fact, at).touches}


def test_managers_are_called_after_sales_and_before_the_promised_time() -> None:
    planned = due(QUALIFIED)
    assert planned[UNTAKEN_HEADS] == timedelta(minutes=30)
    assert planned[TOO_LATE] == POLICY.call_within == timedelta(hours=1)


def test_at_night_all_of_it_waits_for_the_morning() -> None:
    night = replace(QUALIFIED, at=LATE)
    late = next(one for one in caused(night, LATE).touches if one.kind == TOO_LATE)
    assert late.due_at == datetime(2026, 11, 25, 8, tzinfo=UTC), "an hour after work begins"


def test_whoever_was_lifted_was_promised_nothing() -> None:
    planned = due(Lifted(at=NOON, why="client", company=None, grade="", **ABOUT))
    assert planned[UNTAKEN_HEADS] == timedelta(minutes=15), "in half the time"
    assert TOO_LATE not in planned


@pytest.mark.parametrize(
    "fact",
    [
        Taken(at=NOON, by=5, owner="Борис", **ABOUT),
        HumanWrote(at=NOON, by=5, chat_id=1, **ABOUT),
        StageMoved(at=NOON, was=Stage.QUALIFIED, stage=Stage.BRIEF, crm="main", **ABOUT),
    ],
)
def test_an_answer_calls_the_word_off_that_it_is_late(fact: Fact) -> None:
    (late,) = (one for one in caused(QUALIFIED).touches if one.kind == TOO_LATE)
    assert late.key.startswith(caused(fact).cancel_touches)


def test_of_a_call_the_last_promise_counts() -> None:
    first, again = caused(CALLED), caused(replace(CALLED, at=NOON + timedelta(minutes=40)))
    assert [one.kind for one in first.touches] == [TOO_LATE]
    assert first.touches[0].key.startswith(again.cancel_touches)


def test_there_is_one_look_at_the_load_a_day() -> None:
    evening = NOON + timedelta(hours=5)
    assert overload_seen(NOON, POLICY).key == overload_seen(evening, POLICY).key
    tomorrow = overload_again(NOON, POLICY)
    assert tomorrow.due_at == datetime(2026, 11, 25, 7, tzinfo=UTC)
    assert overload_seen(LATE, POLICY) == tomorrow
