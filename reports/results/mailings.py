"""What mailings brought, beside each other. Pure.

A mailing belongs to the day on which it began. It goes to people, whatever their leads: of the
filters the product alone counts, which is what the mailing offers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from dialogs.reading.dates import Period
from leads.mailings.results import Results
from reports.asking.asked import About, Asked
from reports.asking.filters import Filters
from reports.intervals import share
from reports.pipeline.funnel import Began, period_of
from reports.slices import instants, midnight
from reports.source import Behind, Spot
from reports.tables import ALL, Cell, Column, Kind, Named, Report, Row, Table, cell_of

ID = "mailings"
SHARES: Mapping[str, str] = {
    "mailing_answered": "answered",
    "mailing_met": "meetings",
    "mailing_sold": "sales",
    "mailing_unsubscribed": "unsubscribed",
}
"""Metrics that are shares of those who got it, by fields of `Results`."""
COLUMNS = tuple(
    Column(one) for one in ("mailing_planned", "mailing_delivered", "mailing_undelivered", *SHARES)
)
WHO = {
    "mailing_planned": "planned",
    "mailing_delivered": "delivered",
    "mailing_undelivered": "undelivered",
    **SHARES,
}
UNDELIVERED = ("unknown", "blocked", "refused", "failed", "called_off")


@dataclass(frozen=True, slots=True)
class Sent:
    """A mailing by its number, and what came of it."""

    id: int
    results: Results


class MailingReader(Began, Protocol):
    """Mailings."""

    async def sent(
        self, since: datetime, until: datetime, product: str | None, now: datetime
    ) -> Sequence[Sent]:
        """Those that began in [since, until), the newest first, as far as is known `now`."""
        ...

    async def people(self, mailings: Sequence[int], what: str, now: datetime) -> Behind | None:
        """Whom they were for (`planned`), or of whom a field of `Results` tells; None where nobody
        knows any more."""
        ...


class Mailings:
    """`reports.source.Source` of /mailings."""

    def __init__(self, reader: MailingReader, zone: ZoneInfo) -> None:
        self._reader = reader
        self._zone = zone

    async def report(self, asked: Asked, today: date) -> Report:
        """A line for each, and one for all."""
        period = await period_of(self._reader, asked, today, self._zone)
        found = await self._sent(period, asked, today)
        rows = tuple(
            Row(Named(Kind.WORDS, str(one.id), f"№ {one.id}"), _cells([one.results]))
            for one in found
        )
        every = Row(ALL, _cells([one.results for one in found]))
        about = About(period, Filters(product=asked.filters.product))
        return Report(ID, about, len(found), (Table(ID, Kind.WORDS, COLUMNS, rows, every),))

    async def behind(self, asked: Asked, today: date, spot: Spot) -> Behind | None:
        """People, each with their newest lead; None once what a mailing brought is only kept as
        figures."""
        what = WHO.get(spot.metric)
        period = await period_of(self._reader, asked, today, self._zone)
        found = await self._sent(period, asked, today)
        ids = [one.id for one in found if spot.row in (str(one.id), ALL.id)]
        if what is None or not ids:
            return None
        return await self._reader.people(ids, what, midnight(today, self._zone))

    async def _sent(self, period: Period, asked: Asked, today: date) -> Sequence[Sent]:
        since, until = instants(period, self._zone)
        now = midnight(today, self._zone)
        return await self._reader.sent(since, until, asked.filters.product, now)


def _cells(found: Sequence[Results]) -> tuple[Cell, ...]:
    def together(*names: str) -> int:
        return sum(getattr(one, name) for one in found for name in names)

    delivered = together("delivered")
    return (
        Cell(together("planned")),
        Cell(delivered),
        Cell(together(*UNDELIVERED)),
        *(cell_of(share(together(name), delivered)) for name in SHARES.values()),
    )
