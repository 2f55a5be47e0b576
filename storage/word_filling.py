"""Names that were kept before their words were: filled in by night, a page at a time."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import Select, Table, select

from storage.contacts import NAME
from storage.database import Database
from storage.name_words import OWN_NAME, words_of_company, words_of_person
from storage.tables import companies, contacts, imported_people
from storage.unit_of_work import UnitOfWork

AT_ONCE = 500
PLACES: dict[Table, str] = {contacts: NAME, imported_people: OWN_NAME, companies: ""}
"""Where names are sealed; those of companies are not."""


async def fill_words(database: Database) -> None:
    """Every name that has no words yet."""
    for table in PLACES:
        while await database.run(partial(_page, table=table)):
            pass


async def _page(uow: UnitOfWork, *, table: Table) -> int:
    """How many were filled in."""
    scope, place = uow.scope, PLACES[table]
    rows = await scope.fetch(_without_words(table), {})
    for row in rows:
        if place:
            new = words_of_person(scope.keys, scope.keys.open_text(place, row["name"]))
        else:
            new = words_of_company(row["name"])
        scope.update(table, row["id"], new)
    return len(rows)


def _without_words(table: Table) -> Select[Any]:
    return (
        select(table.c.id, table.c.name)
        .where(table.c.name.is_not(None), table.c.word_1.is_(None))
        .order_by(table.c.id)
        .limit(AT_ONCE)
        .with_for_update()
    )
