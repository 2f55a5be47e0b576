"""Cohorts by age and cheques over time, by hand."""

from fractions import Fraction

from reports.purchases.cheque import cheques, movements
from reports.purchases.cohorts import Cohort, cohorts, retention_at, value_at
from reports.purchases.reader import Cell, ClientMonth, MonthSum

CELLS = [Cell(10, 10, 4, 4, 400), Cell(10, 12, 1, 2, 100), Cell(11, 11, 2, 2, 50)]


def test_a_month_without_orders_is_nothing_and_one_to_come_is_absent() -> None:
    found = cohorts(CELLS, 10, 12)
    assert found == (Cohort(10, (4, 0, 1), (400, 0, 100)), Cohort(11, (2, 0), (50, 0)))
    assert found[0].value == (Fraction(100), Fraction(100), Fraction(125))
    assert (found[0].retention(2).part, found[0].retention(2).whole) == (1, 4)


def test_cohorts_of_a_period_are_those_born_in_it() -> None:
    assert [one.born for one in cohorts(CELLS, 11, 12)] == [11]
    assert cohorts(CELLS, 10, 10) == (Cohort(10, (4,), (400,)),)
    assert cohorts([], 10, 12) == ()


def test_ages_together_are_of_the_cohorts_that_have_come_to_them() -> None:
    found = cohorts(CELLS, 10, 12)
    assert (retention_at(found, 1).part, retention_at(found, 1).whole) == (0, 6)
    assert retention_at(found, 2).whole == 4
    assert value_at(found, 1) == (Fraction(450, 6), 6)
    assert value_at(found, 9) == (Fraction(), 0)


def test_a_cheque_moves_from_the_first_half_of_its_months_to_the_last() -> None:
    months = [ClientMonth(1, month, 1, month * 10, 0) for month in range(1, 6)]
    (moved,) = movements(months).values()
    assert (moved.before, moved.now) == (Fraction(15), Fraction(45))
    (alone,) = movements(months[:1]).values()
    assert (alone.before, alone.now) == (None, None)
    (first,) = cheques([MonthSum(1, 1, 0, 0, 0)])
    assert first.average is None
