"""A made-up base in a database: straight into the tables of one that nobody has open."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from storage.columns import Document, Instant, Sealed
from storage.contacts import EMAIL, NAME, PHONE
from storage.events import DETAILS
from storage.leads import BRIEF, OWN_REASON, VERDICT
from storage.name_words import OWN_NAME
from storage.secrets import KeyRing
from storage.sessions import STATE
from storage.surveys import DONE, REASON
from storage.tables import metadata
from tests.reports.base.making import EPOCH
from tests.reports.base.rows import Rows

Store = Callable[[Any], Any]
_INDEXES = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
PLACES = {
    ("events", "details"): DETAILS,
    ("leads", "verdict"): VERDICT,
    ("leads", "brief"): BRIEF,
    ("leads", "own_loss_reason"): OWN_REASON,
    ("contacts", "name"): NAME,
    ("contacts", "phone"): PHONE,
    ("contacts", "email"): EMAIL,
    ("imported_people", "name"): OWN_NAME,
    ("sessions", "state"): STATE,
    ("surveys", "reason"): REASON,
    ("surveys", "done"): DONE,
    ("touches", "payload"): "touches.payload",
    ("outbox", "payload"): "outbox.payload",
}
"""What sealed columns are sealed for."""


def into_sqlite(path: Path, base: Rows, keys: KeyRing) -> None:
    """Into a file with the newest schema and nothing in it."""
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("PRAGMA synchronous = OFF")
        file.execute("PRAGMA cache_size = -1000000")  # indexes of millions of rows, in memory
        indexes = file.execute(_INDEXES).fetchall()
        for name, _ in indexes:
            file.execute(f"DROP INDEX {name}")
        for table, columns, rows in _stored(base, _Sealing(keys).kept, sqlite=True):
            marks = ", ".join("?" * len(columns))
            file.executemany(
                f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})",
                rows,
            )
        for _, made in indexes:  # at once, faster than row by row
            file.execute(made)


def into_postgres(url: str, base: Rows, keys: KeyRing) -> None:
    """Into a database with the newest schema and nothing in it."""
    with psycopg.connect(url.replace("+asyncpg", "")) as database, database.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for table, columns, rows in _stored(base, _Sealing(keys).kept, sqlite=False):
            with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)


class _Sealing:
    """Seals; equal values once, since a base of millions of facts says few different things."""

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys
        self._known: dict[tuple[str, str], bytes] = {}

    def kept(self, place: str, value: object) -> bytes | None:
        """The value as it is stored."""
        if value is None:
            return None
        plain = value if isinstance(value, str) else json.dumps(value)
        found = self._known.get((place, plain))
        if found is None:
            found = self._known[place, plain] = bytes(self._keys.seal(place, plain.encode()))
        return found


def _stored(
    base: Rows, kept: Callable[[str, object], bytes | None], *, sqlite: bool
) -> Iterator[tuple[str, Sequence[str], Iterator[tuple[Any, ...]]]]:
    for table in metadata.sorted_tables:
        if table.name not in base.columns:
            continue
        columns = base.columns[table.name]
        stores = [_store(table.name, table.c[one], kept, sqlite=sqlite) for one in columns]
        changed = [(at, store) for at, store in enumerate(stores) if store]
        yield table.name, columns, _changed(base.rows[table.name], changed)


def _changed(
    rows: Sequence[tuple[Any, ...]], changed: Sequence[tuple[int, Store]]
) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        values = list(row)
        for at, store in changed:
            if values[at] is not None:
                values[at] = store(values[at])
        yield tuple(values)


def _store(
    table: str, column: Any, kept: Callable[[str, object], bytes | None], *, sqlite: bool
) -> Store | None:
    if isinstance(column.type, Sealed):
        place = PLACES[table, column.name]
        return lambda value: kept(place, value)
    if column.type is Document:
        return json.dumps if sqlite else Jsonb
    if isinstance(column.type, Instant) and not sqlite:
        return _instant
    return None


@cache
def _instant(at: int) -> object:
    return EPOCH + timedelta(microseconds=at)
