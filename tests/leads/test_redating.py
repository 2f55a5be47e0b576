"""A move to another zone: what is planned keeps its hour on the person's clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.consent import Audience, Purpose
from leads.redating import BY_THEIR_CLOCK, redated
from leads.repeat.birthdays import BIRTHDAY
from leads.touch import CADENCE, Touch
from tests.leads.samples import MOSCOW

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
VLADIVOSTOK = ZoneInfo("Asia/Vladivostok")
ZONES = st.sampled_from(
    ["Europe/Moscow", "Asia/Vladivostok", "America/New_York", "Europe/Berlin", "Asia/Kolkata"]
).map(ZoneInfo)


def planned(due: datetime, kind: str = CADENCE, lasts: timedelta | None = None) -> Touch:
    return Touch(
        key="cadence:7:thinking:1",
        kind=kind,
        lead_id=7,
        contact_id=1,
        audience=Audience.PERSON,
        purpose=Purpose.REMINDER,
        due_at=due,
        expires_at=due + lasts if lasts else None,
    )


@given(
    st.sampled_from(sorted(BY_THEIR_CLOCK)),
    ZONES,
    ZONES,
    st.integers(25 * 60, 500 * 24 * 60),
    st.integers(30, 20_000),
)
def test_the_hour_stays_and_there_and_back_is_as_it_was(
    kind: str, was: ZoneInfo, zone: ZoneInfo, minutes: int, lasts: int
) -> None:
    touch = planned(NOW + timedelta(minutes=minutes), kind, timedelta(minutes=lasts))
    moved = redated(touch, was, zone, NOW)
    assert moved is not None, "more than a day lies ahead"
    here, there = touch.due_at.astimezone(was), moved.due_at.astimezone(zone)
    skipped = there.replace(tzinfo=None) - here.replace(tzinfo=None)
    assert timedelta(0) <= skipped <= timedelta(hours=1), "an hour that a change skips is its end"
    assert moved.expires_at is not None and moved.expires_at > moved.due_at
    back = redated(moved, zone, was, NOW)
    if not skipped and back is not None:
        assert abs(back.due_at - touch.due_at) <= timedelta(hours=1)


def test_eleven_in_moscow_is_eleven_in_vladivostok() -> None:
    moved = redated(planned(datetime(2026, 11, 27, 8, tzinfo=UTC)), MOSCOW, VLADIVOSTOK, NOW)
    assert moved is not None and moved.due_at == datetime(2026, 11, 27, 1, tzinfo=UTC)


def test_what_has_passed_there_is_due_now() -> None:
    moved = redated(planned(NOW + timedelta(hours=2)), MOSCOW, VLADIVOSTOK, NOW)
    assert moved is not None and moved.due_at == NOW


def test_a_day_that_is_over_there_is_over() -> None:
    birthday = planned(datetime(2026, 11, 24, 16, tzinfo=UTC), BIRTHDAY, timedelta(hours=13))
    assert redated(birthday, ZoneInfo("America/New_York"), VLADIVOSTOK, NOW) is not None
    late = datetime(2026, 11, 24, 15, tzinfo=UTC)  # the 25th in Vladivostok
    assert redated(birthday, ZoneInfo("America/New_York"), VLADIVOSTOK, late) is None


@pytest.mark.parametrize("kind", ["meeting_remind", "product_back"])
def test_what_was_agreed_stays_where_it_is(kind: str) -> None:
    touch = planned(NOW + timedelta(days=3), kind)
    assert redated(touch, MOSCOW, VLADIVOSTOK, NOW) is touch
