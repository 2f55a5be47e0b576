"""What happened to products, and to whoever waits for one.

A product's facts belong to nobody's history; what they cause is `leads.supply.watching`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from leads.happened import Happened
from leads.stage import Stage
from leads.supply.availability import Condition


@dataclass(frozen=True, slots=True)
class ProductGone:
    """A product can't be sold any more; `returns` is the day on which its season begins."""

    product: str
    condition: Condition
    at: datetime
    returns: date | None = None


@dataclass(frozen=True, slots=True)
class ProductBack:
    """A product can be sold again; `waiting` people are told."""

    product: str
    at: datetime
    waiting: int


@dataclass(frozen=True, slots=True)
class SourceFailed:
    """The source of supply stopped answering, or says what can't be read."""

    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SourceBack:
    """The source answers again."""

    at: datetime


SupplyFact = ProductGone | ProductBack | SourceFailed | SourceBack


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitBegun(Happened):
    """The person agreed to be told when `product` is there again."""

    kind: ClassVar[str] = "wait_begun"
    product: str
    condition: Condition
    was: Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitOver(Happened):
    """The product came back, and the person went on with it."""

    kind: ClassVar[str] = "wait_over"
    product: str


WaitFact = WaitBegun | WaitOver
