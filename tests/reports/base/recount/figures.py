"""What every recount is made of: the base as frames, the days of the company's clock, and figures.

Nothing here, or beside it, is shared with `reports` or `storage`: values alone are compared.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pandas as pd

from tests.reports.base.making import TODAY, ZONE
from tests.reports.base.rows import Rows

Place = tuple[str, str, str]
"""Table, row and column of a report."""
Figures = dict[Place, tuple[Any, int | None]]
"""Values, and how many cases each rests on where that matters."""
NOTHING = (None, None)
SIZE, LEFT_OUT = ("report", "size", ""), ("report", "left_out", "")


@dataclass(frozen=True)
class Wanted:
    """What is asked of a report; both days are in it, None for the report's own period."""

    first: date | None = None
    last: date | None = None
    everything: bool = False
    product: str | None = None
    channel: str | None = None
    temperature: str | None = None
    manager: int | None = None

    def or_months(self, months: int, began: date) -> Wanted:
        """With the days of the last months, where none were named; of everything since `began`."""
        if self.first is not None:
            return self
        if self.everything:
            return replace(self, first=began, last=TODAY)
        back = (pd.Timestamp(TODAY) - pd.DateOffset(months=months)).date()
        return replace(self, first=back + timedelta(days=1), last=TODAY)


Recount = Callable[[Rows, Wanted], Figures]


def local(instants: pd.Series) -> pd.Series:
    """Microseconds as moments of the company's clock."""
    return pd.to_datetime(instants, unit="us", utc=True).dt.tz_convert(str(ZONE))


def within(instants: pd.Series, wanted: Wanted) -> pd.Series:
    """Whether each lies between the midnight of the first day and the one after the last."""
    first = pd.Timestamp(wanted.first, tz=str(ZONE))
    end = pd.Timestamp(wanted.last, tz=str(ZONE)) + pd.DateOffset(days=1)
    since, until = (int(one.timestamp()) * 1_000_000 for one in (first, end))
    return ((instants >= since) & (instants < until)).fillna(False).astype(bool)


def midnight(days_ago: int) -> int:
    """The beginning of a day before today, by the wall clock, in microseconds."""
    day = pd.Timestamp(TODAY - timedelta(days=days_ago), tz=str(ZONE))
    return int(day.timestamp()) * 1_000_000


def day_of(instant: int) -> date:
    """The day of the company's clock."""
    found: date = local(pd.Series([instant])).iloc[0].date()
    return found


def month(instants: pd.Series) -> pd.Series:
    """Year × 12 + month - 1 of each."""
    those = local(instants)
    return those.dt.year * 12 + those.dt.month - 1


def leads_of(base: Rows, wanted: Wanted, *, product: bool = True) -> pd.DataFrame:
    """The leads that the filters leave."""
    leads = base.frame("leads")
    if wanted.channel is not None:
        leads = leads[leads.channel == wanted.channel]
    if wanted.temperature is not None:
        leads = leads[leads.temperature == wanted.temperature]
    if wanted.manager is not None:
        leads = leads[leads.owner_id == wanted.manager]
    if product and wanted.product is not None:
        leads = leads[leads["product"] == wanted.product]
    return leads


def part(of: int, whole: int) -> tuple[Any, int | None]:
    """A share with what it rests on; nothing of nobody."""
    return (Fraction(int(of), int(whole)), int(whole)) if whole else NOTHING


def middle(spans: Any) -> timedelta | None:
    """The median of spans in microseconds."""
    if not len(spans):
        return None
    ordered = sorted(int(one) for one in spans)
    half = len(ordered) // 2
    twice = ordered[half] * 2 if len(ordered) % 2 else ordered[half - 1] + ordered[half]
    return timedelta(microseconds=twice / 2)
