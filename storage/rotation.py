"""Keys and what is stored: refusing to start with the wrong ones, and moving on to a new one."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import Column, Connection, RowMapping, Select, Table, bindparam, select, text

from storage.columns import Sealed
from storage.contacts import EMAIL, PHONE
from storage.database import Database
from storage.name_words import words_of_person
from storage.secrets import KeyRing
from storage.tables import contacts, imported_people, inbox, metadata
from storage.unit_of_work import UnitOfWork
from storage.writing import Row

AT_ONCE = 200
INDEXED = (contacts, imported_people)
_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'prequal' "
    "AND datname = current_database() AND pid <> pg_backend_pid()"
)


def check_keys(connection: Connection, keys: KeyRing) -> None:
    """Open the newest sealed values; raises `UnknownKey` when the key file is another one."""
    for table, column in ((inbox, inbox.c.payload), (contacts, contacts.c.name)):
        (identity,) = table.primary_key.columns
        newest = select(column).where(column.is_not(None)).order_by(identity.desc()).limit(1)
        found = connection.execute(newest).scalar()
        if found is not None:
            keys.open(place_of(column), found)


def place_of(column: Column[Any]) -> str:
    """What a sealed column's values are bound to."""
    return f"{column.table.name}.{column.name}"


def sealed_columns() -> dict[Table, list[Column[Any]]]:
    """Every table that holds sealed values, with the columns that do."""
    found: dict[Table, list[Column[Any]]] = {}
    for table in metadata.sorted_tables:
        columns = [column for column in table.columns if isinstance(column.type, Sealed)]
        if columns:
            found[table] = columns
    return found


async def rotate(database: Database) -> int:
    """Encrypt everything with the first key, a page at a time between other works.

    Returns how many rows were changed; afterwards the older keys may leave the key file.
    """
    changed = 0
    for table, columns in sealed_columns().items():
        pages = _pages(table, columns)
        last: int | None = None
        while True:
            work = partial(_reseal, table=table, columns=columns, pages=pages, after=last)
            last, count = await database.run(work)
            changed += count
            if last is None:
                break
    return changed


def others_at_work(connection: Connection) -> int:
    """How many other connections of Prequal use the database; on SQLite the lock tells."""
    if connection.dialect.name == "sqlite":
        return 0
    return int(connection.execute(_OTHERS).scalar_one())


def _pages(table: Table, columns: list[Column[Any]]) -> Select[Any]:
    (identity,) = table.primary_key.columns
    return (
        select(identity.label("identity"), *columns)
        .where(identity > bindparam("after"))
        .order_by(identity)
        .limit(AT_ONCE)
        .with_for_update()
    )


async def _reseal(
    uow: UnitOfWork,
    *,
    table: Table,
    columns: list[Column[Any]],
    pages: Select[Any],
    after: int | None,
) -> tuple[int | None, int]:
    """One page: the last identity seen (None at the end) and how many rows were changed."""
    scope, changed = uow.scope, 0
    rows = await scope.fetch(pages, {"after": -(2**63) if after is None else after})
    for row in rows:
        new: Row = {}
        for column in columns:
            old = row[column.name]
            if old is not None and not scope.keys.is_current(old):
                place = place_of(column)
                new[column.name] = scope.keys.seal(place, scope.keys.open(place, old))
        if table in INDEXED and new:
            new |= _indexes(scope.keys, table, row)
        if new:
            scope.update(table, row["identity"], new)
            changed += 1
    return (rows[-1]["identity"] if rows else None), changed


def _indexes(keys: KeyRing, table: Table, row: RowMapping) -> Row:
    """By which phone, e-mail and name are found; an erased person's stay as they are."""
    name = keys.open_text(place_of(table.c.name), row["name"])
    phone = keys.open_text(place_of(table.c.phone), row["phone"])
    email = keys.open_text(place_of(table.c.email), row["email"])
    new: Row = words_of_person(keys, name)
    if phone is not None:
        new["phone_index"] = keys.index(PHONE, phone)
    if email is not None:
        new["email_index"] = keys.index(EMAIL, email.casefold())
    return new
