"""Quiet hours are the person's own: their clock, and the hours that they chose."""

from dataclasses import replace
from datetime import UTC, datetime, time

from tests.leads.samples import ANNA, POLICY

EVENING = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)  # 20:00 in Moscow, 22:00 in Yekaterinburg


def test_nothing_is_known_of_the_person() -> None:
    assert POLICY.towards(None) == POLICY.towards(ANNA) == POLICY
    assert not POLICY.is_quiet(EVENING)


def test_it_is_the_clock_of_their_city_that_counts() -> None:
    theirs = POLICY.towards(replace(ANNA, zone="Asia/Yekaterinburg"))
    assert theirs.is_quiet(EVENING)
    assert theirs.after_quiet_hours(EVENING) == datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
    assert theirs.zone == POLICY.zone, "the company works by its own"


def test_the_hours_they_chose_are_on_their_clock() -> None:
    early = replace(ANNA, zone="Asia/Yekaterinburg", quiet_start=time(22, 30), quiet_end=time(6))
    assert not POLICY.towards(early).is_quiet(EVENING)
    assert POLICY.towards(replace(early, zone="Asia/Vladivostok")).is_quiet(EVENING)
