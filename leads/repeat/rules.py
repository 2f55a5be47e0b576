"""What marketing and sales agree on for later sales: roles of products, when they are bought again,
what is offered next to whom. Values only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from leads.company import Grade


class ProductRole(StrEnum):
    """What a product does for the sales of all: it lets clients in, earns, pulls, or keeps them."""

    ENTRY = "entry"
    CORE = "core"
    LOCOMOTIVE = "locomotive"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class SeasonOfYear:
    """When a product is bought every year: month and day of its beginning and its end."""

    begins: tuple[int, int]
    ends: tuple[int, int]

    def next_after(self, day: date) -> date:
        """The first day of the first season that begins after `day`."""
        this = date(day.year, *self.begins)
        return this if this > day else date(day.year + 1, *self.begins)


@dataclass(frozen=True, slots=True)
class Product:
    """A product's `role`, after how long it is usually bought again, in which season."""

    role: ProductRole | None = None
    again: timedelta | None = None
    season: SeasonOfYear | None = None


@dataclass(frozen=True, slots=True)
class NextOffer:
    """To whoever bought `bought` and is of one of `segments` (empty: anybody), `next` is offered;
    `why` in words by locale."""

    bought: str
    next: str
    segments: frozenset[Grade] = frozenset()
    why: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RepeatRules:
    """The map. A lead is opened `ahead` of the expected purchase, `book` ahead of a season."""

    ahead: timedelta = timedelta(days=14)
    book: timedelta = timedelta(days=30)
    products: Mapping[str, Product] = field(default_factory=dict)
    offers: tuple[NextOffer, ...] = ()

    def product(self, product: str | None) -> Product:
        """What is known of that product."""
        return self.products.get(product or "", Product())

    def offer(self, bought: Iterable[str], grade: Grade | None) -> NextOffer | None:
        """What is offered next to a client of that grade who `bought` these: the first rule that
        fits and names what they have not bought yet. A rule for segments fits no unknown grade."""
        had = frozenset(bought)
        for rule in self.offers:
            fits = not rule.segments or grade in rule.segments
            if rule.bought in had and rule.next not in had and fits:
                return rule
        return None
