"""Leads whose enquiry came in a period, in bundles: how far they came, and what they brought.

What reports by channel, product and salesperson are made of: each folds the same bundles by
another key (`lead_tables`). Values only; counting is storage's. How far is counted as in the
funnel.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from reports.asking.filters import Filters
from reports.pipeline.funnel import Began
from reports.source import Behind

ENQUIRIES, SALES = "enquiries", "sales"
OWN, PARTNER = "own", "partner"


class By(StrEnum):
    """What bundles are told apart by, besides the grade."""

    FIRST = "first"  # the channel of the person's first source
    LAST = "last"  # the channel that the enquiry came by
    PRODUCT = "product"
    OWNER = "owner"
    CAMPAIGN = "campaign"  # of leads that have one; others are in no bundle
    SIDE = "side"  # one of `reports.pipeline.funnel.Side`
    WHOSE = "whose"  # `PARTNER` where a partner has the lead, else `OWN`


@dataclass(frozen=True, slots=True)
class Bundle:
    """Leads alike. `keys` go by what was asked for, `UNKNOWN` where nobody told; `grade` is ""
    where unknown. `reached` goes by `STEPS`; `orders` and `revenue` are what they have paid since,
    `potential` what their answers promise in a year."""

    keys: tuple[str, ...]
    grade: str
    reached: tuple[int, ...]
    orders: int
    revenue: int
    potential: int


@dataclass(frozen=True, slots=True)
class Picked:
    """Some leads of those bundles: all that came to `step` and are as said; None is any.
    `promised`: only those whose answers promise a sum in that currency."""

    step: str = ENQUIRIES
    keys: Mapping[By, str] | None = None
    grade: str | None = None
    promised: str = ""


class BundleReader(Began, Protocol):
    """Leads whose enquiry came in [since, until); sums are in one currency."""

    async def bundles(
        self,
        since: datetime,
        until: datetime,
        filters: Filters,
        currency: str,
        by: tuple[By, ...],
    ) -> Sequence[Bundle]:
        """All of them."""
        ...

    async def leads_of(
        self, since: datetime, until: datetime, filters: Filters, picked: Picked
    ) -> Behind:
        """Those picked, by when they came to the step."""
        ...

    async def orders_of(
        self, since: datetime, until: datetime, filters: Filters, currency: str, picked: Picked
    ) -> Behind:
        """What those picked have paid."""
        ...
