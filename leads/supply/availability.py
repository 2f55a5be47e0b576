"""Whether a product can be sold at a moment: what its source says, what a seller marked. Pure.

What is reserved is as good as gone. A seller's mark stands above the source's season. What is
older than a stated age says nothing: neither that a product is there nor that it is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from leads.clock import require_aware


class State(StrEnum):
    """`SOLD`: it can be sold. `GONE`: it can't. `UNSURE`: what is known is too old to say."""

    SOLD = "sold"
    GONE = "gone"
    UNSURE = "unsure"


class Condition(StrEnum):
    """What has to come for a product to be sold again."""

    STOCK = "stock"
    SEASON = "season"


@dataclass(frozen=True, slots=True)
class Season:
    """The days in which a product is sold, both included. ValueError when they are turned round."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a season ends after it begins, not {self.first} to {self.last}")

    def holds(self, day: date) -> bool:
        """Whether the product is sold on that day."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Item:
    """One product as its source tells it; a `quantity` of None is not counted there.

    `reserved` is that part of the quantity which is promised to somebody.
    """

    product: str
    quantity: float | None = None
    reserved: float = 0
    season: Season | None = None

    @property
    def in_stock(self) -> bool:
        """Whether anything is left that nobody has reserved."""
        return self.quantity is None or self.quantity - self.reserved > 0


@dataclass(frozen=True, slots=True)
class Mark:
    """What a seller (`by`, a Telegram id) said of a product: its season, None for "not sold"."""

    product: str
    season: Season | None
    by: int
    at: datetime

    def __post_init__(self) -> None:
        require_aware(at=self.at)


@dataclass(frozen=True, slots=True)
class Availability:
    """The answer. `returns` is the first day of the season to come, where that is known."""

    state: State
    condition: Condition | None = None
    returns: date | None = None


ON_SALE = Availability(State.SOLD)
NOT_SURE = Availability(State.UNSURE)


@dataclass(frozen=True, slots=True)
class Supply:
    """What is known of all products by their id; a product that nobody tells of is on sale.

    `expected` says that there is a source at all: until its first answer nothing is sure. After
    `stale_after` without an answer nothing that it said is. Days are those of `zone`.
    """

    zone: ZoneInfo
    stale_after: timedelta
    expected: bool = False
    items: Mapping[str, Item] = field(default_factory=dict)
    marks: Mapping[str, Mark] = field(default_factory=dict)
    read_at: datetime | None = None

    def is_stale(self, now: datetime) -> bool:
        """Whether what the source said last is too old to count, or was never said."""
        if not self.expected:
            return False
        return self.read_at is None or now - self.read_at > self.stale_after

    def of(self, product: str, now: datetime) -> Availability:
        """Whether that product can be sold at `now`."""
        today = now.astimezone(self.zone).date()
        mark = self.marks.get(product)
        if mark is not None and (mark.season is None or not mark.season.holds(today)):
            return _out_of(mark.season, today)
        item = self.items.get(product) if self.expected else None
        if item is None:
            return self.unheard(now)
        if self.is_stale(now):
            return NOT_SURE
        if not item.in_stock:
            return Availability(State.GONE, Condition.STOCK)
        if mark is None and item.season is not None and not item.season.holds(today):
            return _out_of(item.season, today)
        return ON_SALE

    def limited(self, now: datetime) -> dict[str, Availability]:
        """Those products that are not simply on sale."""
        found = {product: self.of(product, now) for product in {*self.items, *self.marks}}
        return {product: one for product, one in found.items() if one != ON_SALE}

    def unheard(self, now: datetime) -> Availability:
        """Whether a product that nothing is known of can be sold."""
        return NOT_SURE if self.is_stale(now) and self.read_at is None else ON_SALE


def _out_of(season: Season | None, today: date) -> Availability:
    ahead = season is not None and today < season.first
    return Availability(State.GONE, Condition.SEASON, season.first if season and ahead else None)
