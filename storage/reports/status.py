"""`reports.status.StatusReader` over the database. What a figure counts is told by one statement,
which is counted, and asked for names.

A stage counts as reached when the lead first enters it or a later one of the road. Duplicates are
left out, but for cards that were sent back: somebody had to look at those.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, exists, func, select

from leads.stage import ROAD, Stage
from leads.surveys.survey import Scale
from reports.asking.filters import Filters
from reports.pipeline.funnel import STEPS
from reports.source import Behind
from reports.status import BALANCE, COUNTS, WAITS, Happened, Stretch, Told
from storage.database import Database
from storage.reports.cases import leads_behind, orders_behind
from storage.reports.of_leads import asked, counting_leads
from storage.reports.taken import of_leads
from storage.tables import events, lead_stages, leads, orders, surveys, visits

MOMENTS = {
    "enquiries": leads.c.enquired_at,
    "briefs": leads.c.brief_done_at,
    "taken": leads.c.taken_at,
}
ENTERED = {
    "leads": STEPS["leads"],
    "qualified": STEPS["qualified"],
    "not_yet": (Stage.NOT_YET,),
    "disqualified": (Stage.DISQUALIFIED,),
    "self_served": (Stage.SELF_SERVICE,),
    "referred": (Stage.REFERRED,),
}
SPANS = {
    "first_reply": (leads.c.enquired_at, leads.c.first_reply_at),
    "speed_to_lead": (leads.c.qualified_at, leads.c.taken_at),
}
ORDERS = ("paid", "revenue")


class HappenedLately:
    """Leads, orders and surveys of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def told(
        self, stretches: Sequence[Stretch], opinions: Stretch, filters: Filters, currency: str
    ) -> Told:
        """Everything, in one state of the database."""
        return await self._database.read(
            lambda c: Told(
                [_happened(c, one, filters, currency) for one in stretches],
                _stages(c, filters),
                _many(c, _standing(None, filters)),
                _grades(c, opinions, filters),
            )
        )

    async def happened(
        self, metric: str, when: Stretch, filters: Filters, currency: str
    ) -> Behind | None:
        """Leads, or orders where these are counted."""
        keys = self._database.keys
        if metric in ORDERS:
            paid = _orders(when, filters, currency if metric == "revenue" else None)
            return await self._database.read(lambda c: orders_behind(c, keys, paid))
        if metric == "visits":
            return None
        found = _surveyed(when, filters) if metric == BALANCE else _leads(metric, when, filters)
        return await self._database.read(lambda c: leads_behind(c, keys, found))

    async def standing(self, stage: str | None, filters: Filters) -> Behind:
        """Since when they stand there."""
        found, keys = _standing(stage, filters), self._database.keys
        return await self._database.read(lambda c: leads_behind(c, keys, found))


def _happened(connection: Connection, when: Stretch, filters: Filters, currency: str) -> Happened:
    counts: dict[str, int | None] = {
        one: _many(connection, _leads(one, when, filters)) for one in COUNTS if one in _OF_LEADS
    }
    counts["visits"] = _visits(connection, when, filters)
    sold = _sold(connection, when, filters)
    counts["paid"] = paid = sum(many for many, _ in sold.values())
    many, revenue = sold.get(currency, (0, 0))
    return Happened(
        counts,
        revenue,
        paid - many,
        {one: _spans(connection, one, when, filters) for one in WAITS},
    )


_OF_LEADS = {*MOMENTS, *ENTERED, "rejected"}


def _leads(metric: str, when: Stretch, filters: Filters) -> Select[Any]:
    """lead and at, of all to whom that happened."""
    if metric in SPANS:
        start, end = SPANS[metric]
        return _in(end, when).where(start.is_not(None), *counting_leads(filters))
    if metric in MOMENTS:
        return _in(MOMENTS[metric], when).where(*counting_leads(filters))
    if metric == "rejected":
        return (
            select(events.c.lead_id.label("lead"), events.c.at)
            .join(leads, leads.c.id == events.c.lead_id)
            .where(events.c.kind == "rejected", _within(events.c.at, when), *of_leads(filters))
        )
    entered = (
        select(lead_stages.c.lead_id.label("lead"), lead_stages.c.entered_at.label("at"))
        .join(leads, leads.c.id == lead_stages.c.lead_id)
        .where(_reached(when, ENTERED[metric]), *counting_leads(filters))
    )
    if metric == "disqualified":
        # A lead that a partner has is the partner's, and no refusal of ours any more.
        return entered.where(leads.c.stage != Stage.REFERRED.value)
    return entered


