"""What a work has written and not yet sent to the database, and how that is sent.

Rows wait here in plain form; what they mean is known to the module of their domain. A work's
changes are merged into its batch only when the work has succeeded (storage/database.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Executable,
    Insert,
    Select,
    Table,
    Update,
    bindparam,
    func,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from storage import tables

Row = dict[str, Any]
Identity = int | str

WHICH = "which"
PARENTS_FIRST = tuple(tables.metadata.sorted_tables)

# A row that is already there stays as it is: the same fact was recorded before.
KEPT_ONCE: Mapping[Table, str] = {
    tables.inbox: "update_id",
    tables.outbox: "key",
    tables.touches: "key",
    tables.scenarios: "digest",
    tables.documents: "digest",
}


@dataclass(slots=True)
class Changes:
    """Inserted rows, changed columns of rows by identity, and statements over many rows.

    Within one table the statements over many rows go first, then changes, then new rows, so a
    statement never touches a row that was written after it; the caller applies it to rows that
    still wait here.
    """

    inserted: dict[Table, dict[Identity, Row]] = field(default_factory=dict)
    updated: dict[Table, dict[Identity, Row]] = field(default_factory=dict)
    sweeping: dict[Table, list[tuple[Executable, Row]]] = field(default_factory=dict)

    def insert(self, table: Table, identity: Identity, row: Row) -> None:
        """Add a new row, complete."""
        self.inserted.setdefault(table, {})[identity] = row

    def update(self, table: Table, identity: Identity, row: Row) -> None:
        """Change columns of one row, whether it lies in the database or still waits here."""
        waiting = self.inserted.get(table)
        if waiting is not None and identity in waiting:
            waiting[identity] = {**waiting[identity], **row}
            return
        changed = self.updated.setdefault(table, {})
        before = changed.get(identity)
        changed[identity] = row if before is None else {**before, **row}

    def sweep(self, table: Table, statement: Executable, values: Row) -> None:
        """Run a statement over the rows of a table that lie in the database."""
        self.sweeping.setdefault(table, []).append((statement, values))

    def merge(self, later: Changes) -> None:
        """Take over the changes of a work that succeeded."""
        for table, statements in later.sweeping.items():
            self.sweeping.setdefault(table, []).extend(statements)
        for table, rows in later.updated.items():
            for identity, row in rows.items():
                self.update(table, identity, row)
        for table, rows in later.inserted.items():
            self.inserted.setdefault(table, {}).update(rows)

    def __bool__(self) -> bool:
        return bool(self.inserted or self.updated or self.sweeping)

    def write(self, connection: Connection) -> None:
        """Send everything, parents before children, each table's equal rows together; forget it."""
        dialect = connection.dialect.name
        for table in PARENTS_FIRST:
            for statement, values in self.sweeping.get(table, ()):
                connection.execute(statement, values)
            alike: dict[tuple[str, ...], list[Row]] = {}
            for identity, row in self.updated.get(table, {}).items():
                alike.setdefault(tuple(row), []).append({**row, WHICH: identity})
            for columns, rows in alike.items():
                connection.execute(_update(dialect, table, columns), _sent(dialect, rows))
            if new := self.inserted.get(table):
                rows = list(new.values())
                connection.execute(_insert(dialect, table, tuple(rows[0])), _sent(dialect, rows))
        self.inserted, self.updated, self.sweeping = {}, {}, {}


def _sent(dialect: str, rows: list[Row]) -> Row | list[Row]:
    """Rows as their statement takes them: PostgreSQL gets a list for each column."""
    if dialect == "sqlite":
        return rows
    return {name: [row[name] for row in rows] for name in rows[0]}


@cache
def _update(dialect: str, table: Table, columns: tuple[str, ...]) -> Update:
    (identity,) = table.primary_key.columns
    if dialect == "sqlite":
        return (
            update(table)
            .where(identity == bindparam(WHICH))
            .values({table.c[name]: bindparam(name) for name in columns})
        )
    changed = _listed({WHICH: identity, **{name: table.c[name] for name in columns}}).subquery()
    return (
        update(table)
        .where(identity == changed.c[WHICH])
        .values({table.c[name]: changed.c[name] for name in columns})
    )


@cache
def _insert(dialect: str, table: Table, columns: tuple[str, ...]) -> Insert:
    once = KEPT_ONCE.get(table)
    kept_once = [] if once is None else [once]
    if dialect == "sqlite":
        plain = sqlite.insert(table)
        return plain.on_conflict_do_nothing(index_elements=kept_once) if once else plain
    listed = _listed({name: table.c[name] for name in columns})
    many = postgresql.insert(table).from_select(columns, listed, include_defaults=False)
    return many.on_conflict_do_nothing(index_elements=kept_once) if once else many


def _listed(columns: Mapping[str, Column[Any]]) -> Select[Any]:
    """The rows that lists of the columns' values make, one list a parameter.

    However many rows, the server plans once and there is one message each way; row by row it
    would take three times as long over a batch.
    """
    return select(
        *[
            func.unnest(bindparam(name, type_=postgresql.ARRAY(column.type, dimensions=1))).label(
                name
            )
            for name, column in columns.items()
        ]
    )
