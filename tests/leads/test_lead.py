"""The lead, the contact, the touch and the clock as values."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.clock import MovableClock, SystemClock
from leads.consent import Audience, Purpose
from leads.lead import Lead
from leads.stage import CLOSED, Stage
from leads.touch import Touch
from tests.leads.samples import NOON, lead, verdict

LATER = NOON + timedelta(days=90)
NAIVE = datetime(2026, 1, 1)  # noqa: DTZ001


@given(st.lists(st.sampled_from(list(Stage)), min_size=1))
def test_a_lead_is_closed_exactly_in_the_closing_stages(stages: list[Stage]) -> None:
    moved = lead()
    for hours, stage in enumerate(stages):
        moved = moved.moved(stage, NOON + timedelta(hours=hours))
        assert moved.is_open is (moved.closed_at is None) is (stage not in CLOSED)
        assert moved.stage_since == NOON + timedelta(hours=hours)


def test_the_wait_starts_with_the_verdict_and_not_with_a_step_back() -> None:
    qualified = lead(Stage.LEAD).judged(verdict(), NOON)
    assert qualified.waiting(NOON + timedelta(minutes=9)) == timedelta(minutes=9)
    back = qualified.moved(Stage.BRIEF, LATER).moved(Stage.QUALIFIED, LATER)
    assert back.qualified_at == NOON
    again = qualified.moved(Stage.NOT_YET, LATER).judged(verdict(), LATER)
    assert again.qualified_at == LATER


def test_a_verdict_does_not_move_a_lead_that_somebody_works_on() -> None:
    under_way = replace(lead(Stage.PROPOSAL), owner_id=5)
    judged = under_way.judged(verdict(Stage.DISQUALIFIED), NOON)
    assert judged.stage is Stage.PROPOSAL
    assert judged.verdict == verdict(Stage.DISQUALIFIED)


def test_the_brief_moves_a_qualified_lead_and_no_other() -> None:
    assert lead(Stage.QUALIFIED).briefed({"goal": "x"}, NOON).stage is Stage.BRIEF
    further = lead(Stage.PROPOSAL).briefed({"goal": "x"}, NOON)
    assert (further.stage, further.brief_done, further.brief_done_at) == (
        Stage.PROPOSAL,
        True,
        NOON,
    )


def test_only_the_first_reply_counts() -> None:
    assert lead().replied(NOON).replied(LATER).first_reply_at == NOON


def test_naive_moments_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="enquired_at has no time zone"):
        Lead(id=1, contact_id=1, enquired_at=NAIVE)
    with pytest.raises(ValueError, match="start has no time zone"):
        MovableClock(NAIVE)


def touch(**changes: object) -> Touch:
    values: dict[str, object] = {
        "key": "recheck:7:1",
        "kind": "recheck",
        "lead_id": 7,
        "contact_id": 1,
        "audience": Audience.PERSON,
        "purpose": Purpose.REMINDER,
        "due_at": NOON,
    }
    return Touch(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"key": ""}, "1 to 200"),
        ({"key": "k" * 201}, "1 to 200"),
        ({"contact_id": None}, "a person has a contact"),
        ({"audience": Audience.STAFF}, "staff has none"),
        ({"expires_at": NOON}, "expires before"),
        ({"due_at": NAIVE}, "due_at has no time zone"),
    ],
)
def test_a_touch_that_makes_no_sense_is_refused(changes: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        touch(**changes)


def test_a_touch_expires() -> None:
    expiring = touch(expires_at=LATER)
    assert not expiring.expired(LATER - timedelta(seconds=1))
    assert expiring.expired(LATER)
    assert not touch().expired(LATER)


def test_the_movable_clock_goes_forward_only_and_keeps_running() -> None:
    clock = MovableClock(NOON)
    clock.move_to(LATER)
    assert LATER <= clock.now() < LATER + timedelta(seconds=60)
    clock.move_to(NOON)
    assert clock.now() >= LATER
    first = clock.now()
    while clock.now() == first:
        pass
    assert clock.now() > first


def test_clocks_tell_utc() -> None:
    assert SystemClock().now().tzinfo is UTC
    assert MovableClock().now() - SystemClock().now() < timedelta(seconds=60)
