"""Pareto's classes: the published figures of real customers, and what holds for any."""

from __future__ import annotations

import csv
import gzip
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.company import Grade
from leads.grading.pareto import Borders, borders, class_sums, classes, curve
from tests.available import DATA_ADVICE, find_data, missing

REVENUES = st.dictionaries(st.integers(-50, 50), st.integers(-10, 10_000), max_size=40)
RANK = {Grade.A: 0, Grade.B: 1, Grade.C: 2}


def test_real_customers_come_out_as_published() -> None:
    data = find_data()
    if data is None:
        missing(DATA_ADVICE)
    revenue: Counter[str] = Counter()
    for line in (data / "orders/CDNOW_master.txt").read_text(encoding="ascii").splitlines():
        customer, *_, amount = line.split()
        if customer.isdigit():
            revenue[customer] += round(float(amount) * 100)
    found = classes(dict(revenue))
    with gzip.open(data / "expected/cdnow_abc_customers.csv.gz", "rt", encoding="ascii") as file:
        rows = list(csv.DictReader(file))
    assert found == {row["customer_id"]: Grade(row["abc"]) for row in rows}
    counts = Counter(found.values())
    assert (counts[Grade.A], counts[Grade.B], counts[Grade.C]) == (7695, 8044, 7831)


@given(REVENUES)
def test_sums_of_classes_need_no_customers(revenue: dict[int, int]) -> None:
    expected: dict[Grade, tuple[int, int]] = {}
    for customer, grade in classes(revenue).items():
        many, sum_ = expected.get(grade, (0, 0))
        expected[grade] = (many + 1, sum_ + revenue[customer])
    total = sum(amount for amount in revenue.values() if amount > 0)
    alike = sorted(Counter(revenue.values()).items(), reverse=True)
    assert class_sums(alike, total) == expected
    largest = dict(sorted(revenue.items(), key=lambda one: (-one[1], one[0]))[:3])
    grades = classes(revenue)
    assert classes(largest, total) == {customer: grades[customer] for customer in largest}


@given(REVENUES)
def test_more_revenue_is_never_a_lower_class(revenue: dict[int, int]) -> None:
    found = classes(revenue)
    assert found.keys() == revenue.keys()
    ranked = [RANK[grade] for grade in found.values()]
    assert ranked == sorted(ranked)
    assert all(grade is Grade.C for one, grade in found.items() if revenue[one] <= 0)


@given(REVENUES)
def test_a_is_the_fewest_customers_that_make_four_fifths(revenue: dict[int, int]) -> None:
    total = sum(amount for amount in revenue.values() if amount > 0)
    best = [revenue[one] for one, grade in classes(revenue).items() if grade is Grade.A]
    if total > 0:
        assert sum(best) * 100 >= total * 80
        assert sum(best[:-1]) * 100 < total * 80
    else:
        assert not best


@given(REVENUES)
def test_borders_are_the_smallest_revenues_of_a_and_b(revenue: dict[int, int]) -> None:
    found = borders(revenue)
    graded = classes(revenue)
    if found is None:
        assert Grade.A not in graded.values()
        return
    for one, grade in graded.items():
        by_border = found.grade(revenue[one])
        # Customers with equal revenue may stand on both sides of a border; the border is kind.
        assert RANK[by_border] <= RANK[grade]
        assert by_border is grade or revenue[one] in (found.a_from, found.b_from)


@given(st.integers(1, 10**12), st.integers(1, 10**12), st.integers(0, 10**12), st.integers(0, 99))
def test_a_grade_never_falls_with_more(one: int, other: int, amount: int, more: int) -> None:
    found = Borders(max(one, other), min(one, other))
    assert RANK[found.grade(amount + more)] <= RANK[found.grade(amount)]


def test_equal_customers_are_told_apart_by_id() -> None:
    assert classes({2: 50, 1: 50}) == {1: Grade.A, 2: Grade.A}
    assert list(classes({"b": 10, "a": 10})) == ["a", "b"]


@pytest.mark.parametrize(("a_from", "b_from"), [(1, 2), (0, 0), (5, 0)])
def test_borders_that_make_no_sense_are_refused(a_from: int, b_from: int) -> None:
    with pytest.raises(ValueError, match="A begins"):
        Borders(a_from, b_from)


@given(REVENUES, st.integers(1, 60))
def test_the_curve_keeps_to_customers_and_bends_one_way(
    revenue: dict[int, int], points: int
) -> None:
    alike = sorted(Counter(revenue.values()).items(), reverse=True)
    found = curve(alike, points)
    assert found[0] == (0, 0)
    assert found[-1] == (len(revenue), sum(max(one, 0) for one in revenue.values()))
    assert len(found) <= 2 * points + 3
    amounts = sorted((max(one, 0) for one in revenue.values()), reverse=True)
    assert all(brought == sum(amounts[:customers]) for customers, brought in found)
    for (a, x), (b, y), (c, z) in zip(found, found[1:], found[2:], strict=False):
        assert (y - x) * (c - b) >= (z - y) * (b - a), "the largest first"
