"""`reports.pipeline.funnel.FunnelReader` over the database: first entries of leads into stages."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import CTE, ColumnElement, Connection, and_, case, exists, func, or_, select

from reports.asking.filters import Filters
from reports.pipeline.funnel import STEPS, Group, Passed, Side, Those
from reports.source import Behind
from storage.reports.cases import leads_behind
from storage.reports.enquiries import Enquiries
from storage.reports.of_leads import counting_leads
from storage.tables import lead_stages, leads, orders

NOTHING = timedelta(0)


class FunnelCounts(Enquiries):
    """Leads of one database by step."""

    async def groups(self, since: datetime, until: datetime, filters: Filters) -> Sequence[Group]:
        """How many came to each step, by side and grade."""
        came = came_to_steps(since, until, filters)
        counts = (func.count(came.c[step]) for step in STEPS)
        statement = select(came.c.side, came.c.grade, *counts).group_by(came.c.side, came.c.grade)
        found = await self._database.read(lambda c: c.execute(statement).all())
        return [
            Group(Side(side), grade or "", tuple(int(many) for many in reached))
            for side, grade, *reached in found
        ]

    async def passed(self, since: datetime, until: datetime, filters: Filters) -> Sequence[Passed]:
        """How long every step took from the one before."""
        pairs = list(pairwise(STEPS))
        # Nothing but the two steps of a pair: who a lead came from is not asked for them.
        came = [came_to_steps(since, until, filters, pair, of_whom=False) for pair in pairs]
        return await self._database.read(
            lambda connection: [
                _passed(connection, those, *pair) for those, pair in zip(came, pairs, strict=True)
            ]
        )

    async def behind(
        self, since: datetime, until: datetime, filters: Filters, those: Those
    ) -> Behind:
        """The leads that came to a step."""
        came, keys = came_to_steps(since, until, filters), self._database.keys
        statement = select(came.c.lead, came.c[those.step].label("at")).where(*_those(came, those))
        return await self._database.read(lambda c: leads_behind(c, keys, statement))


def came_to_steps(
    since: datetime,
    until: datetime,
    filters: Filters,
    steps: Collection[str] = tuple(STEPS),
    *,
    of_whom: bool = True,
) -> CTE:
    """A row per lead whose enquiry came then: its side and grade (`of_whom`), and when it first
    came to each of the steps."""
    entered = {
        step: func.min(
            case((lead_stages.c.stage.in_([one.value for one in stages]), lead_stages.c.entered_at))
        ).label(step)
        for step, stages in STEPS.items()
        if stages and step in steps
    }
    first = leads.c.enquired_at.label(next(iter(STEPS)))
    statement = (
        select(
            leads.c.id.label("lead"),
            *((_side().label("side"), leads.c.grade) if of_whom else ()),
            first,
            *entered.values(),
        )
        .outerjoin_from(leads, lead_stages, lead_stages.c.lead_id == leads.c.id)
        .where(leads.c.enquired_at >= since, leads.c.enquired_at < until)
        .where(*counting_leads(filters))
        .group_by(leads.c.id)
    )
    return statement.cte("came")


def _those(came: CTE, those: Those) -> list[ColumnElement[bool]]:
    names = list(STEPS)
    found: list[ColumnElement[bool]] = [came.c[those.step].is_not(None)]
    if those.passed:
        found.append(came.c[names[names.index(those.step) - 1]].is_not(None))
    if those.side is not None:
        found.append(came.c.side == those.side.value)
    if those.grade is not None:
        found.append(func.coalesce(came.c.grade, "") == those.grade)
    return found


def _side() -> ColumnElement[str]:
    """A client who comes back is that before anything else."""
    before = orders.c.paid_at < leads.c.enquired_at
    theirs = exists().where(orders.c.contact_id == leads.c.contact_id, before)
    companys = exists().where(and_(orders.c.company_id == leads.c.company_id, before))
    return case((or_(theirs, companys), Side.REPEAT.value), else_=leads.c.temperature)


def _passed(connection: Connection, came: CTE, start: str, end: str) -> Passed:
    begun, ended = came.c[start], came.c[end]
    both = (begun.is_not(None), ended.is_not(None))
    many = connection.execute(select(func.count()).select_from(came).where(*both)).scalar_one()
    if not many:
        return Passed(0, None)
    middle = (
        select(begun, ended)
        .where(*both)
        .order_by(ended.op("-")(begun))
        .offset((many - 1) // 2)
        .limit(2 - many % 2)
    )
    spans = [max(NOTHING, last - first) for first, last in connection.execute(middle)]
    return Passed(int(many), sum(spans, NOTHING) / len(spans))
