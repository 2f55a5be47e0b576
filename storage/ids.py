"""Numbers for new rows, allotted here so that many rows go into the database in one call.

On SQLite one process owns the file, so a counter that starts after the greatest number is enough.
On PostgreSQL blocks of numbers come from sequences, one sequence per table.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Protocol, TypeVar

from sqlalchemy import BigInteger, ColumnElement, Connection, Table, func, literal, select
from sqlalchemy import Sequence as Number

from storage import tables

BLOCK = 100

# Rows that are read back in the order in which they were written. Numbers of a block left over
# from an earlier batch could be smaller than those another process has meanwhile used.
IN_ORDER = (tables.outbox, tables.events, tables.lead_stages, tables.consents)

NUMBERED = tuple(
    table
    for table in tables.metadata.sorted_tables
    if "id" in table.c and isinstance(table.c.id.type, BigInteger)
)

T = TypeVar("T")


class Call(Protocol):
    """Runs a function where the connection is."""

    def __call__(self, function: Callable[[Connection], T]) -> Awaitable[T]: ...


def sequence_of(table: Table) -> str:
    """The name of the table's sequence in PostgreSQL."""
    return f"{table.name}_numbers"


class Ids(Protocol):
    """Allots numbers; a number given to a work that failed is lost, which does no harm."""

    async def next(self, table: Table, call: Call) -> int:
        """The next number of that table."""
        ...

    def numbering(self, table: Table, most: int) -> ColumnElement[int]:
        """What numbers the rows of one INSERT … SELECT of at most so many."""
        ...

    def end_of_batch(self) -> None:
        """A transaction is over, whichever way."""
        ...


class CountedIds:
    """The only process on this database: count on from the greatest number."""

    def __init__(self, greatest: dict[Table, int]) -> None:
        self._last = greatest

    @classmethod
    def read(cls, connection: Connection) -> CountedIds:
        """Look up where to count on from."""
        greatest: dict[Table, int] = {}
        for table in NUMBERED:
            found = connection.execute(select(func.max(table.c.id))).scalar()
            greatest[table] = _number(found)
        return cls(greatest)

    async def next(self, table: Table, call: Call) -> int:
        """The next number; the database isn't asked."""
        self._last[table] += 1
        return self._last[table]

    def numbering(self, table: Table, most: int) -> ColumnElement[int]:
        """Numbers on from the last one; those that no row takes are lost."""
        first = self._last[table]
        self._last[table] += most
        return literal(first) + func.row_number().over()

    def end_of_batch(self) -> None:
        """Counting goes on."""


class SequenceIds:
    """Several processes share the database: numbers come in blocks from sequences."""

    def __init__(self) -> None:
        self._left: dict[Table, range] = {}

    async def next(self, table: Table, call: Call) -> int:
        """The next number; every hundredth time the database is asked for blocks."""
        if not self._left.get(table):
            # A turn that adds to one of them adds to most, and each question takes its time.
            new = [one for one in IN_ORDER if one not in self._left] if table in IN_ORDER else []
            self._left |= await call(partial(_blocks, wanted=new or [table]))
        left = self._left[table]
        self._left[table] = left[1:]
        return left[0]

    def numbering(self, table: Table, most: int) -> ColumnElement[int]:
        """The sequence itself, a block for each row."""
        return Number(sequence_of(table)).next_value()

    def end_of_batch(self) -> None:
        """Give up what is left where order matters."""
        for table in IN_ORDER:
            self._left.pop(table, None)


class NoIds:
    """A program beside the running one: it adds no rows that are numbered here."""

    async def next(self, table: Table, call: Call) -> int:
        """Refused: two counters would give the same number twice."""
        raise RuntimeError(f"only the running program adds rows to {table.name}")

    def numbering(self, table: Table, most: int) -> ColumnElement[int]:
        """Refused as well."""
        raise RuntimeError(f"only the running program adds rows to {table.name}")

    def end_of_batch(self) -> None:
        """Nothing was allotted."""


def _blocks(connection: Connection, wanted: Sequence[Table]) -> dict[Table, range]:
    firsts = [Number(sequence_of(table)).next_value() for table in wanted]
    numbers = connection.execute(select(*firsts)).one()
    return {
        table: range(first, first + BLOCK) for table, first in zip(wanted, numbers, strict=True)
    }


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
