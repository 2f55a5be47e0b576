"""Leads as managers look at them: a page of the newest, and one with all its history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, func, select, true

from leads.company import Company
from leads.contact import Contact
from leads.facts import Fact
from leads.lead import Lead
from leads.stage import Stage
from storage.companies import company_from
from storage.contacts import contact_from
from storage.database import Database
from storage.events import HISTORY, fact_of
from storage.figures import NO_DUPLICATES
from storage.leads import lead_from
from storage.secrets import KeyRing
from storage.tables import companies, contacts, leads


@dataclass(frozen=True, slots=True)
class ListedLead:
    """A lead with its person and, where known, company."""

    lead: Lead
    contact: Contact
    company: Company | None


@dataclass(frozen=True, slots=True)
class Page:
    """Some leads, newest first, and how many there are in all."""

    leads: tuple[ListedLead, ...]
    total: int


@dataclass(frozen=True, slots=True)
class LeadHistory:
    """A lead and everything that happened to it, in order."""

    listed: ListedLead
    facts: tuple[Fact, ...]


class Listing:
    """The leads of one database."""

    def __init__(self, database: Database, keys: KeyRing) -> None:
        self._database = database
        self._keys = keys

    async def page(
        self, *, limit: int, offset: int = 0, only_open: bool = True, stage: Stage | None = None
    ) -> Page:
        """The newest leads from `offset` on, those in `stage` if one is named; duplicates are left
        out."""
        wanted = and_(
            NO_DUPLICATES,
            leads.c.closed_at.is_(None) if only_open else true(),
            leads.c.stage == stage.value if stage else true(),
        )

        def query(connection: Connection) -> Page:
            count = select(func.count()).select_from(leads).where(wanted)
            found = self.find(connection, wanted, limit, offset)
            return Page(tuple(found), int(connection.execute(count).scalar_one()))

        return await self._database.read(query)

    async def lead(self, lead_id: int) -> LeadHistory | None:
        """The lead with that number, whatever its state."""

        def query(connection: Connection) -> LeadHistory | None:
            found = self.find(connection, leads.c.id == lead_id, 1, 0)
            if not found:
                return None
            rows = connection.execute(HISTORY, {"lead_id": lead_id}).mappings()
            return LeadHistory(found[0], tuple(fact_of(row, self._keys) for row in rows))

        return await self._database.read(query)

    def find(
        self, connection: Connection, wanted: ColumnElement[bool], limit: int, offset: int
    ) -> Sequence[ListedLead]:
        """The newest leads that meet a condition."""
        newest = select(leads).where(wanted).order_by(leads.c.id.desc()).limit(limit).offset(offset)
        found = [lead_from(row, self._keys) for row in connection.execute(newest).mappings()]
        people = {
            row["id"]: contact_from(row, self._keys)
            for row in _among(connection, contacts, [lead.contact_id for lead in found])
        }
        wanted_companies = [lead.company_id for lead in found if lead.company_id is not None]
        known = {
            row["id"]: company_from(row) for row in _among(connection, companies, wanted_companies)
        }
        return [
            ListedLead(lead, people[lead.contact_id], known.get(lead.company_id or 0))
            for lead in found
        ]


def _among(connection: Connection, table: Table, ids: Sequence[int]) -> Sequence[Mapping[Any, Any]]:
    if not ids:
        return ()
    return connection.execute(select(table).where(table.c.id.in_(ids))).mappings().all()
