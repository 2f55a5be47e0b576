"""Reports over orders, ready to be shown as text, picture, page or file. No words, no SQL.

Each holds its period, its filters and how many cases it rests on. Up to `FEW_CLIENTS` clients are
named (`few`): a share of so few would say less than who they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from zoneinfo import ZoneInfo

from dialogs.reading.dates import Period
from reports.asking.asked import About, Asked
from reports.asking.filters import Filters
from reports.dictionary import FEW_CLIENTS
from reports.intervals import Share, share
from reports.purchases.cheque import Cheque, Movement, cheques, movements
from reports.purchases.cohorts import Cohort, cohorts
from reports.purchases.reader import ClassSum, ClientSum, PurchaseReader, Taken, Totals
from reports.slices import first_day, looking_back, month_of, slices

LARGEST = 10
"""How many of the largest clients are told of."""
MONTHS = 12
"""How far classes and cheques look back where no period was named."""


@dataclass(frozen=True, slots=True)
class CohortReport:
    """Clients whose first order was in the period, by its month. `clients` where there are few."""

    about: About
    cohorts: tuple[Cohort, ...]
    clients: Sequence[ClientSum]
    left_out: int

    @property
    def size(self) -> int:
        """How many clients all cohorts have."""
        return sum(one.size for one in self.cohorts)

    @property
    def few(self) -> bool:
        """Whether they are named."""
        return self.size <= FEW_CLIENTS

    @property
    def value(self) -> Fraction:
        """Revenue per client of the cohorts, up to the end of the period."""
        return Fraction(sum(sum(one.revenue) for one in self.cohorts), self.size or 1)


@dataclass(frozen=True, slots=True)
class ClassReport:
    """Clients by classes of revenue, and those who brought most (all of them where few)."""

    about: About
    totals: Totals
    classes: Sequence[ClassSum]
    clients: Sequence[ClientSum]
    left_out: int
    curve: Sequence[tuple[int, int]] = ()

    @property
    def few(self) -> bool:
        """Whether all are named."""
        return self.totals.clients <= FEW_CLIENTS


@dataclass(frozen=True, slots=True)
class ChequeReport:
    """The average cheque by month, how that of the largest clients moves, and who buys again."""

    about: About
    totals: Totals
    months: tuple[Cheque, ...]
    clients: Sequence[tuple[ClientSum, Movement]]
    left_out: int

    @property
    def average(self) -> Fraction:
        """Revenue by orders of the period; 0 without any."""
        return Fraction(self.totals.revenue, self.totals.orders or 1)

    @property
    def repeat(self) -> Share:
        """Clients with two orders or more."""
        return share(self.totals.repeaters, self.totals.clients)


class PurchaseReports:
    """Reports over one database, in one currency, by the clock of `zone`."""

    def __init__(self, reader: PurchaseReader, zone: ZoneInfo, currency: str) -> None:
        self.reader = reader
        self._zone = zone
        self._currency = currency

    async def cohorts(self, asked: Asked, today: date) -> CohortReport:
        """Cohorts of the period, of all time unless one was named, followed to its end. A cohort is
        a whole month, so the period begins with one."""
        ever, period = await self.followed(asked, today)
        first, last = month_of(period.first), month_of(period.last)
        found = cohorts(await self.reader.cells(ever), first, last)
        size = sum(one.size for one in found)
        named = await self.reader.born(ever, first, FEW_CLIENTS) if size <= FEW_CLIENTS else ()
        return CohortReport(
            self._about(period, asked),
            found,
            named,
            await self.reader.left_out(self._taken(period, asked.filters)),
        )

    async def middle(self, report: CohortReport) -> Fraction:
        """What the client in the middle of these cohorts has brought up to the end of the period;
        0 without any."""
        if not report.cohorts:
            return Fraction()
        first = report.cohorts[0].born
        # The cohorts hold everybody who came since the first of them.
        period = report.about.period
        ever = self._ever(await self._first_day(period.first), period, report.about.filters)
        return await self.reader.middle(ever, first, report.size)

    async def classes(self, asked: Asked, today: date) -> ClassReport:
        """Classes by the revenue of the period, of a year unless one was named."""
        period = await self._period(asked, today)
        taken = self._taken(period, asked.filters)
        found = await self.reader.standing(taken, FEW_CLIENTS, LARGEST)
        return ClassReport(
            self._about(period, asked),
            found.totals,
            found.classes,
            found.clients,
            await self.reader.left_out(taken),
            found.curve,
        )

    async def cheque(self, asked: Asked, today: date) -> ChequeReport:
        """The average cheque over the period, over a year unless one was named."""
        period = await self._period(asked, today)
        taken = self._taken(period, asked.filters)
        found = await self.reader.standing(taken, LARGEST, LARGEST)
        ids = [one.id for one in found.clients]
        moved = movements(await self.reader.of_clients(taken, ids))
        return ChequeReport(
            self._about(period, asked),
            found.totals,
            cheques(await self.reader.months(taken)),
            [(one, moved[one.id]) for one in found.clients],
            await self.reader.left_out(taken),
        )

    async def followed(self, asked: Asked, today: date) -> tuple[Taken, Period]:
        """The orders that `cohorts` follows, and the period whose months are the cohorts."""
        began = await self._first_day(today)
        period = _whole_months(asked.period or Period(began, today))
        return self._ever(began, period, asked.filters), period

    async def taken(self, asked: Asked, today: date) -> Taken:
        """The orders that classes and cheques are counted from."""
        return self._taken(await self._period(asked, today), asked.filters)

    async def _period(self, asked: Asked, today: date) -> Period:
        if asked.everything:
            return Period(await self._first_day(today), today)
        return asked.period or looking_back(today, MONTHS)

    async def _first_day(self, today: date) -> date:
        bounds = await self.reader.bounds()
        first = bounds[0].astimezone(self._zone).date() if bounds else today
        return min(first, today)

    def _ever(self, began: date, period: Period, filters: Filters) -> Taken:
        """Everything since the first order up to the end of the period: whoever ordered before it
        is not new in it."""
        return self._taken(Period(min(began, period.first), period.last), filters)

    def _taken(self, period: Period, filters: Filters) -> Taken:
        return Taken(slices(period, self._zone), self._currency, filters)

    def _about(self, period: Period, asked: Asked) -> About:
        return About(period, asked.filters, self._currency)


def _whole_months(period: Period) -> Period:
    """Begun with the month of its first day."""
    return Period(first_day(month_of(period.first)), period.last)
