"""Terms of a hypothesis are as long as the stretch before, and few cases are not concluded from."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.hypotheses.earned import Change, Conclusion, Earned, Sum, change, result, too_few
from reports.hypotheses.hypothesis import Aim, Hypothesis, Measure, Term, terms

NOTED = datetime(2026, 11, 24, 9, tzinfo=UTC)
STARTED = date(2026, 8, 31)
THREE = Term(3, date(2026, 8, 31), date(2026, 11, 30), date(2026, 11, 30))


def tried(ended: date | None = None, aim: Aim | None = None) -> Hypothesis:
    return Hypothesis(1, "Баннер", STARTED, 3001, "Мария", "ru", NOTED, ended=ended, aim=aim)


def count(many: int) -> Sum:
    return Sum(many, many, many)


def earned(now: int, before: int = 0, *, of: Measure = Measure.SALES, whole: int = 0) -> Earned:
    def counted(many: int) -> dict[Measure, Sum]:
        return {one: count(whole) for one in Measure} | {of: count(many)}

    return Earned(THREE, counted(now), counted(before))


def test_it_is_judged_when_its_months_have_passed() -> None:
    one = tried()
    day = timedelta(days=1)
    assert list(terms(one, date(2026, 11, 29))) == [
        Term(0, STARTED, date(2026, 11, 30), date(2026, 11, 30))
    ]
    assert one.left(date(2026, 11, 29)) == day
    assert list(terms(one, date(2026, 11, 30))) == [THREE]
    assert one.open_to_change(date(2026, 11, 29))
    assert not one.open_to_change(date(2026, 11, 30))
    assert [term.ripe for term in terms(one, date(2027, 2, 28))] == [
        date(2026, 11, 30),
        date(2027, 2, 28),
    ]
    assert one.left(date(2027, 2, 28)) is None


def test_one_that_ended_counts_who_came_while_it_ran() -> None:
    [term] = terms(tried(ended=date(2026, 9, 9)), date(2026, 12, 1))
    assert term == Term(3, STARTED, date(2026, 9, 10), date(2026, 11, 30))
    assert term.before == Term(3, date(2026, 8, 21), STARTED, date(2026, 11, 20))
    assert term.in_months == Fraction(10 * 48, 1461)
    assert THREE.in_months == 3


@given(st.dates(date(2020, 1, 1), date(2026, 6, 1)), st.integers(0, 400), st.integers(0, 400))
def test_both_stretches_have_the_same_time(started: date, ran: int, age: int) -> None:
    ended = started + timedelta(days=ran)
    today = max(ended, started + timedelta(days=age))
    one = Hypothesis(1, "Баннер", started, 1, "Мария", "ru", NOTED, ended=ended)
    for term in terms(one, today):
        before = term.before
        assert before.until == term.since
        assert term.until - term.since == before.until - before.since > timedelta(0)
        assert term.ripe - term.until == before.ripe - before.until >= timedelta(0)
        assert term.ripe <= today + timedelta(days=1)


@pytest.mark.parametrize(
    ("before", "now", "found"),
    [
        (4, 5, Change.FEW),
        (0, 9, Change.FEW),
        (12, 20, Change.UNCLEAR),
        (12, 40, Change.MORE),
        (40, 12, Change.LESS),
        (100, 100, Change.UNCLEAR),
    ],
)
def test_counts_are_compared_by_chance(before: int, now: int, found: Change) -> None:
    assert change(count(before), count(now)) is found


def test_one_large_order_proves_nothing() -> None:
    before, now = Sum(100_000, 10, 10 * 10_000.0**2), Sum(1_100_000, 11, 10 * 10_000.0**2 + 1e12)
    assert change(before, now) is Change.UNCLEAR
    even = Sum(1_100_000, 110, 110 * 10_000.0**2)
    assert change(before, even) is Change.MORE


@pytest.mark.parametrize(
    ("to", "came", "conclusion", "fact"),
    [
        (Fraction(5), 15, Conclusion.MET, Fraction(5)),
        (Fraction(5), 14, Conclusion.SHORT, Fraction(14, 3)),
        (Fraction(5), 0, Conclusion.SHORT, Fraction(0)),
        (Fraction(1), 9, Conclusion.FEW, Fraction(3)),
        (Fraction(3), 9, Conclusion.FEW, Fraction(3)),
        (Fraction(1), 10, Conclusion.MET, Fraction(10, 3)),
    ],
)
def test_so_many_a_month(to: Fraction, came: int, conclusion: Conclusion, fact: Fraction) -> None:
    found = result(Aim(Measure.SALES, to), earned(came))
    assert (found.fact, found.cases, found.conclusion) == (fact, came, conclusion)


@pytest.mark.parametrize(
    ("part", "whole", "conclusion"),
    [
        (4, 10, Conclusion.MET),
        (3, 10, Conclusion.SHORT),
        (9, 9, Conclusion.FEW),
        (0, 0, Conclusion.FEW),
    ],
)
def test_a_share_rests_on_its_whole(part: int, whole: int, conclusion: Conclusion) -> None:
    aim = Aim(Measure.SALES, Fraction(2, 5), among=Measure.QUALIFIED)
    found = result(aim, earned(part, whole=whole))
    assert found.conclusion is conclusion
    assert found.fact == (Fraction(part, whole) if whole else None)


def test_few_are_those_of_its_own_figure_or_of_enquiries() -> None:
    aim = Aim(Measure.SALES, Fraction(1))
    assert too_few(tried(aim=aim), earned(9, whole=500))
    assert not too_few(tried(), earned(9, whole=500))
    assert too_few(tried(), earned(500, whole=2))
