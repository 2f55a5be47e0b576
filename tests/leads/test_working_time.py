"""Working time: how it adds up over nights, weekends and daylight saving, and what is promised."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.policy import Policy
from leads.working_time import (
    add_working_time,
    end_of_working_day,
    is_working,
    next_working,
    promise,
)
from tests.leads.samples import LATE, MOMENTS, MOSCOW, NOON, POLICY

BERLIN = Policy(zone=ZoneInfo("Europe/Berlin"), working_days=frozenset(range(7)))
SPANS = st.timedeltas(timedelta(seconds=1), timedelta(hours=40))


def moscow(local: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=MOSCOW)


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-11-24T12:00", 15, "2026-11-24T12:15"),
        ("2026-11-24T18:50", 15, "2026-11-25T10:05"),
        ("2026-11-27T18:50", 15, "2026-11-30T10:05"),
        ("2026-11-28T13:00", 5, "2026-11-30T10:05"),
        ("2026-11-24T03:00", 5, "2026-11-24T10:05"),
        ("2026-11-24T12:00", 7 * 60, "2026-11-24T19:00"),
        ("2026-11-24T12:00", 7 * 60 + 1, "2026-11-25T10:01"),
    ],
)
def test_working_time_adds_up(start: str, minutes: int, end: str) -> None:
    assert add_working_time(moscow(start), timedelta(minutes=minutes), POLICY) == moscow(end)


@given(MOMENTS, SPANS, SPANS)
def test_two_spans_make_their_sum(moment: datetime, first: timedelta, second: timedelta) -> None:
    step = add_working_time(add_working_time(moment, first, POLICY), second, POLICY)
    assert step == add_working_time(moment, first + second, POLICY)


@given(MOMENTS, SPANS)
def test_no_deadline_falls_out_of_working_hours(moment: datetime, span: timedelta) -> None:
    for policy in (POLICY, BERLIN):
        end = add_working_time(moment, span, policy)
        local = end.astimezone(policy.zone)
        assert end >= moment + span
        assert policy.working_start < local.time() <= policy.working_end
        assert local.weekday() in policy.working_days


@given(MOMENTS)
def test_next_working_is_now_or_the_start_of_a_day(moment: datetime) -> None:
    following = next_working(moment, POLICY)
    assert is_working(following, POLICY)
    assert (following == moment) is is_working(moment, POLICY)
    if following > moment:
        assert following.astimezone(MOSCOW).time() == POLICY.working_start


def test_a_working_day_across_the_change_of_clocks_has_its_wall_hours() -> None:
    night = Policy(
        zone=ZoneInfo("Europe/Berlin"),
        working_start=time(1),
        working_end=time(5),
        working_days=frozenset({6}),
    )
    start = datetime(2026, 3, 29, 0, 0, tzinfo=UTC)
    assert add_working_time(start, timedelta(hours=3), night) == start + timedelta(hours=3)
    assert not is_working(start + timedelta(hours=3), night)


def test_the_promise_in_and_out_of_working_hours() -> None:
    day = promise(NOON, POLICY)
    assert (day.working, day.within, day.by - NOON) == (True, *2 * (timedelta(hours=1),))
    night = promise(LATE, POLICY)
    assert (night.working, night.within, night.by) == (False, None, moscow("2026-11-25T10:00"))


def test_nobody_is_promised_an_hour_of_which_a_part_is_tomorrow() -> None:
    evening = promise(moscow("2026-11-24T18:30"), POLICY)
    assert (evening.working, evening.within) == (True, None)
    assert evening.by == moscow("2026-11-25T10:30")


def test_tasks_are_due_at_the_end_of_a_working_day() -> None:
    assert end_of_working_day(NOON, 0, POLICY) == moscow("2026-11-24T19:00")
    assert end_of_working_day(LATE, 0, POLICY) == moscow("2026-11-25T19:00")
    assert end_of_working_day(NOON, 4, POLICY) == moscow("2026-11-30T19:00")


@pytest.mark.parametrize(
    "changes",
    [
        {"working_start": time(19), "working_end": time(10)},
        {"working_days": frozenset()},
        {"working_days": frozenset({7})},
        {"call_within": timedelta()},
        {"untaken_after": (timedelta(minutes=5), timedelta())},
    ],
)
def test_a_policy_that_nobody_can_keep_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"working|deadlines"):
        Policy(zone=MOSCOW, **changes)  # type: ignore[arg-type]
