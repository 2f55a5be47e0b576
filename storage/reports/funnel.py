"""`reports.pipeline.funnel.FunnelReader` over the database: first entries of leads into stages."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from sqlalchemy import CTE, ColumnElement, ScalarSelect, Select, case, exists, func, or_, select

from leads.stage import Stage
from reports.asking.filters import Filters
from reports.pipeline.funnel import STEPS, Counts, Group, Side, Those
from reports.source import Behind
from storage.reports.cases import leads_behind
from storage.reports.enquiries import Enquiries
from storage.reports.of_leads import counting_leads, enquired
from storage.reports.spans import span
from storage.tables import lead_stages, leads, orders

_BEFORE = orders.c.paid_at < leads.c.enquired_at
SIDE = case(
    (
        or_(
            exists().where(orders.c.contact_id == leads.c.contact_id, _BEFORE),
            exists().where(orders.c.company_id == leads.c.company_id, _BEFORE),
        ),
        Side.REPEAT.value,
    ),
    else_=leads.c.temperature,
)
"""A client who comes back is that before anything else."""
STEPS_ENTERED = case(
    {
        stage.value: behind
        for stage in Stage
        if (behind := sum(stage in stages for stages in STEPS.values()))
    },
    value=lead_stages.c.stage,
    else_=0,
)
"""How many steps behind the enquiry an entry into a stage counts for."""


class FunnelCounts(Enquiries):
    """Leads of one database by step."""

    async def counted(self, since: datetime, until: datetime, filters: Filters) -> Counts:
        """In one statement: every group comes beside the medians, which are those of all leads."""
        came = came_to_steps(since, until, filters)
        reached = select(*(func.count(came.c[step]).label(step) for step in STEPS)).cte("reached")
        statement = select(
            came.c.side,
            came.c.grade,
            *(func.count(came.c[step]) for step in STEPS),
            *(_middle(came, reached, *pair) for pair in pairwise(STEPS)),
        ).group_by(came.c.side, came.c.grade)
        found = await self._database.read(lambda c: c.execute(statement).all())
        last = 2 + len(STEPS)
        return Counts(
            [Group(Side(row[0]), row[1] or "", tuple(map(int, row[2:last]))) for row in found],
            [_span(one) for one in found[0][last:]] if found else [None] * (len(STEPS) - 1),
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
    of_whom: Collection[ColumnElement[Any]] = (SIDE.label("side"), leads.c.grade),
) -> CTE:
    """A row per lead whose enquiry came then: what is told of it (`of_whom`), and when it first
    came to each of the steps."""
    entered = (
        func.min(
            case((lead_stages.c.stage.in_([one.value for one in stages]), lead_stages.c.entered_at))
        ).label(step)
        for step, stages in STEPS.items()
        if stages and step in steps
    )
    return of_enquiries(
        since,
        until,
        filters,
        leads.c.id.label("lead"),
        *of_whom,
        leads.c.enquired_at.label(next(iter(STEPS))),
        *entered,
    ).cte("came")


def of_enquiries(
    since: datetime, until: datetime, filters: Filters, *columns: ColumnElement[Any]
) -> Select[Any]:
    """A row per lead whose enquiry came then, of columns of the lead and aggregates of its
    stages."""
    return (
        select(*columns)
        .outerjoin_from(leads, lead_stages, lead_stages.c.lead_id == leads.c.id)
        .where(*enquired((since, until)), *counting_leads(filters))
        .group_by(leads.c.id)
    )


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


def _middle(came: CTE, reached: CTE, start: str, end: str) -> ScalarSelect[Any]:
    """The median of microseconds from one step to the next, of all that came to the next."""
    many = select(reached.c[end]).scalar_subquery()
    spans = (
        select(span(came.c[start], came.c[end]).label("span"))
        .where(came.c[end].is_not(None))
        .order_by("span")
        .offset((many - 1) // 2)
        .limit(2 - many % 2)
        .subquery()
    )
    return select(func.avg(spans.c.span)).scalar_subquery()


def _span(microseconds: float | Decimal | None) -> timedelta | None:
    return None if microseconds is None else timedelta(microseconds=float(microseconds))
