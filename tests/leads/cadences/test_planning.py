"""Which touches a cadence plans, when, and with which words."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.cadences.cadence import Moment
from leads.cadences.hours import not_before, on_day
from leads.cadences.planning import Place, begin, days_after, drawn, first, following
from leads.calendar import Calendar
from leads.company import Grade
from leads.consent import Purpose
from leads.lead import Lead
from leads.stage import Stage
from leads.touch import CADENCE, CADENCE_INVITE
from tests.leads.cadences.samples import DAY, THINKING, WITH_CADENCE, moment
from tests.leads.samples import ANNA, MOMENTS, NOON, consent, lead

ZONES = ("Europe/Moscow", "Asia/Vladivostok", "Europe/Berlin", "America/New_York", "Pacific/Apia")
AGREED = (consent(Purpose.REMINDER, NOON - DAY),)


def thinking(**other: object) -> Lead:
    known = replace(lead(Stage.THINKING), id=7)
    return replace(known, **other)  # type: ignore[arg-type]


def test_the_first_message_comes_on_its_day_at_the_hour_of_the_file() -> None:
    (touch,) = begin(Moment.THINKING, thinking(), ANNA, AGREED, WITH_CADENCE, NOON)
    assert (touch.kind, touch.purpose, touch.lead_id) == (CADENCE, Purpose.REMINDER, 7)
    assert touch.due_at == moment("2026-11-26T11:00")
    assert touch.key.startswith("cadence:7:thinking:")


def test_whoever_never_said_is_invited_and_whoever_refused_is_not() -> None:
    (asked,) = begin(Moment.THINKING, thinking(), ANNA, (), WITH_CADENCE, NOON)
    assert (asked.kind, asked.purpose, asked.due_at) == (CADENCE_INVITE, Purpose.FOLLOW_UP, NOON)
    refused = (*AGREED, consent(Purpose.REMINDER, granted=False))
    assert begin(Moment.THINKING, thinking(), ANNA, refused, WITH_CADENCE, NOON) == ()
    silent = replace(THINKING, invitation=None)
    book = replace(WITH_CADENCE.cadences, by_id={"thinking": silent})
    assert (
        begin(Moment.THINKING, thinking(), ANNA, (), replace(WITH_CADENCE, cadences=book), NOON)
        == ()
    )


def test_sending_one_plans_the_next_and_the_last_plans_none() -> None:
    touch = first(THINKING, thinking(), ANNA, WITH_CADENCE, NOON)
    dues = []
    while touch is not None:
        dues.append(touch.due_at.astimezone(WITH_CADENCE.zone).date())
        sent = Place.of(touch)
        touch = following(THINKING, sent, thinking(), ANNA, WITH_CADENCE, touch.due_at)
    # Two days after a Tuesday, a week, and two weeks.
    assert dues == [date(2026, 11, 26), date(2026, 12, 1), date(2026, 12, 8)]


def test_a_message_that_left_late_keeps_its_distance_to_the_next() -> None:
    touch = first(THINKING, thinking(), ANNA, WITH_CADENCE, NOON)
    assert touch is not None
    late = following(THINKING, Place.of(touch), thinking(), ANNA, WITH_CADENCE, NOON + DAY * 20)
    assert late is not None
    assert late.due_at == moment("2026-12-21T11:00"), "five days later is a Saturday"


@pytest.mark.parametrize(
    ("product", "grade", "days"),
    [
        (None, None, [2, 7, 14]),
        ("crm", None, [4, 14, 28]),
        ("crm", Grade.A, [6, 21, 42]),
        (None, Grade.B, [2, 7, 14]),
    ],
)
def test_offsets_stretch_with_the_cycle_and_the_grade(
    product: str | None, grade: Grade | None, days: list[int]
) -> None:
    assert days_after(THINKING, thinking(product=product, grade=grade), WITH_CADENCE) == days


def test_a_short_cycle_still_leaves_a_day_between_messages() -> None:
    rules = replace(WITH_CADENCE.cadences.rules, cycle=DAY)
    policy = replace(WITH_CADENCE, cadences=replace(WITH_CADENCE.cadences, rules=rules))
    assert days_after(THINKING, thinking(), policy) == [1, 2, 3]


def test_variants_are_drawn_evenly_and_an_objection_gets_its_answer() -> None:
    second = THINKING.steps[1]
    got = Counter(drawn(second, None, person, "thinking").id for person in range(2000))
    assert set(got) == {"a", "b"}
    assert abs(got["a"] - got["b"]) < 200
    assert drawn(second, None, 5, "thinking") == drawn(second, None, 5, "thinking")
    assert drawn(second, "price", 5, "thinking").id == "p"
    assert drawn(second, "competitor", 5, "thinking").about is None


def test_days_off_are_passed_over_and_a_working_saturday_is_not() -> None:
    off = frozenset({date(2026, 11, 27)})
    calendar = Calendar(off=off, worked=frozenset({date(2026, 11, 28)}))
    policy = replace(WITH_CADENCE, calendar=calendar)
    assert on_day(date(2026, 11, 27), THINKING, policy) == moment("2026-11-28T11:00")
    assert on_day(date(2026, 11, 29), THINKING, policy) == moment("2026-11-30T11:00")


def test_the_hour_stays_over_a_change_to_summer_time() -> None:
    berlin = replace(ANNA, zone="Europe/Berlin")
    theirs = WITH_CADENCE.towards(berlin)
    friday, monday = (on_day(date(2027, 3, day), THINKING, theirs) for day in (26, 29))
    assert [one.astimezone(ZoneInfo("Europe/Berlin")).time() for one in (friday, monday)] == [
        time(11),
        time(11),
    ]
    assert monday - friday == 3 * DAY - timedelta(hours=1)


def test_whoever_moved_gets_it_at_the_hour_of_their_new_clock() -> None:
    touch = first(THINKING, thinking(), ANNA, WITH_CADENCE, NOON)
    assert touch is not None
    day = Place.of(touch).day
    for zone in ("America/New_York", "Asia/Vladivostok"):
        theirs = WITH_CADENCE.towards(replace(ANNA, zone=zone))
        due = not_before(day, THINKING, theirs, touch.due_at)
        assert due is not None
        assert due.astimezone(ZoneInfo(zone)).time() == time(11)


@given(
    day=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    zone=st.sampled_from(ZONES),
    now=MOMENTS,
    quiet=st.tuples(st.times(), st.times()),
)
def test_a_moment_is_always_found_and_is_no_quiet_hour_of_anybodys(
    day: date, zone: str, now: datetime, quiet: tuple[time, time]
) -> None:
    start, end = (one.replace(second=0, microsecond=0) for one in quiet)
    theirs = WITH_CADENCE.towards(replace(ANNA, zone=zone, quiet_start=start, quiet_end=end))
    due = on_day(day, THINKING, theirs)
    assert not theirs.is_quiet(due)
    later = not_before(day, THINKING, theirs, now)
    if later is not None:
        assert later > now
        assert not theirs.is_quiet(later)
        assert not_before(day, THINKING, theirs, later) is None, "then it may leave"