def _in(moment: ColumnElement[Any], when: Stretch) -> Select[Any]:
    return select(leads.c.id.label("lead"), moment.label("at")).where(_within(moment, when))


def _reached(when: Stretch, stages: Sequence[Stage]) -> ColumnElement[bool]:
    """The lead's first entry into any of the stages lies there."""
    names = [stage.value for stage in stages]
    before = lead_stages.alias("before")
    earlier = (before.c.entered_at < lead_stages.c.entered_at) | (
        (before.c.entered_at == lead_stages.c.entered_at) & (before.c.id < lead_stages.c.id)
    )
    return (
        lead_stages.c.stage.in_(names)
        & _within(lead_stages.c.entered_at, when)
        & ~exists().where(
            before.c.lead_id == lead_stages.c.lead_id, before.c.stage.in_(names), earlier
        )
    )


def _orders(when: Stretch, filters: Filters, currency: str | None = None) -> Select[Any]:
    """Orders of leads; of one currency, if one is named."""
    found = (
        select(orders.c.id)
        .join(leads, leads.c.id == orders.c.lead_id)
        .where(_within(orders.c.paid_at, when), *counting_leads(filters))
    )
    return found if currency is None else found.where(orders.c.currency == currency)


def _sold(connection: Connection, when: Stretch, filters: Filters) -> Mapping[str, tuple[int, int]]:
    """How many orders, and how much they brought, by currency."""
    paid = _orders(when, filters).with_only_columns(
        orders.c.currency, func.count(), func.sum(orders.c.amount)
    )
    found = connection.execute(paid.group_by(orders.c.currency))
    return {currency: (int(many), int(amount)) for currency, many, amount in found}


def _surveyed(when: Stretch, filters: Filters) -> Select[Any]:
    return (
        select(surveys.c.lead_id.label("lead"), surveys.c.asked_at.label("at"), surveys.c.grade)
        .join(leads, leads.c.id == surveys.c.lead_id)
        .where(
            surveys.c.scale == Scale.NPS.value,
            surveys.c.grade.is_not(None),
            *asked((when.since, when.until), filters),
        )
    )


def _standing(stage: str | None, filters: Filters) -> Select[Any]:
    """Open leads, by when they came to where they are; those nobody took by their verdict."""
    since = leads.c.qualified_at if stage is None else leads.c.stage_since
    found = select(leads.c.id.label("lead"), since.label("at")).where(
        leads.c.closed_at.is_(None), *of_leads(filters)
    )
    if stage is not None:
        return found.where(leads.c.stage == stage)
    return found.where(
        leads.c.qualified_at.is_not(None),
        leads.c.taken_at.is_(None),
        leads.c.stage.in_([one.value for one in ROAD[2:]]),
    )


def _stages(connection: Connection, filters: Filters) -> Sequence[tuple[str, int]]:
    """The road's order first, then what lies beside it."""
    found = connection.execute(
        select(leads.c.stage, func.count())
        .where(leads.c.closed_at.is_(None), *of_leads(filters))
        .group_by(leads.c.stage)
    )
    place = {stage.value: number for number, stage in enumerate(ROAD)}
    rows = [(str(stage), int(count)) for stage, count in found]
    return sorted(rows, key=lambda row: (place.get(row[0], len(place)), row[0]))


def _grades(connection: Connection, when: Stretch, filters: Filters) -> Mapping[int, int]:
    given = _surveyed(when, filters).subquery()
    found = connection.execute(select(given.c.grade, func.count()).group_by(given.c.grade))
    return {int(grade): int(many) for grade, many in found}


def _visits(connection: Connection, when: Stretch, filters: Filters) -> int | None:
    """None where something is asked of the lead: a visit is none yet."""
    if filters.product or filters.temperature or filters.manager is not None:
        return None
    found = select(visits.c.id).where(_within(visits.c.at, when))
    if filters.channel is not None:
        found = found.where(visits.c.channel == filters.channel)
    return _many(connection, found)


def _spans(
    connection: Connection, metric: str, when: Stretch, filters: Filters
) -> Sequence[timedelta]:
    start, end = SPANS[metric]
    found = _leads(metric, when, filters).with_only_columns(start, end)
    return [last - first for first, last in connection.execute(found)]


def _many(connection: Connection, those: Select[Any]) -> int:
    return int(connection.execute(select(func.count()).select_from(those.subquery())).scalar_one())


def _within(moment: ColumnElement[Any], when: Stretch) -> ColumnElement[bool]:
    return (moment >= when.since) & (moment < when.until)
