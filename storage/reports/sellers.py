"""`reports.sellers.managers.SellerReader` over the database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from leads.verdict_facts import VerdictOverridden
from reports.asking.filters import Filters
from reports.sellers.spread import Spread
from reports.slices import Came
from reports.source import Behind
from storage.database import Database
from storage.reports.cases import leads_behind
from storage.reports.of_leads import counting_leads, enquired
from storage.reports.spans import span, spreads
from storage.reports.taken import of_leads
from storage.tables import events, leads

NOBODY = 0
"""Leads that nobody has are told of under this number."""
owner = func.coalesce(leads.c.owner_id, NOBODY)
taker = func.coalesce(leads.c.taken_by, leads.c.owner_id, NOBODY)
"""Who took a lead, whoever has it now."""

decider = func.coalesce(events.c.by_id, NOBODY)


class Sellers:
    """Sellers of one database, by their Telegram ids."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load(self, filters: Filters) -> Mapping[int, int]:
        """Open leads by owner."""
        statement = _open(filters, None).with_only_columns(leads.c.owner_id, func.count())
        grouped = statement.group_by(leads.c.owner_id)
        rows = await self._database.read(lambda c: c.execute(grouped).all())
        return {int(seller): int(many) for seller, many in rows}

    async def taking(self, came: Came, filters: Filters) -> Mapping[int | None, Spread]:
        """By who took them, and of all of them."""
        found = (
            _taken(came, filters, None)
            .with_only_columns(
                taker.label("seller"), span(leads.c.qualified_at, leads.c.taken_at).label("span")
            )
            .cte("found")
        )
        by_seller, of_all = ("seller", "span"), (None, "span")
        told = await self._database.read(lambda c: spreads(c, found, (by_seller, of_all)))
        return {
            None if seller is None else int(seller): spread
            for those in told.values()
            for seller, spread in those.items()
        }

    async def overridden(
        self, since: datetime, until: datetime, filters: Filters
    ) -> Mapping[int, int]:
        """By who decided."""
        statement = (
            _overridden(since, until, filters, None)
            .with_only_columns(decider, func.count())
            .group_by(decider)
        )
        rows = await self._database.read(lambda c: c.execute(statement).all())
        return {int(by): int(many) for by, many in rows}

    async def loaded(self, filters: Filters, seller: int | None) -> Behind:
        """Open leads."""
        at = func.coalesce(leads.c.stage_since, leads.c.enquired_at)
        return await self._behind(_open(filters, seller), leads.c.id, at)

    async def taken(self, came: Came, filters: Filters, seller: int | None) -> Behind:
        """Leads that somebody took."""
        those = _taken(came, filters, seller)
        return await self._behind(those, leads.c.id, leads.c.taken_at)

    async def overrides(
        self, since: datetime, until: datetime, filters: Filters, seller: int | None
    ) -> Behind:
        """Leads decided otherwise, as often as that was done."""
        those = _overridden(since, until, filters, seller)
        return await self._behind(those, leads.c.id, events.c.at)

    async def _behind(
        self, those: Select[Any], lead: ColumnElement[Any], at: ColumnElement[Any]
    ) -> Behind:
        statement = those.with_only_columns(lead.label("lead"), at.label("at"))
        keys = self._database.keys
        return await self._database.read(lambda c: leads_behind(c, keys, statement))


def _open(filters: Filters, seller: int | None) -> Select[Any]:
    found = select(leads.c.id).where(
        leads.c.closed_at.is_(None), leads.c.owner_id.is_not(None), *of_leads(filters)
    )
    return found if seller is None else found.where(owner == seller)


def _taken(came: Came, filters: Filters, seller: int | None) -> Select[Any]:
    found = select(leads.c.id).where(
        *enquired(came),
        leads.c.qualified_at.is_not(None),
        leads.c.taken_at.is_not(None),
        *counting_leads(filters),
    )
    return found if seller is None else found.where(taker == seller)


def _overridden(
    since: datetime, until: datetime, filters: Filters, seller: int | None
) -> Select[Any]:
    found = (
        select(leads.c.id)
        .join_from(events, leads, leads.c.id == events.c.lead_id)
        .where(
            events.c.kind == VerdictOverridden.kind,
            events.c.at >= since,
            events.c.at < until,
            *of_leads(filters),
        )
    )
    return found if seller is None else found.where(decider == seller)
