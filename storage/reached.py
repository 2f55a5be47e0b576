"""Companies of other people who can be reached by the same phone or e-mail, by indexes alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping, bindparam, or_, select

from leads.contact import Contact
from storage.scope import Scope
from storage.tables import companies, contacts

MOST = 20
PHONE, EMAIL = "contacts.phone", "contacts.email"

_REACHED = (
    select(companies)
    .join(contacts, contacts.c.company_id == companies.c.id)
    .where(
        or_(
            contacts.c.phone_index.in_(bindparam("phones", expanding=True)),
            contacts.c.email_index.in_(bindparam("emails", expanding=True)),
        ),
        contacts.c.id != bindparam("contact_id"),
        contacts.c.created_at >= bindparam("since"),
        contacts.c.erased_at.is_(None),
    )
    .order_by(companies.c.id)
    .limit(MOST)
)


async def reached_by(scope: Scope, contact: Contact, since: datetime) -> Sequence[RowMapping]:
    """Rows of companies whose people are known since then and share the contact's phone or
    e-mail; the contact itself does not count."""
    keys, email = scope.keys, contact.email
    values = {
        "phones": keys.indexes(PHONE, contact.phone) if contact.phone else [],
        "emails": keys.indexes(EMAIL, email.casefold()) if email else [],
        "contact_id": contact.id,
        "since": since,
    }
    return await scope.fetch(_REACHED, values)
