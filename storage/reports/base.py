"""`reports.sellers.base.BaseReader` over the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, case, cast, false, func, or_, select

from reports.sellers.base import FIELDS, Kept, Norms, OpenLeads
from reports.source import Behind
from storage.reports.cases import leads_behind
from storage.reports.enquiries import Enquiries
from storage.reports.of_leads import enquired
from storage.reports.taken import of_leads
from storage.tables import contacts, leads

MISSING: dict[str, ColumnElement[bool]] = {
    "name": contacts.c.name.is_(None),
    "contact": and_(contacts.c.phone.is_(None), contacts.c.email.is_(None)),
    "company": and_(leads.c.company_id.is_(None), contacts.c.company_id.is_(None)),
    "product": leads.c.product.is_(None),
    "brief": ~leads.c.brief_done,
}


class OpenBase(Enquiries):
    """Open leads of one database."""

    async def kept(self, these: OpenLeads) -> Sequence[Kept]:
        """One query."""
        statement = (
            _open(these)
            .with_only_columns(
                leads.c.owner_id,
                func.count(),
                *(_how_many(MISSING[one]) for one in FIELDS),
                _how_many(_stale(these.norms)),
            )
            .group_by(leads.c.owner_id)
        )
        rows = await self._database.read(lambda c: c.execute(statement).all())
        return [
            Kept(str(seller), int(many), tuple(int(one) for one in missing), int(stale))
            for seller, many, *missing, stale in rows
        ]

    async def behind(
        self, these: OpenLeads, seller: str | None, missing: str, *, stale: bool
    ) -> Behind:
        """The leads, with names."""
        found = _open(these)
        if seller is not None:
            found = found.where(cast(leads.c.owner_id, Text) == seller)
        if missing:
            found = found.where(MISSING[missing])
        if stale:
            found = found.where(_stale(these.norms))
        at = func.coalesce(leads.c.stage_since, leads.c.enquired_at)
        statement = found.with_only_columns(leads.c.id.label("lead"), at.label("at"))
        keys = self._database.keys
        return await self._database.read(lambda c: leads_behind(c, keys, statement))


def _open(these: OpenLeads) -> Select[Any]:
    return (
        select(leads.c.id)
        .join_from(leads, contacts, contacts.c.id == leads.c.contact_id)
        .where(leads.c.closed_at.is_(None), leads.c.owner_id.is_not(None))
        .where(*enquired(these.came), *of_leads(these.filters))
    )


def _stale(norms: Norms) -> ColumnElement[bool]:
    places = [
        and_(
            leads.c.funnel == funnel,
            leads.c.stage == stage.value,
            leads.c.stage_since < moment,
        )
        for funnel, stages in norms.items()
        for stage, moment in stages.items()
    ]
    return or_(false(), *places)


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
