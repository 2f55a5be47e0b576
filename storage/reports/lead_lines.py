"""`reports.exports.leads.LeadReader` over the database: page by page, so that no read is long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, Select, case, func, select

from leads.company import Grade
from leads.consent import Purpose
from leads.contact import Contact
from leads.lead import Temperature
from reports.asking.filters import Filters
from reports.exports.leads import LeadLine, Person
from storage.columns import among
from storage.contacts import contact_from
from storage.database import Database
from storage.reports.of_leads import counting_leads, enquired
from storage.secrets import KeyRing
from storage.tables import companies, consents, contacts, leads

PAGE = 1_000
_KEPT, _OFFERS = Purpose.PERSONAL_DATA.value, Purpose.ADVERTISING.value

_PEOPLE = select(contacts).where(among(contacts.c.id, "ids"))
_COMPANIES = select(companies.c.id, func.coalesce(companies.c.name, companies.c.domain)).where(
    among(companies.c.id, "ids")
)
# As `leads.consent.last_word`: of entries at one moment a withdrawal comes last.
_LEDGER = (
    select(consents.c.contact_id, consents.c.purpose, consents.c.granted)
    .where(among(consents.c.contact_id, "ids"), consents.c.purpose.in_((_KEPT, _OFFERS)))
    .order_by(consents.c.at, case((consents.c.granted, 0), else_=1))
)


class LeadLines:
    """The leads of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def many(self, since: datetime, until: datetime, filters: Filters) -> int:
        """How many there are."""
        statement = _wanted(since, until, filters).with_only_columns(func.count())
        return await self._database.read(lambda c: int(c.execute(statement).scalar_one()))

    async def lines(
        self, since: datetime, until: datetime, filters: Filters, most: int
    ) -> Sequence[LeadLine]:
        """The newest, by number."""
        wanted = _wanted(since, until, filters).order_by(leads.c.id.desc())
        found: list[LeadLine] = []
        while len(found) < most:
            page = wanted.limit(min(PAGE, most - len(found)))
            if found:
                page = page.where(leads.c.id < found[-1].id)
            read = await self._database.read(partial(self._page, page=page))
            if not read:
                break
            found += read
        return found

    def _page(self, connection: Connection, page: Select[Any]) -> list[LeadLine]:
        rows = connection.execute(page).mappings().all()
        people = {row["contact_id"] for row in rows}
        firms = {row["company_id"] for row in rows if row["company_id"] is not None}
        named = _named(connection, self._database.keys, people)
        called = _companies(connection, firms)
        return [
            _line(row, named.get(row["contact_id"]), called.get(row["company_id"])) for row in rows
        ]


def _wanted(since: datetime, until: datetime, filters: Filters) -> Select[Any]:
    return select(leads).where(*enquired((since, until)), *counting_leads(filters))


def _named(connection: Connection, keys: KeyRing, ids: set[int]) -> Mapping[int, Person]:
    """Those whose consent to keeping their data is in force."""
    given: dict[tuple[int, str], bool] = {}
    for contact, purpose, granted in connection.execute(_LEDGER, {"ids": sorted(ids)}):
        given[contact, purpose] = granted
    agreed = sorted(one for one in ids if given.get((one, _KEPT)))
    found = (
        contact_from(row, keys) for row in connection.execute(_PEOPLE, {"ids": agreed}).mappings()
    )
    return {
        one.id: _person(one, offers=given.get((one.id, _OFFERS), False))
        for one in found
        if one.erased_at is None
    }


def _person(contact: Contact, *, offers: bool) -> Person:
    return Person(
        contact.name or "",
        f"@{contact.username}" if contact.username else "",
        contact.phone or "",
        contact.email or "",
        offers,
    )


def _companies(connection: Connection, ids: set[int]) -> Mapping[int, str]:
    found = connection.execute(_COMPANIES, {"ids": sorted(ids)})
    return {number: name for number, name in found if name}


def _line(row: Mapping[Any, Any], person: Person | None, company: str | None) -> LeadLine:
    return LeadLine(
        id=row["id"],
        enquired_at=row["enquired_at"],
        stage=row["stage"],
        temperature=Temperature(row["temperature"]),
        product=row["product"],
        channel=row["channel"],
        campaign=row["campaign"],
        company=company,
        grade=Grade(row["grade"]) if row["grade"] else None,
        worth=row["worth"],
        amount=row["amount"],
        discount=row["discount"],
        currency=row["currency"],
        owner=row["owner_id"],
        qualified_at=row["qualified_at"],
        taken_at=row["taken_at"],
        closed_at=row["closed_at"],
        loss_reason=row["loss_reason"],
        person=person,
    )
