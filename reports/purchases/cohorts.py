"""Cohorts of clients by the month of their first order: who came back, and what they brought. Pure.

Age is a difference of calendar months. Retention: clients of the cohort with an order at that age
among all of the cohort. Lifetime value: revenue up to that age by the size of the cohort at birth.
Months that have not come yet are absent, a month without orders is 0.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from reports.intervals import Share, share
from reports.purchases.reader import Cell


@dataclass(frozen=True, slots=True)
class Cohort:
    """Clients whose first order was in the month `born`; `active` and `revenue` go by age."""

    born: int
    active: tuple[int, ...]
    revenue: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many they are."""
        return self.active[0]

    def retention(self, age: int) -> Share:
        """Those with an order at that age."""
        return share(self.active[age], self.size)

    @property
    def value(self) -> tuple[Fraction, ...]:
        """Revenue per client up to each age."""
        return tuple(Fraction(sum_, self.size) for sum_ in accumulate(self.revenue))


def cohorts(cells: Iterable[Cell], first: int, last: int) -> tuple[Cohort, ...]:
    """Cohorts born in the months from `first` on, followed to the month `last`."""
    found: dict[int, dict[int, Cell]] = defaultdict(dict)
    for cell in cells:
        if first <= cell.born and cell.month <= last:
            found[cell.born][cell.month - cell.born] = cell
    return tuple(_cohort(born, found[born], last - born) for born in sorted(found))


def _cohort(born: int, cells: dict[int, Cell], oldest: int) -> Cohort:
    ages = range(oldest + 1)
    return Cohort(
        born,
        tuple(cells[age].clients if age in cells else 0 for age in ages),
        tuple(cells[age].revenue if age in cells else 0 for age in ages),
    )


def retention_at(found: Sequence[Cohort], age: int) -> Share:
    """Of all cohorts that have come to that age together."""
    grown = [one for one in found if age < len(one.active)]
    return share(sum(one.active[age] for one in grown), sum(one.size for one in grown))


def value_at(found: Sequence[Cohort], age: int) -> tuple[Fraction, int]:
    """Revenue per client up to that age in the cohorts that have come to it, and how many they
    are."""
    grown = [one for one in found if age < len(one.active)]
    clients = sum(one.size for one in grown)
    revenue = sum(sum(one.revenue[: age + 1]) for one in grown)
    return Fraction(revenue, clients) if clients else Fraction(), clients
