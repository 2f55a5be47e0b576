"""Anniversaries of working together: the day before is worked, once a year."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from leads.lead import Lead
from leads.policy import Policy
from leads.repeat.anniversaries import eve_after

MOSCOW = ZoneInfo("Europe/Moscow")
POLICY = Policy(MOSCOW)
LEAD = Lead(7, 1)


def test_the_owner_is_told_on_the_working_day_before() -> None:
    first = datetime(2025, 11, 24, 9, tzinfo=UTC)
    touch = eve_after(first, LEAD, POLICY, datetime(2026, 3, 1, tzinfo=UTC))
    assert (touch.payload["day"], touch.payload["years"]) == ("2026-11-24", 1)
    assert touch.due_at == datetime(2026, 11, 23, 7, tzinfo=UTC), "Monday at ten"
    following = eve_after(first, LEAD, POLICY, touch.due_at)
    assert (following.payload["day"], following.payload["years"]) == ("2027-11-24", 2)
    assert touch.key != following.key


def test_a_leap_day_has_its_anniversaries() -> None:
    leap = datetime(2028, 2, 29, 9, tzinfo=UTC)
    touch = eve_after(leap, LEAD, POLICY, leap)
    assert touch.payload["day"] == "2029-02-28"


@given(
    st.dates(date(2000, 1, 1), date(2030, 1, 1)),
    st.integers(0, 24 * 5000),
)
def test_every_eve_lies_ahead_on_a_worked_day_and_before_its_day(day: date, hours: int) -> None:
    first = datetime.combine(day, time(12), UTC)
    now = first + timedelta(hours=hours)
    touch = eve_after(first, LEAD, POLICY, now)
    local = touch.due_at.astimezone(MOSCOW)
    assert touch.due_at > now and local.weekday() < 5
    assert local.date() < date.fromisoformat(str(touch.payload["day"]))
