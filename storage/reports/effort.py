"""`reports.sellers.effort.EffortReader` over the database: meetings held with leads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import case, func, select

from leads.meetings.meeting import MeetingState
from reports.asking.filters import Filters
from reports.pipeline.bundles import SALES, By
from reports.pipeline.funnel import STEPS
from reports.sellers.effort import Effort
from reports.slices import Came
from reports.source import Behind
from storage.reports.bundles import KEYS
from storage.reports.cases import leads_behind
from storage.reports.enquiries import Enquiries
from storage.reports.of_leads import counting_leads, enquired
from storage.reports.spans import span
from storage.tables import lead_stages, leads, meetings

product_of = KEYS[By.PRODUCT]
HELD = meetings.c.state == MeetingState.HELD.value


class Efforts(Enquiries):
    """What leads of one database took."""

    async def effort(self, came: Came, filters: Filters) -> Sequence[Effort]:
        """One query: leads, who of them bought, and meetings are read apart, each once."""
        bought = select(lead_stages.c.lead_id).where(
            lead_stages.c.stage.in_([one.value for one in STEPS[SALES]])
        )
        met = (
            select(
                meetings.c.lead_id,
                func.count().label("meetings"),
                func.sum(span(meetings.c.starts_at, meetings.c.ends_at)).label("spent"),
            )
            .where(HELD)
            .group_by(meetings.c.lead_id)
            .subquery("met")
        )
        statement = (
            select(
                product_of,
                func.count(),
                func.count(case((leads.c.id.in_(bought), 1))),
                func.coalesce(func.sum(met.c.meetings), 0),
                func.coalesce(func.sum(met.c.spent), 0),
            )
            .outerjoin_from(leads, met, met.c.lead_id == leads.c.id)
            .where(*enquired(came), *counting_leads(filters))
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

    async def meetings_of(self, came: Came, filters: Filters, product: str | None) -> Behind:
        """The leads that were met, with names."""
        statement = (
            select(leads.c.id.label("lead"), meetings.c.starts_at.label("at"))
            .join_from(leads, meetings, meetings.c.lead_id == leads.c.id)
            .where(HELD, *enquired(came), *counting_leads(filters))
        )
        if product is not None:
            statement = statement.where(product_of == product)
        keys = self._database.keys
        return await self._database.read(lambda c: leads_behind(c, keys, statement))
