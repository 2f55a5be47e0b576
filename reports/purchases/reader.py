"""What reports over orders ask of storage: sums over clients, never rows of orders. No SQL here.

A client is the company of an order, else the contact, else the person of an existing base. Orders
in another currency, or of nobody known, count nowhere but in `left_out`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Protocol

from leads.company import Grade
from reports.asking.filters import EVERYTHING, Filters
from reports.slices import Slice
from reports.source import Behind


@dataclass(frozen=True, slots=True)
class Taken:
    """Which orders are taken: those paid in the slices, in the currency, that pass the filters."""

    slices: Sequence[Slice]
    currency: str
    filters: Filters = EVERYTHING


@dataclass(frozen=True, slots=True)
class Cell:
    """Clients whose first order was in the month `born` and who ordered in the month `month`."""

    born: int
    month: int
    clients: int
    orders: int
    revenue: int


@dataclass(frozen=True, slots=True)
class MonthSum:
    """Orders of a month; `buyers` are different clients, `discount` is what was given."""

    month: int
    buyers: int
    orders: int
    revenue: int
    discount: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Clients with an order, those with two or more, their orders, revenue and discounts."""

    clients: int
    repeaters: int
    orders: int
    revenue: int
    discount: int


@dataclass(frozen=True, slots=True)
class ClassSum:
    """A class by revenue."""

    grade: Grade
    clients: int
    revenue: int


@dataclass(frozen=True, slots=True)
class ClientSum:
    """A client by what they brought. `name` is empty where none is known or it was erased."""

    id: int
    name: str
    born: int
    orders: int
    revenue: int
    grade: Grade


@dataclass(frozen=True, slots=True)
class Standing:
    """Everybody by what they brought: sums over all, sums by class (A first, empty ones left out),
    those who brought most, and the curve (`leads.grading.pareto.curve`)."""

    totals: Totals
    classes: Sequence[ClassSum]
    clients: Sequence[ClientSum]
    curve: Sequence[tuple[int, int]] = ()


@dataclass(frozen=True, slots=True)
class ClientMonth:
    """One client's orders in one month."""

    client: int
    month: int
    orders: int
    revenue: int
    discount: int


@dataclass(frozen=True, slots=True)
class Buyers:
    """Clients with at least so many orders; whose first order was in the months `born` (both
    included); of a class. With an `age` in months: who ordered at it, or (`upto`) until it."""

    born: tuple[int, int] | None = None
    grade: Grade | None = None
    orders: int = 1
    age: int | None = None
    upto: bool = False


@dataclass(frozen=True, slots=True)
class Bought:
    """Orders of a client, of months; `discounted` ones, told by what was taken off."""

    client: int | None = None
    months: Sequence[int] | None = None
    discounted: bool = False


class PurchaseReader(Protocol):
    """Sums over paid orders. Every method is one query or a few, whatever the number of orders."""

    async def bounds(self) -> tuple[datetime, datetime] | None:
        """When the first and the last order were paid; None without any."""
        ...

    async def cells(self, taken: Taken) -> Sequence[Cell]:
        """Who came when and was back when, by month."""
        ...

    async def months(self, taken: Taken) -> Sequence[MonthSum]:
        """Sums by month, months without orders left out."""
        ...

    async def standing(self, taken: Taken, few: int, largest: int) -> Standing:
        """Sums over everything taken; all clients where they are at most `few`, else the `largest`
        of them."""
        ...

    async def left_out(self, taken: Taken) -> int:
        """Orders of the time that pass the filters and count nowhere."""
        ...

    async def middle(self, taken: Taken, first: int, many: int) -> Fraction:
        """The median of what clients brought whose first order was in the month `first` or later;
        `many` is how many they are, one or more."""
        ...

    async def born(self, taken: Taken, first: int, limit: int) -> Sequence[ClientSum]:
        """Of those whose first order was in the month `first` or later: who brought most."""
        ...

    async def of_clients(self, taken: Taken, clients: Sequence[int]) -> Sequence[ClientMonth]:
        """The months of these clients (`ClientSum.id`), by client and month."""
        ...

    async def buyers(self, taken: Taken, those: Buyers) -> Behind:
        """Which clients they are, by their last order; amounts are what they brought."""
        ...

    async def bought(self, taken: Taken, those: Bought) -> Behind:
        """Which orders they are."""
        ...
