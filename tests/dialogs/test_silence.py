"""When a pause has passed: working time, working days, and one watch after another."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.scenario import Pause, Text
from dialogs.silence import pause_ends
from leads.policy import Policy
from leads.working_time import is_working

MOSCOW = ZoneInfo("Europe/Moscow")
POLICY = Policy(zone=MOSCOW)
NUDGE = Text({"ru": "Продолжим?", "en": "Shall we go on?"})


def moscow(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026; the 27th is a Friday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=MOSCOW)


@pytest.mark.parametrize(
    ("last", "after", "ends"),
    [
        (moscow(24, 11), timedelta(minutes=30), moscow(24, 11, 30)),
        (moscow(24, 18, 50), timedelta(minutes=30), moscow(25, 10, 20)),
        (moscow(27, 23), timedelta(minutes=30), moscow(30, 10, 30)),
        (moscow(24, 11), timedelta(days=1), moscow(25, 11)),
        (moscow(27, 11), timedelta(days=1), moscow(30, 10)),
        (moscow(24, 22), timedelta(days=1), moscow(26, 10)),
    ],
)
def test_pauses_are_counted_in_working_time(
    last: datetime, after: timedelta, ends: datetime
) -> None:
    assert pause_ends(last, Pause(after, NUDGE), POLICY) == ends


@given(since=st.integers(0, 1_000_000), minutes=st.integers(1, 20_000))
def test_a_pause_never_ends_early_or_out_of_hours(since: int, minutes: int) -> None:
    last = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=since)
    after = timedelta(minutes=minutes)
    ends = pause_ends(last, Pause(after, NUDGE), POLICY)
    assert ends >= last + after
    closing = ends.astimezone(MOSCOW).time() == POLICY.working_end
    assert is_working(ends, POLICY) or closing
