"""Leads, people and companies by what somebody typed, read beside the writer.

By indexes throughout: a name is looked up by how its words begin, and opened to be sure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, false, or_, select

from leads.companies.names import company_name, near_keys
from leads.company import Company
from leads.finding import (
    Found,
    FoundCompany,
    FoundLead,
    FoundPerson,
    Wanted,
    company_words,
    fits,
    name_words,
)
from storage.columns import among
from storage.companies import company_from
from storage.contacts import EMAIL, NAME, PHONE
from storage.database import Database
from storage.listing import ListedLead, Listing
from storage.name_words import OWN_NAME, has_company_words, has_person_words
from storage.secrets import KeyRing
from storage.tables import companies, contacts, imported_people, leads

SHOWN = 10
LOOKED_AT = 300
"""So many names that begin alike are opened."""


class Finder:
    """One database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._listing = Listing(database, database.keys)

    async def find(self, wanted: Wanted) -> Found:
        """Whatever fits."""
        return await self._database.read(lambda connection: self._find(connection, wanted))

    def _find(self, connection: Connection, wanted: Wanted) -> Found:
        keys = self._database.keys
        firms, more_firms = _companies(connection, wanted)
        ours, more_ours = _people(connection, keys, contacts, wanted)
        theirs, more_theirs = _people(connection, keys, imported_people, wanted)
        named = _names_of(connection, (*ours, *theirs))
        listed = self._listing.find(
            connection, _of_these(wanted, firms, ours), limit=SHOWN + 1, offset=0
        )
        return Found(
            tuple(_lead(one) for one in listed[:SHOWN]),
            tuple(
                FoundCompany(one.id, one.title, one.grade.value if one.grade else "")
                for one in firms
            ),
            (
                *(_person(row, keys, NAME, named, ours=True) for row in ours),
                *(_person(row, keys, OWN_NAME, named, ours=False) for row in theirs),
            ),
            more=more_firms or more_ours or more_theirs or len(listed) > SHOWN,
        )


def _companies(connection: Connection, wanted: Wanted) -> tuple[list[Company], bool]:
    exact = or_(
        companies.c.id == wanted.number if wanted.number is not None else false(),
        companies.c.inn == wanted.inn if wanted.inn else false(),
        companies.c.domain == wanted.domain if wanted.domain else false(),
    )
    typed = " ".join(wanted.words)
    words, alike = company_words(typed), near_keys(company_name(typed).key) if typed else ()
    by_name = or_(has_company_words(words) if words else false(), companies.c.name_key.in_(alike))

    def is_it(row: Mapping[Any, Any]) -> bool:
        name = row["name"] or ""
        return not typed or row["name_key"] in alike or fits(words, company_words(name))

    found, more = _newest(connection, companies, or_(exact, by_name), is_it)
    return [company_from(row) for row in found], more


def _people(
    connection: Connection, keys: KeyRing, table: Table, wanted: Wanted
) -> tuple[list[Mapping[Any, Any]], bool]:
    place = NAME if table is contacts else OWN_NAME
    ways = or_(
        table.c.phone_index.in_(keys.indexes(PHONE, wanted.phone)) if wanted.phone else false(),
        table.c.email_index.in_(keys.indexes(EMAIL, wanted.email)) if wanted.email else false(),
        has_person_words(table, keys, wanted.words) if wanted.words else false(),
    )

    def is_it(row: Mapping[Any, Any]) -> bool:
        name = keys.open_text(place, row["name"]) or ""
        return not wanted.words or fits(wanted.words, name_words(name))

    return _newest(connection, table, and_(ways, table.c.erased_at.is_(None)), is_it)


def _newest(
    connection: Connection,
    table: Table,
    condition: ColumnElement[bool],
    is_it: Callable[[Mapping[Any, Any]], bool],
) -> tuple[list[Mapping[Any, Any]], bool]:
    """At most `SHOWN` rows, and whether there may be more."""
    statement = select(table).where(condition).order_by(table.c.id.desc()).limit(LOOKED_AT)
    rows = connection.execute(statement).mappings().all()
    found: list[Mapping[Any, Any]] = [row for row in rows if is_it(row)]
    return found[:SHOWN], len(found) > SHOWN or len(rows) == LOOKED_AT


def _of_these(
    wanted: Wanted, firms: Sequence[Company], people: Sequence[Mapping[Any, Any]]
) -> ColumnElement[bool]:
    return or_(
        leads.c.id == wanted.number if wanted.number is not None else false(),
        leads.c.company_id.in_([one.id for one in firms]) if firms else false(),
        leads.c.contact_id.in_([one["id"] for one in people]) if people else false(),
    )


def _names_of(connection: Connection, people: Sequence[Mapping[Any, Any]]) -> dict[int, str]:
    """Titles of their companies."""
    ids = [one["company_id"] for one in people if one["company_id"] is not None]
    if not ids:
        return {}
    rows = connection.execute(select(companies).where(among(companies.c.id, "ids")), {"ids": ids})
    return {row["id"]: company_from(row).title for row in rows.mappings()}


def _person(
    row: Mapping[Any, Any], keys: KeyRing, place: str, named: Mapping[int, str], *, ours: bool
) -> FoundPerson:
    name = keys.open_text(place, row["name"]) or ""
    return FoundPerson(name, named.get(row["company_id"], ""), ours)


def _lead(listed: ListedLead) -> FoundLead:
    lead = listed.lead
    title = (listed.company.title if listed.company else "") or listed.contact.name or ""
    return FoundLead(lead.id, title, lead.product, lead.stage.value, lead.is_open)
