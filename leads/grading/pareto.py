"""Pareto's classes of customers by revenue, and the thresholds that they give. Pure.

The convention: customers by revenue, the largest first, equal ones by id; the class goes by the
share of all revenue that stands *before* the customer: below 80 % A, below 95 % B, else C. Revenue
of nothing or less is C. Whole numbers throughout, so that no rounding moves a border.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from leads.company import Grade

A_PERCENT, B_PERCENT = 80, 95
K = TypeVar("K", int, str)


@dataclass(frozen=True, slots=True)
class Borders:
    """From which revenue on a customer is A, and from which B; what is below is C."""

    a_from: int
    b_from: int

    def __post_init__(self) -> None:
        if not self.a_from >= self.b_from > 0:
            raise ValueError("A begins where B does or above, and both above nothing")

    def grade(self, revenue: int) -> Grade:
        """The grade of that revenue; never lower for more."""
        if revenue >= self.a_from:
            return Grade.A
        return Grade.B if revenue >= self.b_from else Grade.C


def classes(revenue: Mapping[K, int], total: int | None = None) -> dict[K, Grade]:
    """The class of each customer by id, the largest first. Revenue in whole (minor) units.

    `total` is the revenue of all, where these are only the largest of them.
    """
    if total is None:
        total = sum(amount for amount in revenue.values() if amount > 0)
    found: dict[K, Grade] = {}
    before = 0
    for customer, amount in sorted(revenue.items(), key=lambda one: (-one[1], one[0])):
        found[customer] = _class(before, total) if amount > 0 else Grade.C
        before += max(amount, 0)
    return found


def class_sums(alike: Iterable[tuple[int, int]], total: int) -> dict[Grade, tuple[int, int]]:
    """How many customers each class has and what they brought, A first, empty classes left out.

    `alike`: a revenue, the largest first, and how many customers brought just that; `total`: what
    all of them brought, those of nothing or less left out.
    """
    found = dict.fromkeys(Grade, (0, 0))
    before = 0
    for revenue, many in alike:
        left = many
        for grade, percent in ((Grade.A, A_PERCENT), (Grade.B, B_PERCENT), (Grade.C, None)):
            into = left if percent is None else min(left, _upto(before, revenue, total * percent))
            count, sum_ = found[grade]
            found[grade] = (count + into, sum_ + into * revenue)
            before += into * max(revenue, 0)
            left -= into
    return {grade: sums for grade, sums in found.items() if sums[0]}


def curve(alike: Iterable[tuple[int, int]], points: int = 60) -> list[tuple[int, int]]:
    """How many customers have been counted, the largest first, and what they brought together, from
    (0, 0) to everybody: `alike` as in `class_sums`. Thinned to about so many steps either way;
    between the places that are left it is as good as straight."""
    ends, customers, brought = [(0, 0)], 0, 0
    for revenue, many in alike:
        customers, brought = customers + many, brought + many * max(revenue, 0)
        ends.append((customers, brought))
    kept = ends[:1]
    for one in ends[1:]:
        onwards = one[0] - kept[-1][0], one[1] - kept[-1][1]
        if onwards[0] * points >= customers or onwards[1] * points >= max(brought, 1):
            kept.append(one)
    return kept if kept[-1] == ends[-1] else [*kept, ends[-1]]


def borders(revenue: Mapping[K, int]) -> Borders | None:
    """The smallest revenue in A, and in B (that of A where B is empty); None without revenue."""
    lowest: dict[Grade, int] = {}
    for customer, grade in classes(revenue).items():
        if revenue[customer] > 0:
            lowest[grade] = revenue[customer]
    if Grade.A not in lowest:
        return None
    return Borders(lowest[Grade.A], lowest.get(Grade.B, lowest[Grade.A]))


def _class(before: int, total: int) -> Grade:
    if before * 100 < total * A_PERCENT:
        return Grade.A
    return Grade.B if before * 100 < total * B_PERCENT else Grade.C


def _upto(before: int, revenue: int, limit: int) -> int:
    """How many customers of that revenue begin below the limit (in hundredths)."""
    return max(0, -((before * 100 - limit) // (revenue * 100))) if revenue > 0 else 0
