"""`reports.sellers.effort.EffortReader` over the database: meetings held with leads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from leads.meetings.meeting import MeetingState
from reports.asking.filters import Filters
from reports.pipeline.bundles import ENQUIRIES, SALES, By
from reports.sellers.effort import Effort
from reports.source import Behind
from storage.reports.bundles import KEYS
from storage.reports.cases import leads_behind
from storage.reports.enquiries import Enquiries
from storage.reports.funnel import came_to_steps
from storage.reports.spans import span
from storage.tables import leads, meetings

product_of = KEYS[By.PRODUCT]
HELD = meetings.c.state == MeetingState.HELD.value


class Efforts(Enquiries):
    """What leads of one database took."""

    async def effort(self, since: datetime, until: datetime, filters: Filters) -> Sequence[Effort]:
        """One query."""
        came = came_to_steps(since, until, filters, (SALES,), of_whom=False)
        met = (
            select(
                came.c.lead,
                func.count().label("meetings"),
                func.sum(span(meetings.c.starts_at, meetings.c.ends_at)).label("spent"),
            )
            .join_from(came, meetings, meetings.c.lead_id == came.c.lead)
            .where(HELD)
            .group_by(came.c.lead)
            .cte("met")
        )
        statement = (
            select(
                product_of,
                func.count(came.c[ENQUIRIES]),
                func.count(came.c[SALES]),
                func.coalesce(func.sum(met.c.meetings), 0),
                func.coalesce(func.sum(met.c.spent), 0),
            )
            .join_from(came, leads, leads.c.id == came.c.lead)
            .outerjoin(met, met.c.lead == came.c.lead)
            .group_by(product_of)
        )
        rows = await self._database.read(lambda c: c.execute(statement).all())
        return [
            Effort(
                product,
                int(enquiries),
                int(sales),
                int(held),
                timedelta(microseconds=int(spent)),
            )
            for product, enquiries, sales, held, spent in rows
        ]

    async def meetings_of(
        self, since: datetime, until: datetime, filters: Filters, product: str | None
    ) -> Behind:
        """The leads that were met, with names."""
        came = came_to_steps(since, until, filters, (), of_whom=False)
        statement = (
            select(came.c.lead, meetings.c.starts_at.label("at"))
            .join_from(came, meetings, meetings.c.lead_id == came.c.lead)
            .join(leads, leads.c.id == came.c.lead)
            .where(HELD)
        )
        if product is not None:
            statement = statement.where(product_of == product)
        keys = self._database.keys
        return await self._database.read(lambda c: leads_behind(c, keys, statement))
