"""Everything that is kept about one person, read for that person."""

from __future__ import annotations

from sqlalchemy import Select, bindparam, or_, select

from dialogs.personal_data import PersonalData
from dialogs.session import session_from_json
from leads.documents import ConsentText
from leads.visit import Visit
from storage.companies import company_from
from storage.company_ties import CompanyTies
from storage.consents import entry_from
from storage.contacts import contact_from
from storage.events import fact_of
from storage.leads import lead_from
from storage.meetings import Meetings
from storage.orders import order_from
from storage.partners import Referrals
from storage.scope import Scope
from storage.sessions import STATE
from storage.supply import Waits
from storage.surveys import Surveys
from storage.tables import (
    companies,
    consents,
    contacts,
    documents,
    events,
    leads,
    orders,
    sessions,
    touches,
    visits,
)
from storage.touches import OPEN, touch_from

_CONTACT = select(contacts).where(contacts.c.id == bindparam("id"))
_COMPANY = select(companies).where(companies.c.id == bindparam("id"))
_LEADS = select(leads).where(leads.c.contact_id == bindparam("id")).order_by(leads.c.id)
_SESSIONS = select(sessions).where(sessions.c.contact_id == bindparam("id")).order_by(sessions.c.id)
_CONSENTS = select(consents).where(consents.c.contact_id == bindparam("id")).order_by(consents.c.id)
_WORDS = select(documents).where(documents.c.digest.in_(bindparam("digests", expanding=True)))
_ORDERS = select(orders).where(orders.c.contact_id == bindparam("id")).order_by(orders.c.id)
_VISITS = select(visits).where(visits.c.contact_id == bindparam("id")).order_by(visits.c.id)
_FACTS = select(events).where(events.c.contact_id == bindparam("id")).order_by(events.c.id)
_PLANNED: Select[tuple[object, ...]] = (
    select(touches)
    .where(
        touches.c.status == OPEN,
        or_(
            touches.c.contact_id == bindparam("id"),
            touches.c.lead_id.in_(bindparam("lead_ids", expanding=True)),
        ),
    )
    .order_by(touches.c.due_at, touches.c.id)
)


class Export:
    """Reading all of a person as one work sees it."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def of(self, contact_id: int) -> PersonalData | None:
        """The person's data; None for somebody unknown or erased."""
        fetch, keys, person = self._scope.fetch, self._scope.keys, {"id": contact_id}
        rows = await fetch(_CONTACT, person)
        contact = contact_from(rows[0], keys) if rows else None
        if contact is None or contact.erased_at is not None:
            return None
        found = [lead_from(row, keys) for row in await fetch(_LEADS, person)]
        ledger = [entry_from(row) for row in await fetch(_CONSENTS, person)]
        digests = sorted({entry.text_hash for entry in ledger if entry.text_hash})
        lead_ids = [lead.id for lead in found]
        joined = await CompanyTies(self._scope).joining(contact_id)
        company_id = joined.company_id if joined else contact.company_id or 0
        company_rows = await fetch(_COMPANY, {"id": company_id})
        return PersonalData(
            contact=contact,
            company=company_from(company_rows[0]) if company_rows else None,
            leads=tuple(found),
            sessions=tuple(
                session_from_json(keys.open_json(STATE, row["state"]))
                for row in await fetch(_SESSIONS, person)
            ),
            consents=tuple(ledger),
            words={
                row["digest"]: ConsentText(row["version"], row["language"], row["text"])
                for row in await fetch(_WORDS, {"digests": digests})
            },
            planned=tuple(
                touch_from(row, keys)
                for row in await fetch(_PLANNED, {**person, "lead_ids": lead_ids})
            ),
            orders=tuple(order_from(row) for row in await fetch(_ORDERS, person)),
            visits=tuple(
                Visit(
                    contact_id,
                    row["channel"],
                    row["at"],
                    row["campaign"],
                    row["start_parameter"],
                    id=row["id"],
                )
                for row in await fetch(_VISITS, person)
            ),
            referrals=tuple(await Referrals(self._scope).of_contact(contact_id)),
            facts=tuple(fact_of(row, keys) for row in await fetch(_FACTS, person)),
            waits=tuple(await Waits(self._scope).of(contact_id)),
            meetings=tuple(await Meetings(self._scope).of_contact(contact_id)),
            surveys=tuple(await Surveys(self._scope).of(contact_id)),
        )
