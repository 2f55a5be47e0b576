"""`reports.plan.tables.HappenedReader` over the database: what happened to leads in a month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import CTE, ColumnElement, and_, case, func, literal, or_, select, union_all

from leads.company import Grade
from reports.asking.filters import EVERYTHING
from reports.pipeline.funnel import STEPS
from reports.plan.tables import COUNTED, Facts
from reports.slices import Slice
from reports.source import Behind
from storage.database import Database
from storage.reports.cases import leads_behind
from storage.reports.funnel import came_to_steps
from storage.tables import leads

EVER = datetime(1970, 1, 1, tzinfo=UTC)
ENQUIRY = next(iter(STEPS))


class Happened:
    """Leads of one database by month."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def happened(self, months: Sequence[Slice]) -> Facts:
        """One statement over the leads, counted once for each month."""
        came = _came(months)
        statement = union_all(
            *(
                select(
                    literal(one.month),
                    *(func.count(case((_in(came, [one], what), 1))) for what in COUNTED),
                ).select_from(came)
                for one in months
            )
        )
        rows = await self._database.read(lambda c: c.execute(statement).all())
        return {
            int(month): dict(zip(COUNTED, map(int, counts), strict=True)) for month, *counts in rows
        }

    async def behind(self, months: Sequence[Slice], what: str) -> Behind:
        """The leads, by when it happened."""
        came, keys = _came(months), self._database.keys
        at = came.c[_step(what)].label("at")
        statement = select(came.c.lead, at).where(_in(came, months, what))
        return await self._database.read(lambda c: leads_behind(c, keys, statement))


def _came(months: Sequence[Slice]) -> CTE:
    """A row per lead that had come by the end of the months: its grade, when it came to what."""
    steps = [one for one in COUNTED if one in STEPS]
    until = max(one.until for one in months)
    came = came_to_steps(EVER, until, EVERYTHING, steps, of_whom=False)
    graded = select(*came.c, leads.c.grade).join_from(came, leads, leads.c.id == came.c.lead)
    return graded.cte("graded")


def _in(came: CTE, months: Sequence[Slice], what: str) -> ColumnElement[bool]:
    at = came.c[_step(what)]
    then = or_(*(and_(at >= one.since, at < one.until) for one in months))
    return and_(came.c.grade == what, then) if what in set(Grade) else then


def _step(what: str) -> str:
    return what if what in STEPS else ENQUIRY
