"""Keys and what is stored: refusing to start with the wrong ones, and moving on to a new one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Connection, Table, bindparam, select, update

from storage.columns import Sealed
from storage.contacts import EMAIL, PHONE
from storage.secrets import Ciphertext, KeyRing
from storage.tables import contacts, inbox, metadata

AT_ONCE = 500


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


def reseal(connection: Connection, keys: KeyRing, table: Table, after: Any) -> Any:
    """Encrypt the next rows of a table with the first key; the last identity seen, None at the end.

    Blind indexes are made anew too. One call is one piece of work, to be committed by the caller.
    """
    (identity,) = table.primary_key.columns
    columns = sealed_columns()[table]
    page = select(identity.label("which"), *columns).order_by(identity).limit(AT_ONCE)
    if after is not None:
        page = page.where(identity > after)
    rows = connection.execute(page.with_for_update()).mappings().all()
    changed = []
    for row in rows:
        new: dict[str, Any] = {}
        for column in columns:
            old = row[column.name]
            if old is None or keys.is_current(old):
                new[column.name] = None if old is None else Ciphertext(old)
                continue
            plain = keys.open(place_of(column), old)
            new[column.name] = keys.seal(place_of(column), plain)
        if all(new[column.name] == row[column.name] for column in columns):
            continue
        if table is contacts:
            phone = keys.open_text(PHONE, row["phone"])
            email = keys.open_text(EMAIL, row["email"])
            new["phone_index"] = keys.index(PHONE, phone)
            new["email_index"] = keys.index(EMAIL, None if email is None else email.casefold())
        changed.append({**new, "which": row["which"]})
    if changed:
        values: dict[str, Any] = {name: bindparam(name) for name in changed[0] if name != "which"}
        connection.execute(
            update(table).where(identity == bindparam("which")).values(values), changed
        )
    return rows[-1]["which"] if rows else None
