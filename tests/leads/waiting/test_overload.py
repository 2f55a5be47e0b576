"""Too much: everybody who is there is full, or too many wait for longer than was promised."""

from dataclasses import replace
from datetime import date, timedelta

from leads.lead import Lead
from leads.roster import Seat
from leads.stage import Stage
from leads.team import Away, Member
from leads.waiting.overload import TOO_MANY_LATE, Overload, overload
from tests.leads.samples import NOON, POLICY, lead

IGOR, OLEG = Member(1, "Игорь", capacity=3), Member(2, "Олег", capacity=5)
TODAY = Away(date(2026, 11, 24), None)


def waiting(span: timedelta) -> Lead:
    return lead(Stage.LEAD).moved(Stage.QUALIFIED, NOON - span)


def found(igor: int, oleg: int, *leads: Lead, away: Away | None = None) -> Overload:
    seats = [Seat(IGOR, igor, None), Seat(OLEG, oleg, away)]
    return overload(seats, leads, POLICY, NOON)


def test_room_at_one_is_room() -> None:
    assert not found(3, 4).too_much
    assert found(3, 5).too_much
    assert found(9, 5).full


def test_whoever_is_away_carries_nothing() -> None:
    assert found(3, 0, away=TODAY).too_much
    assert not found(0, 0, away=TODAY).too_much
    assert [one.member for one in found(3, 0, away=TODAY).there] == [IGOR]


def test_so_many_late_answers_are_too_many() -> None:
    minutes = [timedelta(minutes=70 + number) for number in range(TOO_MANY_LATE)]
    late = [waiting(span) for span in minutes]
    seen = found(0, 0, *late, waiting(timedelta(minutes=50)))
    assert (seen.late, seen.longest, seen.too_much) == (TOO_MANY_LATE, minutes[-1], True)
    assert not found(0, 0, *late[1:]).too_much


def test_a_night_is_no_waiting_time() -> None:
    night = replace(waiting(timedelta()), qualified_at=NOON - timedelta(hours=14))
    morning = overload([], [night] * TOO_MANY_LATE, POLICY, NOON - timedelta(hours=1, minutes=30))
    assert morning.late == 0


def test_nobody_at_work_is_not_full() -> None:
    assert not overload([], [], POLICY, NOON).too_much
