"""What the client base teaches: computed at night, kept with its day and its size. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from leads.clock import require_aware
from leads.grading.chance import Bands, Ended, bands
from leads.grading.pareto import Borders, borders
from leads.grading.potential import Bought

FEWEST_CLIENTS = 20
"""Customers who paid within the horizon, at least, before thresholds come from them."""
ASSUMED_BORDERS = Borders(1_500_000, 500_000)
ASSUMED_PACE = 1.0
"""Purchases a year that are taken for usual while there are too few customers to tell."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the company sets: over how many months potential counts and in which currency, the
    borders that are assumed while there are too few clients, and by how much more than a ready
    order a new client counts."""

    currency: str = "RUB"
    months: int = 12
    assumed: Borders = ASSUMED_BORDERS
    new_logo: Decimal = Decimal("1.3")

    def __post_init__(self) -> None:
        if not 1 <= self.months <= 120 or self.new_logo < 1:
            raise ValueError("a horizon has 1 to 120 months, and a new client counts 1 or more")


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What companies and leads were measured by at `at`.

    `clients` paid within `months` and give the `borders`, unless those are `assumed`. `pace` is how
    often a customer buys again in a year. `bands` tell how likely leads are won.
    """

    at: datetime
    currency: str
    months: int
    borders: Borders
    clients: int
    assumed: bool
    pace: float
    bands: Bands

    def __post_init__(self) -> None:
        require_aware(at=self.at)


def measure(
    revenue: Mapping[int, int],
    bought: Sequence[Bought],
    ended: Sequence[Ended],
    terms: Terms,
    now: datetime,
) -> Yardstick:
    """The yardstick of customers by id with what they paid within the horizon, of all that each
    customer ever bought, and of the leads that were closed."""
    found = borders(revenue) if len(revenue) >= FEWEST_CLIENTS else None
    years = sum(one.years(now) for one in bought)
    repeats = sum(one.orders - 1 for one in bought)
    told = len(bought) >= FEWEST_CLIENTS and years > 0
    return Yardstick(
        at=now,
        currency=terms.currency,
        months=terms.months,
        borders=found or terms.assumed,
        clients=len(revenue),
        assumed=found is None,
        pace=repeats / years if told else ASSUMED_PACE,
        bands=bands(ended),
    )
