"""The average cheque: revenue by orders, month by month, of everybody and of one client. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from reports.purchases.reader import ClientMonth, MonthSum


@dataclass(frozen=True, slots=True)
class Cheque:
    """Orders of one month. `average` is None without orders."""

    month: int
    orders: int
    revenue: int
    discount: int

    @property
    def average(self) -> Fraction | None:
        """Revenue by orders."""
        return Fraction(self.revenue, self.orders) if self.orders else None


@dataclass(frozen=True, slots=True)
class Movement:
    """A client's cheque before and now: over the first and the last half of their months with
    orders (the middle one of an odd number is in neither)."""

    client: int
    cheques: tuple[Cheque, ...]

    @property
    def months(self) -> tuple[int, ...]:
        """Those with orders."""
        return tuple(one.month for one in self.cheques)

    @property
    def before(self) -> Fraction | None:
        """The average over the first half; None with fewer than two months."""
        return _average(self.cheques[: len(self.cheques) // 2])

    @property
    def now(self) -> Fraction | None:
        """The average over the last half."""
        half = len(self.cheques) // 2
        return _average(self.cheques[-half:] if half else ())


def cheques(months: Iterable[MonthSum]) -> tuple[Cheque, ...]:
    """The cheque of every month with orders."""
    return tuple(Cheque(one.month, one.orders, one.revenue, one.discount) for one in months)


def movements(months: Iterable[ClientMonth]) -> dict[int, Movement]:
    """How the cheque of each client moves."""
    found: dict[int, list[Cheque]] = defaultdict(list)
    for one in months:
        found[one.client].append(Cheque(one.month, one.orders, one.revenue, one.discount))
    return {client: Movement(client, tuple(those)) for client, those in found.items()}


def _average(found: Iterable[Cheque]) -> Fraction | None:
    listed = list(found)
    orders = sum(one.orders for one in listed)
    return Fraction(sum(one.revenue for one in listed), orders) if orders else None
