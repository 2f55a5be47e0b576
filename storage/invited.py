"""Whom of an existing base a link can invite, and who came. Read beside the writer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from leads.importing.rows import Person
from storage.imports import person_from
from storage.secrets import KeyRing
from storage.tables import companies, imported_arrivals, imported_people

AT_ONCE = 1_000

_INVITED = (
    select(imported_people, companies.c.name.label("company"), imported_arrivals.c.at.label("came"))
    .outerjoin(companies, companies.c.id == imported_people.c.company_id)
    .outerjoin(imported_arrivals, imported_arrivals.c.person_id == imported_people.c.id)
    .where(imported_people.c.id > bindparam("after"), imported_people.c.erased_at.is_(None))
    .order_by(imported_people.c.id)
    .limit(AT_ONCE)
)


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody of the base, their company's name, and when they followed their link."""

    person: Person
    company: str
    came: datetime | None


@dataclass(frozen=True, slots=True)
class Response:
    """How many of the base can be invited, and how many of them came."""

    people: int
    came: int


def invited(connection: Connection, keys: KeyRing) -> Iterator[Invited]:
    """Everybody of the base who was not erased, by number."""
    after = -1
    while rows := connection.execute(_INVITED, {"after": after}).mappings().all():
        after = rows[-1]["id"]
        for row in rows:
            yield Invited(person_from(row, keys), row["company"] or "", row["came"])


def response(connection: Connection) -> Response:
    """How the base responds."""
    there = imported_people.c.erased_at.is_(None)
    people = select(func.count()).select_from(imported_people).where(there)
    came = (
        select(func.count())
        .join_from(
            imported_arrivals,
            imported_people,
            imported_arrivals.c.person_id == imported_people.c.id,
        )
        .where(there)
    )
    counts: Sequence[int] = [int(connection.execute(one).scalar_one()) for one in (people, came)]
    return Response(*counts)
