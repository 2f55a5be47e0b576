"""Quiet hours and local times, across daylight saving and odd zones."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.local_time import first_moment, in_quiet_hours, shift_out_of_quiet_hours
from tests.leads.samples import MOMENTS, MOSCOW

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from(
    [
        "Europe/Berlin",
        "Europe/Moscow",
        "America/New_York",
        "Asia/Kolkata",
        "Pacific/Apia",
        "Australia/Lord_Howe",
        "Africa/Casablanca",
        "America/Sao_Paulo",
        "Asia/Beirut",
    ]
).map(ZoneInfo)
WALLS = st.times().map(lambda wall: wall.replace(second=0, microsecond=0))


@given(MOMENTS, ZONES, WALLS, WALLS)
def test_shifting_lands_outside_never_earlier_and_within_two_days(
    due: datetime, zone: ZoneInfo, start: time, end: time
) -> None:
    shifted = shift_out_of_quiet_hours(due, zone, start, end)
    assert shifted >= due
    assert not in_quiet_hours(shifted, zone, start, end)
    assert shifted - due <= timedelta(days=2)


@given(MOMENTS, ZONES, WALLS, WALLS)
def test_shifting_moves_only_what_is_quiet_and_only_once(
    due: datetime, zone: ZoneInfo, start: time, end: time
) -> None:
    shifted = shift_out_of_quiet_hours(due, zone, start, end)
    assert (shifted == due) is not in_quiet_hours(due, zone, start, end)
    assert shift_out_of_quiet_hours(shifted, zone, start, end) == shifted


@given(MOMENTS, ZONES, WALLS, WALLS)
def test_no_allowed_minute_is_waited_through(
    due: datetime, zone: ZoneInfo, start: time, end: time
) -> None:
    shifted = shift_out_of_quiet_hours(due, zone, start, end)
    # Bounds and zones change on whole minutes, so minutes tell the whole story.
    probe = due
    while probe < shifted:
        assert in_quiet_hours(probe, zone, start, end)
        probe += timedelta(minutes=7)
    if shifted > due:
        assert in_quiet_hours(shifted - timedelta(seconds=1), zone, start, end)


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        ("2026-11-24T20:59:59", "2026-11-24T20:59:59"),
        ("2026-11-24T21:00:00", "2026-11-25T09:00:00"),
        ("2026-11-25T03:00:00", "2026-11-25T09:00:00"),
        ("2026-11-25T09:00:00", "2026-11-25T09:00:00"),
    ],
)
def test_the_night_in_moscow(local: str, expected: str) -> None:
    due = datetime.fromisoformat(local).replace(tzinfo=MOSCOW)
    shifted = shift_out_of_quiet_hours(due, MOSCOW, time(21), time(9))
    assert shifted == datetime.fromisoformat(expected).replace(tzinfo=MOSCOW)


def test_an_end_that_the_spring_skips_is_the_moment_of_the_jump() -> None:
    due = datetime(2026, 3, 28, 23, 0, tzinfo=BERLIN)
    shifted = shift_out_of_quiet_hours(due, BERLIN, time(22), time(2, 30))
    assert shifted == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert shifted.astimezone(BERLIN).time() == time(3)


def test_an_end_that_the_autumn_repeats_is_waited_for_again() -> None:
    # 02:15 for the second time: the first 02:30 is already past.
    due = datetime(2026, 10, 25, 1, 15, tzinfo=UTC)
    shifted = shift_out_of_quiet_hours(due, BERLIN, time(22), time(2, 30))
    assert shifted == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_equal_bounds_mean_no_quiet_hours() -> None:
    assert not in_quiet_hours(datetime(2026, 1, 1, tzinfo=UTC), MOSCOW, time(9), time(9))


@given(st.dates(date(2010, 1, 1), date(2030, 1, 1)), ZONES, WALLS)
def test_the_first_moment_is_the_first(day: date, zone: ZoneInfo, wall: time) -> None:
    moment = first_moment(day, wall, zone)
    local = datetime.combine(day, wall)
    assert moment.astimezone(zone).replace(tzinfo=None) >= local
    before = moment - timedelta(seconds=1)
    assert before.astimezone(zone).replace(tzinfo=None) < local


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="moment has no time zone"):
        in_quiet_hours(datetime(2026, 1, 1), MOSCOW, time(21), time(9))  # noqa: DTZ001
