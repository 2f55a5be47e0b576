"""`reports.repeat.RepeatReader` over the database: leads of the repeat funnel, and intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    func,
    literal,
    select,
)

from leads.cadences.facts import CadenceAnswered
from leads.repeat.facts import RepeatDue
from leads.repeat.repeating import FUNNEL
from leads.stage import Stage
from reports.asking.filters import Filters
from reports.repeat import APART, Expected
from reports.sellers.spread import Spread
from reports.tables import UNKNOWN
from storage.clients import CLIENT
from storage.columns import MICROSECOND
from storage.events import DETAILS
from storage.lately import SIGNS
from storage.reports.of_leads import OfLeads, counting_leads
from storage.reports.spans import Microseconds, spreads
from storage.reports.taken import wanted
from storage.secrets import KeyRing
from storage.tables import events, lead_stages, leads, orders

OFFERED = (Stage.OFFERED, Stage.CONTRACT, Stage.PAYMENT)
MOVED = (Stage.THINKING, Stage.WAITING, Stage.CONTRACT, Stage.PAYMENT)
"""Stages that a lead comes to by the person's word."""


class Repeats(OfLeads):
    """Later purchases in one database."""

    async def expected(
        self, since: datetime, until: datetime, filters: Filters, currency: str
    ) -> Sequence[Expected]:
        """Leads of the repeat funnel, with what became of them."""
        statement = _opened(since, until, filters, currency)
        keys = self._database.keys
        return await self._database.read(lambda c: _expected(c, keys, statement))

    async def intervals(
        self, since: datetime, until: datetime, filters: Filters
    ) -> Mapping[str | None, Spread]:
        """Medians by product, and of all."""
        found = _intervals(since, until, filters).cte("found")
        by_product, of_all = ("product", "span"), (None, "span")
        told = await self._database.read(lambda c: spreads(c, found, (by_product, of_all)))
        return {**told[by_product], **told[of_all]}


def _opened(
    since: datetime, until: datetime, filters: Filters, currency: str
) -> Select[tuple[Any, ...]]:
    """Leads that entered their first stage then, with when they came to others."""
    walked = (
        select(
            lead_stages.c.lead_id.label("lead"),
            func.min(lead_stages.c.entered_at).label("opened"),
            _first(OFFERED).label("offered"),
            _first(MOVED).label("moved"),
            _first((Stage.PAYMENT,)).label("bought"),
        )
        .join(leads, leads.c.id == lead_stages.c.lead_id)
        .where(leads.c.funnel == FUNNEL, *counting_leads(filters))
        .group_by(lead_stages.c.lead_id)
        .cte("walked")
    )
    heard = events.c.kind.in_((*SIGNS, CadenceAnswered.kind)) & (events.c.at >= walked.c.opened)
    # As a condition the kinds would be looked up first, of everybody, for every lead.
    spoke = (
        select(func.min(case((heard, events.c.at))))
        .where(events.c.lead_id == walked.c.lead)
        .scalar_subquery()
    )
    brought = (
        select(func.coalesce(func.sum(orders.c.amount), 0))
        .where(orders.c.lead_id == walked.c.lead, orders.c.currency == currency)
        .scalar_subquery()
    )
    due = (
        select(events.c.details)
        .where(events.c.lead_id == walked.c.lead, events.c.kind == RepeatDue.kind)
        .order_by(events.c.id)
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(
            walked,
            leads.c.product,
            spoke.label("spoke"),
            brought.label("brought"),
            due.label("due"),
        )
        .join_from(walked, leads, leads.c.id == walked.c.lead)
        .where(walked.c.opened >= since, walked.c.opened < until)
    )


def _first(stages: Sequence[Stage]) -> ColumnElement[datetime]:
    named = lead_stages.c.stage.in_([one.value for one in stages])
    return func.min(case((named, lead_stages.c.entered_at)))


def _expected(
    connection: Connection, keys: KeyRing, statement: Select[tuple[Any, ...]]
) -> list[Expected]:
    return [
        Expected(
            lead=row["lead"],
            why=str(keys.open_json(DETAILS, row["due"])["why"]) if row["due"] else UNKNOWN,
            product=row["product"] or UNKNOWN,
            opened=row["opened"],
            offered=row["offered"],
            answered=min(filter(None, (row["moved"], row["spoke"])), default=None),
            bought=row["bought"],
            brought=int(row["brought"]),
        )
        for row in connection.execute(statement).mappings()
    ]


def _intervals(since: datetime, until: datetime, filters: Filters) -> Select[str, int]:
    """Of every purchase of the period that was not its client's first."""
    paid = orders.c.paid_at
    before = func.lag(paid).over(partition_by=CLIENT, order_by=(paid, orders.c.id))
    # Of all orders, though later ones tell nothing: found by their time they would be looked up.
    purchases = (
        select(
            func.coalesce(orders.c.product, UNKNOWN).label("product"),
            (Microseconds(paid) - Microseconds(before)).label("span"),
            and_(paid >= since, paid < until, *wanted(filters)).label("asked"),
        )
        .where(CLIENT.is_not(None))
        .subquery()
    )
    apart = purchases.c.span >= literal(APART // MICROSECOND, BigInteger)
    return select(purchases.c.product, purchases.c.span).where(apart, purchases.c.asked)
