"""The ground under the repositories: one work's changes over those of its batch.

A read that isn't answered by what is known sends what was written so far to the database first,
so that it sees it: the batch's part for good, the work's own part behind a savepoint. A read of one
table that is asked in many turns spares that: it looks, and its repository lays what waits over it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from sqlalchemy import ColumnElement, Connection, Executable, NestedTransaction, RowMapping, Table
from sqlalchemy.exc import DBAPIError

from storage.changes import Changes, Identity
from storage.ids import Ids
from storage.known import Known
from storage.secrets import KeyRing
from storage.writing import Row

T = TypeVar("T")


class Transaction(Protocol):
    """A transaction on the writing connection; functions run where the driver wants them."""

    async def call(self, function: Callable[[Connection], T]) -> T:
        """Run the function with the connection and return its result."""
        ...


class Batch:
    """What the works of one transaction share."""

    def __init__(self, transaction: Transaction, keys: KeyRing, ids: Ids) -> None:
        self.transaction = transaction
        self.keys = keys
        self.ids = ids
        self.known = Known()
        self.changes = Changes()
        # An error after which PostgreSQL would take COMMIT for ROLLBACK, whoever swallowed it.
        self.broken: DBAPIError | None = None


class Scope:
    """What one work knows and writes. `now` is the instant at which the work began."""

    def __init__(self, batch: Batch, now: datetime) -> None:
        self._batch = batch
        self._changes = Changes()
        self._savepoint: NestedTransaction | None = None
        self.known = batch.known.layer()
        self.keys = batch.keys
        self.now = now

    async def number(self, table: Table) -> int:
        """An id for a new row."""
        return await self._batch.ids.next(table, self._batch.transaction.call)

    def numbering(self, table: Table, most: int) -> ColumnElement[int]:
        """What numbers the rows of one INSERT … SELECT of at most so many."""
        return self._batch.ids.numbering(table, most)

    def insert(self, table: Table, identity: Identity, row: Row) -> None:
        """Write a new row at the end of the batch."""
        self._changes.insert(table, identity, row)

    def update(self, table: Table, identity: Identity, row: Row) -> None:
        """Change columns of a row at the end of the batch."""
        self._changes.update(table, identity, row)

    def sweep(self, table: Table, statement: Executable, values: Row) -> None:
        """Run a statement over a table's rows at the end of the batch, before its other writes."""
        self._changes.sweep(table, statement, values)

    def waiting(self, table: Table) -> Mapping[Identity, Row]:
        """New rows of a table that aren't in the database yet, the batch's and the work's own."""
        above = self._changes.inserted.get(table, {})
        below = self._batch.changes.inserted.get(table, {})
        return {**below, **above} if above and below else above or below

    async def fetch(self, statement: Executable, values: Row) -> Sequence[RowMapping]:
        """The rows that a statement finds, everything written so far included."""
        return await self.query(lambda c: c.execute(statement, values).mappings().all())

    async def query(self, function: Callable[[Connection], T]) -> T:
        """What a query of this room finds, everything written so far included."""

        def read(connection: Connection) -> T:
            self._send(connection)
            return function(connection)

        return await self._call(read)

    async def look(
        self, table: Table, statement: Executable, values: Row
    ) -> tuple[Sequence[RowMapping], Mapping[Identity, Row]]:
        """The rows that a statement finds in a table, and what waits to be written over them.

        That is by identity: a new row, or the changed columns of one that may be among the rows.
        """
        if table in self._changes.sweeping or table in self._batch.changes.sweeping:
            return await self.fetch(statement, values), {}
        rows = await self._call(lambda c: c.execute(statement, values).mappings().all())
        waiting: dict[Identity, Row] = {}
        for changes in (self._batch.changes, self._changes):
            for written in (changes.updated, changes.inserted):
                for identity, row in written.get(table, {}).items():
                    waiting[identity] = {**waiting.get(identity, {}), **row}
        return rows, waiting

    async def scalar(self, statement: Executable, values: Row) -> Any:
        """The single value that a statement finds, None for none."""
        rows = await self.fetch(statement, values)
        return next(iter(rows[0].values())) if rows else None

    async def succeed(self) -> None:
        """The work is done: its changes are the batch's now."""
        if self._savepoint is not None:
            await self._batch.transaction.call(self._release)
        self._batch.changes.merge(self._changes)
        self._batch.known.merge(self.known)

    async def fail(self) -> bool:
        """The work raised: undo what of it has reached the database.

        False when nothing has: then an error of the database concerns the whole transaction.
        """
        if self._savepoint is None:
            return False
        await self._batch.transaction.call(self._undo)
        return True

    async def _call(self, read: Callable[[Connection], T]) -> T:
        try:
            return await self._batch.transaction.call(read)
        except DBAPIError as error:
            if self._savepoint is None:
                self._batch.broken = error
            raise

    def _send(self, connection: Connection) -> None:
        if self._batch.changes:
            # With a savepoint open the batch has nothing waiting: it was sent before.
            self._batch.changes.write(connection)
        if self._changes:
            if self._savepoint is None:
                self._savepoint = connection.begin_nested()
            self._changes.write(connection)

    def _release(self, _: Connection) -> None:
        assert self._savepoint is not None
        self._savepoint.commit()

    def _undo(self, _: Connection) -> None:
        assert self._savepoint is not None
        self._savepoint.rollback()
