"""How rows are sent to the database: one statement a table, put into words once.

SQLAlchemy describes the statement and its types and says how each value is handed to the driver;
doing that anew for every row takes it longer than SQLite needs to write the row. So the text and
the ways of the values are kept (decision record 0004), and the driver is given finished values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import (
    ARRAY,
    Column,
    Connection,
    Dialect,
    Insert,
    Select,
    Table,
    Update,
    bindparam,
    func,
    select,
    update,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.compiler import SQLCompiler

from storage import tables

Row = dict[str, Any]

WHICH = "which"
AT_ONCE = 2000

# A row that is already there stays as it is: the same fact was recorded before.
KEPT_ONCE: Mapping[Table, str] = {
    tables.inbox: "update_id",
    tables.submissions: "number",
    tables.outbox: "key",
    tables.touches: "key",
    tables.scenarios: "digest",
    tables.documents: "digest",
}


@dataclass(frozen=True, slots=True)
class _Worded:
    """A statement as the driver takes it: its text, its parameters in order, and the ways there of
    those that don't go as they are, by their place."""

    text: str
    names: tuple[str, ...]
    ways: tuple[tuple[int, Callable[[Any], Any]], ...]

    def values(self, row: Mapping[str, Any]) -> tuple[Any, ...]:
        """The values of the parameters, finished for the driver."""
        values = [row[name] for name in self.names]
        for place, way in self.ways:
            values[place] = way(values[place])
        return tuple(values)


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Write new rows, which all have the same columns."""
    dialect = connection.dialect
    _send(connection, _worded_insert(dialect, table, tuple(rows[0])), rows)


def insert_many(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Write any number of new rows, `AT_ONCE` of them in a statement."""
    left = iter(rows)
    while page := list(islice(left, AT_ONCE)):
        insert_rows(connection, table, page)


def update_rows(connection: Connection, table: Table, rows: Mapping[Any, Row]) -> None:
    """Change columns of rows, by the rows' identity."""
    dialect = connection.dialect
    alike: dict[tuple[str, ...], list[Row]] = {}
    for identity, row in rows.items():
        alike.setdefault(tuple(row), []).append({**row, WHICH: identity})
    for columns, those in alike.items():
        _send(connection, _worded_update(dialect, table, columns), those)


def _send(connection: Connection, worded: _Worded, rows: Sequence[Row]) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(worded.text, [worded.values(row) for row in rows])
    else:  # PostgreSQL gets a list for each column
        lists = {name: [row[name] for row in rows] for name in worded.names}
        connection.exec_driver_sql(worded.text, worded.values(lists))


@cache
def _worded_insert(dialect: Dialect, table: Table, columns: tuple[str, ...]) -> _Worded:
    return _worded(dialect, _insert(dialect.name, table, columns), columns)


@cache
def _worded_update(dialect: Dialect, table: Table, columns: tuple[str, ...]) -> _Worded:
    return _worded(dialect, _update(dialect.name, table, columns), (*columns, WHICH))


def _worded(dialect: Dialect, statement: Insert | Update, columns: tuple[str, ...]) -> _Worded:
    own = [name for name in columns if name != WHICH]
    compiled = statement.compile(dialect=dialect, column_keys=own)
    assert isinstance(compiled, SQLCompiler)
    names = tuple(compiled.positiontup or ())
    if sorted(names) != sorted(columns):
        raise TypeError(f"{statement} takes {names}, not {columns}")
    types = [compiled.binds[name].type for name in names]
    ways = [type_.dialect_impl(dialect).bind_processor(dialect) for type_ in types]
    needed = tuple((place, way) for place, way in enumerate(ways) if way is not None)
    return _Worded(str(compiled), names, needed)


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


def _insert(dialect: str, table: Table, columns: tuple[str, ...]) -> Insert:
    once = KEPT_ONCE.get(table)
    kept_once = [] if once is None else [once]
    if dialect == "sqlite":
        plain = sqlite.insert(table)
        return plain.on_conflict_do_nothing(index_elements=kept_once) if once else plain
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - see storage.columns

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
            func.unnest(bindparam(name, type_=ARRAY(column.type, dimensions=1))).label(name)
            for name, column in columns.items()
        ]
    )
