"""When somebody can be met: in working time, away from everything else, never too soon."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from leads.meetings.availability import by_day, free_slots, proposed
from leads.meetings.meeting import Slot, Terms
from leads.policy import Policy
from leads.team import Away, Member
from tests.leads.samples import MOMENTS, MOSCOW, NOON, POLICY

IGOR = Member(2001, "Игорь")
TERMS = Terms()
HOUR = timedelta(hours=1)
GAPS = st.integers(0, 120).map(lambda minutes: timedelta(minutes=minutes))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=MOSCOW).astimezone(UTC)


def starts(*taken: Slot, member: Member = IGOR, terms: Terms = TERMS) -> list[datetime]:
    return [slot.starts_at for slot in free_slots(member, POLICY, terms, taken, NOON)]


def test_times_are_in_working_hours_and_far_enough_ahead() -> None:
    found = starts()
    assert found[0] == at(24, 14), "it is noon, and two hours' notice are asked"
    assert at(24, 18) in found and at(24, 18, 30) not in found, "the last one ends with the day"
    assert at(25, 10) in found and at(25, 9, 30) not in found
    assert not [one for one in found if one.astimezone(MOSCOW).weekday() > 4]
    assert len({one.astimezone(MOSCOW).date() for one in found}) == TERMS.days


def test_other_meetings_keep_their_distance() -> None:
    meeting = Slot(at(25, 12), at(25, 13))
    found = starts(meeting)
    assert at(25, 10, 30) in found and at(25, 11) not in found, "a quarter of an hour between"
    assert at(25, 13) not in found and at(25, 13, 30) in found
    near = starts(meeting, terms=replace(TERMS, gap=timedelta(0)))
    assert at(25, 11) in near and at(25, 13) in near


def test_own_hours_days_and_absences_count() -> None:
    own = replace(IGOR, hours=(time(12), time(14)), days=frozenset({2}))
    assert starts(member=own)[:4] == [
        at(25, 12),
        at(25, 12, 30),
        at(25, 13),
        at(25, 12) + 7 * 24 * HOUR,
    ]
    away = replace(IGOR, away=(Away(date(2026, 11, 24), date(2026, 11, 26)),))
    assert starts(member=away)[0] == at(27, 10)
    assert not starts(member=replace(IGOR, away=(Away(date(2026, 11, 24), None),)))


def test_a_few_times_are_proposed_that_differ() -> None:
    found = proposed(free_slots(IGOR, POLICY, TERMS, (), NOON), MOSCOW)
    assert [one.starts_at for one in found] == [
        at(24, 14), at(24, 16), at(25, 10), at(25, 14), at(26, 10), at(26, 14),
    ]  # fmt: skip
    one = free_slots(IGOR, POLICY, TERMS, (), NOON)[:1]
    assert proposed(one, MOSCOW) == one
    assert not proposed((), MOSCOW)
    assert [len(day) for day in by_day(one, MOSCOW).values()] == [1]


@given(MOMENTS, st.lists(st.tuples(st.integers(0, 14 * 24), st.integers(1, 12)), max_size=12), GAPS)
def test_no_free_time_ever_meets_what_is_taken(
    now: datetime, busy: list[tuple[int, int]], gap: timedelta
) -> None:
    taken = [Slot(now + begins * HOUR, now + (begins + hours) * HOUR) for begins, hours in busy]
    terms, policy = replace(TERMS, gap=gap), Policy(zone=MOSCOW)
    for slot in free_slots(IGOR, policy, terms, taken, now):
        assert slot.starts_at >= now + terms.notice
        assert slot.ends_at - slot.starts_at == terms.length
        assert not slot.meets(taken, gap)
        assert IGOR.at_work(slot.starts_at, policy)
