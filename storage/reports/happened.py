"""`reports.plan.tables.HappenedReader` over the database: what happened to leads in a month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from reports.pipeline.funnel import STEPS
from reports.slices import Slice
from reports.source import Behind
from storage.database import Database
from storage.figures import NO_DUPLICATES
from storage.reports.cases import leads_behind
from storage.tables import lead_stages, leads


class Happened:
    """Leads of one database by month."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def happened(self, months: Sequence[Slice], what: str) -> Mapping[int, int]:
        """How many of a thing, by month."""
        those = _leads(months, what).cte("those")
        statement = select(*(func.count(case((_in(those.c.at, [one]), 1))) for one in months))
        counts = await self._database.read(lambda c: c.execute(statement).one())
        return {one.month: int(many) for one, many in zip(months, counts, strict=True)}

    async def behind(self, months: Sequence[Slice], what: str) -> Behind:
        """The leads, by when it happened."""
        statement, keys = _leads(months, what), self._database.keys
        return await self._database.read(lambda c: leads_behind(c, keys, statement))


def _leads(months: Sequence[Slice], what: str) -> Select[Any]:
    """lead and at."""
    if what not in STEPS:
        return select(leads.c.id.label("lead"), leads.c.enquired_at.label("at")).where(
            _in(leads.c.enquired_at, months), leads.c.grade == what, NO_DUPLICATES
        )
    # Only whoever entered a stage then can have come to the step then; was it for the first time?
    counts = lead_stages.c.stage.in_([one.value for one in STEPS[what]])
    then = select(lead_stages.c.lead_id).where(counts, _in(lead_stages.c.entered_at, months))
    came = (
        select(lead_stages.c.lead_id.label("lead"), func.min(lead_stages.c.entered_at).label("at"))
        .where(counts, lead_stages.c.lead_id.in_(then))
        .group_by(lead_stages.c.lead_id)
        .subquery("came")
    )
    return (
        select(came.c.lead, came.c.at)
        .join(leads, leads.c.id == came.c.lead)
        .where(_in(came.c.at, months), leads.c.enquired_at.is_not(None), NO_DUPLICATES)
    )


def _in(at: ColumnElement[Any], months: Sequence[Slice]) -> ColumnElement[bool]:
    return or_(*(and_(at >= one.since, at < one.until) for one in months))
