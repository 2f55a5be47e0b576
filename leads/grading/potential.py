"""What a company is expected to bring: from its own orders, else from what its people answered.

Values and arithmetic only. What it is compared with is `leads.grading.yardstick`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from leads.clock import require_aware

YEAR = timedelta(days=365)
MONTHS = 12


class Basis(StrEnum):
    """What the expectation rests on."""

    ORDERS = "orders"
    ANSWERS = "answers"


@dataclass(frozen=True, slots=True)
class Bought:
    """What a customer has paid for in one currency: how often, how much, and when first."""

    orders: int
    revenue: int
    first_at: datetime

    def __post_init__(self) -> None:
        require_aware(first_at=self.first_at)

    @property
    def cheque(self) -> int:
        """The mean order, in whole units."""
        return self.revenue // self.orders

    def years(self, now: datetime) -> float:
        """For how long it has been a customer."""
        return max((now - self.first_at) / YEAR, 0.0)


@dataclass(frozen=True, slots=True)
class Potential:
    """Revenue expected of a company within `months`, in whole units of `currency`.

    From orders: `orders` of them at a mean `cheque`, and `tenths` purchases in ten years to come.
    From answers: those of the lead `lead_id`, `yearly` in a year.
    """

    amount: int
    currency: str
    basis: Basis
    months: int
    orders: int = 0
    cheque: int = 0
    tenths: int = 0
    yearly: int = 0
    lead_id: int | None = None

    @property
    def is_client(self) -> bool:
        """The company has paid before."""
        return self.basis is Basis.ORDERS

    def to_json(self) -> dict[str, object]:
        """The potential as plain JSON values; `potential_from` gives an equal one back."""
        return {**asdict(self), "basis": self.basis.value}


def potential_from(raw: Mapping[str, Any]) -> Potential:
    """The inverse of `Potential.to_json`; KeyError or TypeError for what it never makes."""
    return Potential(**{**raw, "basis": Basis(raw["basis"])})


def of_orders(
    bought: Bought, *, pace: float, currency: str, months: int, now: datetime
) -> Potential:
    """Cheque × expected purchases a year × horizon.

    The purchases are a Poisson process whose rate is known from one year at the `pace` of all
    customers and from the customer's own years: (repeats + pace) / (years + 1), the mean of the
    Gamma posterior (as in Fader and Hardie's models of repeat buying, without their dropout).
    Rounded to tenths, so that whoever reads the card can multiply.
    """
    rate = (bought.orders - 1 + pace) / (bought.years(now) + 1)
    tenths = round(10 * rate)
    return Potential(
        amount=bought.cheque * tenths * months // (10 * MONTHS),
        currency=currency,
        basis=Basis.ORDERS,
        months=months,
        orders=bought.orders,
        cheque=bought.cheque,
        tenths=tenths,
    )


def of_answers(yearly: int, currency: str, lead_id: int, *, months: int) -> Potential:
    """What the answers of a lead promise, over the horizon."""
    return Potential(
        amount=yearly * months // MONTHS,
        currency=currency,
        basis=Basis.ANSWERS,
        months=months,
        yearly=yearly,
        lead_id=lead_id,
    )


def better(one: Potential | None, other: Potential | None) -> Potential | None:
    """The one that counts: orders before answers, then the larger, then the first."""
    known = [each for each in (one, other) if each is not None]
    return max(known, key=lambda each: (each.is_client, each.amount), default=None)
