"""The working calendar: Russia's days as decreed, a company's own, and time that adds up across."""

import tomllib
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import leads
from leads.calendar import ORDINARY_WEEK, BadCalendar, Calendar, read_calendar
from leads.policy import WEEKDAYS, Policy
from leads.public_holidays import NoHolidays, calendar_of
from leads.working_time import add_working_time, is_working, next_working, promise

RUSSIA = read_calendar(
    tomllib.loads((Path(leads.__file__).with_name("holidays.toml")).read_text(encoding="utf-8"))
)
# Zones without daylight saving, from both ends of the country; Russia has had none since 2014.
ZONES = [ZoneInfo(name) for name in ("Europe/Kaliningrad", "Europe/Moscow", "Asia/Kamchatka")]
POLICIES = [Policy(zone=zone, calendar=RUSSIA) for zone in ZONES]
START = datetime(2025, 1, 1, tzinfo=UTC)
MOMENTS = st.timedeltas(timedelta(), timedelta(days=4 * 365)).map(START.__add__)
SPANS = st.timedeltas(timedelta(seconds=1), timedelta(hours=120))


def moscow(local: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo("Europe/Moscow"))


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2026-01-09", False),  # moved from Saturday 3 January
        ("2026-01-12", True),
        ("2026-03-09", False),  # for Sunday 8 March
        ("2026-12-31", False),
        ("2025-11-01", True),  # a Saturday worked for Monday 3 November
        ("2025-11-03", False),
        ("2027-02-20", True),
        ("2027-02-22", False),
        ("2031-01-08", False),  # not decreed yet: the holidays themselves
        ("2031-01-09", True),
    ],
)
def test_days_of_russia(day: str, worked: bool) -> None:
    assert RUSSIA.works(date.fromisoformat(day), WEEKDAYS) is worked


def test_the_data_are_what_the_library_says() -> None:
    assert calendar_of("RU", RUSSIA.years) == RUSSIA


def test_other_countries_come_from_the_library() -> None:
    germany = calendar_of("DE", [2026])
    assert not germany.works(date(2026, 10, 3), frozenset(range(7)))
    assert not germany.short
    with pytest.raises(NoHolidays, match="no such country"):
        calendar_of("XX", [2026])


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "holidays", None)
    with pytest.raises(NoHolidays, match=r"pip install 'prequal\[calendar\]'"):
        calendar_of("KZ", [2026])


def test_the_day_before_a_holiday_is_an_hour_shorter() -> None:
    policy = Policy(zone=ZoneInfo("Europe/Moscow"), calendar=RUSSIA)
    assert is_working(moscow("2026-11-03T17:59"), policy)
    assert not is_working(moscow("2026-11-03T18:00"), policy)
    assert is_working(moscow("2026-11-05T18:59"), policy)


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("2025-12-30T23:00", "2026-01-12T10:00"),  # thirteen days later
        ("2026-11-03T18:30", "2026-11-05T10:00"),
        ("2025-10-31T20:00", "2025-11-01T10:00"),  # the working Saturday
        ("2026-03-06T19:00", "2026-03-10T10:00"),
    ],
)
def test_the_next_working_day_is_promised(asked: str, answered: str) -> None:
    policy = Policy(zone=ZoneInfo("Europe/Moscow"), calendar=RUSSIA)
    assert promise(moscow(asked), policy).by == moscow(answered)
    assert not promise(moscow(asked), policy).working


@given(st.sampled_from(POLICIES), MOMENTS, SPANS, SPANS)
def test_two_spans_make_their_sum(
    policy: Policy, moment: datetime, first: timedelta, second: timedelta
) -> None:
    step = add_working_time(add_working_time(moment, first, policy), second, policy)
    assert step == add_working_time(moment, first + second, policy)


@given(st.sampled_from(POLICIES), MOMENTS)
def test_work_resumes_on_a_working_day_within_its_hours(policy: Policy, moment: datetime) -> None:
    begins = next_working(moment, policy).astimezone(policy.zone)
    assert begins >= moment
    assert is_working(begins, policy)
    hours = policy.hours(begins.date())
    assert hours
    assert hours[0] <= begins.time() < hours[1]
    days = (begins.date() - moment.astimezone(policy.zone).date()).days
    assert days <= 13, "no stretch of days off in these years is longer"


@given(st.sampled_from(POLICIES), MOMENTS, st.integers(1, 30))
def test_working_time_never_passes_outside_of_work(
    policy: Policy, moment: datetime, minutes: int
) -> None:
    end = add_working_time(moment, timedelta(minutes=minutes), policy)
    counted = sum(
        is_working(end - timedelta(minutes=back), policy) for back in range(1, minutes + 1)
    )
    assert is_working(end - timedelta(seconds=1), policy)
    assert counted <= minutes
    assert end - moment >= timedelta(minutes=minutes)


def test_a_companys_own_days_have_the_last_word() -> None:
    own = RUSSIA.with_own([date(2026, 11, 24), date(2026, 11, 25)], [date(2026, 11, 4)])
    assert not own.works(date(2026, 11, 24), WEEKDAYS)
    assert own.works(date(2026, 11, 4), WEEKDAYS)
    assert own.works(date(2026, 11, 26), WEEKDAYS)
    both = ORDINARY_WEEK.with_own([date(2026, 11, 24)], [date(2026, 11, 24)])
    assert not both.works(date(2026, 11, 24), WEEKDAYS)


def test_a_short_day_does_not_end_before_it_begins() -> None:
    day = date(2026, 11, 3)
    policy = Policy(
        zone=ZoneInfo("UTC"),
        working_start=time(10),
        working_end=time(10, 30),
        calendar=Calendar(short=frozenset({day})),
    )
    assert policy.hours(day) == (time(10), time(10))
    assert next_working(datetime(2026, 11, 3, 9, tzinfo=UTC), policy).date() == date(2026, 11, 4)


@pytest.mark.parametrize(
    ("raw", "complaint"),
    [
        ({"years": []}, "table of years"),
        ({"years": {"next": {}}}, "must be a year"),
        ({"years": {"2026": {"free": []}}}, "must be off, worked or short"),
        ({"years": {"2026": {"off": [date(2027, 1, 1)]}}}, "no date of 2026"),
        ({"yearly": "01-01"}, "must be a list"),
        ({"yearly": ["13-01"]}, "no MM-DD"),
    ],
)
def test_bad_data_are_refused(raw: dict[str, object], complaint: str) -> None:
    with pytest.raises(BadCalendar, match=complaint):
        read_calendar(raw)
