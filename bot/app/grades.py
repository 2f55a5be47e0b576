"""Grading kept in the database: measured at night and at the start, companies graded anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from leads.clock import Clock
from leads.grading.grading import Grading
from leads.grading.yardstick import Terms, Yardstick, measure
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from storage.yardsticks import ClientBase, client_base

MONTH = timedelta(days=365) / 12
STILL_GOOD = timedelta(hours=20)
"""A yardstick younger than that serves at the start, so that a restart need not measure."""
AT_ONCE = 200


class StoredGrades:
    """`grading` for everybody, and how it is brought up to date."""

    def __init__(self, database: Database, grading: Grading, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self.grading = grading

    async def measure(self) -> None:
        """Measure anew beside the day's works, and grade by it."""
        now, terms = self._clock.now(), self.grading.terms
        since = _since(terms, now)
        base = await self._database.read(lambda c: client_base(c, terms.currency, since))
        await self.take(_measured(base, terms, now))

    async def take(self, yardstick: Yardstick) -> None:
        """Keep the yardstick, and grade every company by it, page by page."""
        await self._database.run(lambda uow: uow.yardsticks.keep(yardstick))
        self.grading.yardstick = yardstick
        page = _Page(self.grading, yardstick.at)
        while page.last is not None:
            page.last = await self._database.run(page.graded)


@dataclass(slots=True)
class _Page:
    """Companies that are graded in one transaction: those behind `last`."""

    grading: Grading
    now: datetime
    last: int | None = 0

    async def graded(self, uow: UnitOfWork) -> int | None:
        """Grade them; the last of them, None when there are no more."""
        ids = await uow.yardsticks.page(self.last or 0, AT_ONCE)
        if not ids:
            return None
        await self.grading.grade(uow, ids, self.now)
        return ids[-1]


async def stored_grades(database: Database, terms: Terms, clock: Clock) -> StoredGrades:
    """Grading by the last yardstick; measured now where that is old or of other terms."""
    now = clock.now()
    found = await _last_or_base(database, terms, now)
    if isinstance(found, Yardstick):
        return StoredGrades(database, Grading(terms, found), clock)
    first = _measured(found, terms, now)
    grades = StoredGrades(database, Grading(terms, first), clock)
    await grades.take(first)
    return grades


async def present_grading(database: Database, terms: Terms, clock: Clock) -> Grading:
    """The same for a command beside a running bot: nothing is kept."""
    now = clock.now()
    found = await _last_or_base(database, terms, now)
    return Grading(terms, found if isinstance(found, Yardstick) else _measured(found, terms, now))


async def _last_or_base(database: Database, terms: Terms, now: datetime) -> Yardstick | ClientBase:
    async def look(uow: UnitOfWork) -> Yardstick | ClientBase:
        last = await uow.yardsticks.last()
        if last is not None and _serves(last, terms, now):
            return last
        return await uow.yardsticks.base(terms.currency, _since(terms, now))

    return await database.run(look)


def _serves(last: Yardstick, terms: Terms, now: datetime) -> bool:
    same = (last.currency, last.months) == (terms.currency, terms.months)
    borders = not last.assumed or last.borders == terms.assumed
    return same and borders and timedelta() <= now - last.at < STILL_GOOD


def _since(terms: Terms, now: datetime) -> datetime:
    return now - MONTH * terms.months


def _measured(base: ClientBase, terms: Terms, now: datetime) -> Yardstick:
    return measure(base.revenue, base.bought, base.ended, terms, now)
