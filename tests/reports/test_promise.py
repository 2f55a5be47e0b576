"""Days of work and changes of the clock, as a database compares with them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from leads.policy import Policy
from leads.working_time import add_working_time, next_working
from reports.sellers.promise import calendar, offsets

FIRST, LAST = date(2025, 3, 1), date(2026, 4, 30)
HALF_HOUR = timedelta(minutes=30)


@pytest.mark.parametrize("name", ["Europe/Berlin", "Australia/Lord_Howe", "Europe/Moscow"])
def test_the_clock_is_ahead_as_its_zone_says(name: str) -> None:
    zone = ZoneInfo(name)
    found = list(offsets(zone, FIRST, LAST))
    at, end = (datetime.combine(one, time.min, zone).astimezone(UTC) for one in (FIRST, LAST))
    while at < end:
        ahead = next(one.ahead for one in reversed(found) if one.since <= at)
        assert ahead == at.astimezone(zone).utcoffset(), at
        at += HALF_HOUR


def test_a_clock_moved_by_half_an_hour_is_moved_at_half_past() -> None:
    _, summer = offsets(ZoneInfo("Australia/Lord_Howe"), date(2025, 10, 1), date(2025, 10, 31))
    assert summer.since == datetime(2025, 10, 4, 15, 30, tzinfo=UTC)


def test_days_say_when_work_begins_ends_and_begins_again() -> None:
    policy = Policy(ZoneInfo("Europe/Berlin"), working_start=time(10), working_end=time(19))
    days = {one.number: one for one in calendar(policy, FIRST, LAST).days}
    assert len(days) == (LAST - FIRST).days + 1
    for number, one in days.items():
        midnight = datetime.combine(
            date(1970, 1, 1) + timedelta(days=number), time.min, policy.zone
        )
        assert one.opens == next_working(midnight, policy)
        if one.opens < one.closes:
            assert add_working_time(one.opens, timedelta(hours=9), policy) == one.closes
            assert one.reopens == next_working(one.closes, policy)
        else:
            assert one.opens == one.closes == one.reopens
