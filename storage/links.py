"""The ways to the database: one writing connection, readers beside it, both kinds of server.

Everything else in this room is written once, as functions of SQLAlchemy's plain `Connection`:
on SQLite they run in a thread of their own, one hop for many statements (decision record 0004),
on PostgreSQL in the event loop over asyncpg.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol, TypeVar

from sqlalchemy import Connection
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from storage.columns import document_text
from storage.errors import DatabaseError, DatabaseLocked
from storage.sqlite import LONGEST_LOG, Checkpoints, SqliteWriter, sqlite_reader

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

T = TypeVar("T")
_DEADLOCK = "40P01"  # PostgreSQL's SQLSTATE


class Link(Protocol):
    """The way to one database. One transaction at a time is written; readers have their own."""

    async def call(self, function: Callable[[Connection], T]) -> T:
        """Run in the write transaction, which the first call begins."""
        ...

    async def commit(self, function: Callable[[Connection], object]) -> None:
        """Run, then commit; an error of either leaves the transaction to `end`."""
        ...

    async def end(self) -> None:
        """Undo whatever was not committed. Never raises."""
        ...

    async def read(self, function: Callable[[Connection], T]) -> T:
        """Run on a connection that can't write, beside the writer."""
        ...

    async def touched(self) -> bool:
        """Whether somebody else may have written since this was asked last."""
        ...

    async def purge(self) -> None:
        """Leave nothing behind of what was deleted, as far as this kind of server lets us."""
        ...

    async def close(self) -> None:
        """Close everything. Twice is harmless."""
        ...


class SqliteLink:
    """One file. The writer has a thread, reports read over aiosqlite.

    The file is owned by this process, unless it is opened `beside` the one that owns it.
    """

    def __init__(self, path: Path, synchronous: str, *, beside: bool = False) -> None:
        self._lock = None if beside else _own(path)
        self._path = path
        self._writer = SqliteWriter(path, self._pragmas(synchronous))
        self._checkpoints = Checkpoints(path)
        self._reader: AsyncEngine | None = None
        self._seen = 0

    @staticmethod
    def _pragmas(synchronous: str) -> dict[str, str]:
        # What is deleted is overwritten with zeros, so that an erasure leaves no trace in the file.
        return {
            "synchronous": synchronous,
            "foreign_keys": "ON",
            "secure_delete": "ON",
            "wal_autocheckpoint": str(LONGEST_LOG),
        }

    async def call(self, function: Callable[[Connection], T]) -> T:
        """Run in the write transaction (`BEGIN IMMEDIATE`)."""
        return await self._writer.run(lambda thread: function(thread.connection()))

    async def commit(self, function: Callable[[Connection], object]) -> None:
        """Run and commit in one hop."""

        def work(thread: SqliteWriter) -> int:
            connection = thread.connection()
            function(connection)
            connection.commit()
            return thread.written()

        self._checkpoints.due(await self._writer.run(work))

    async def end(self) -> None:
        """Roll back what is open."""
        await self._writer.run(SqliteWriter.rollback)

    async def read(self, function: Callable[[Connection], T]) -> T:
        """Run on a reader; each call sees one state of the database."""
        if self._reader is None:
            self._reader = sqlite_reader(self._path)
        async with self._reader.connect() as connection:
            return await connection.run_sync(function)

    async def touched(self) -> bool:
        """Whether another process has written to the file; a start counts as one."""
        version = await self._writer.run(SqliteWriter.data_version)
        before, self._seen = self._seen, version
        return version != before

    async def purge(self) -> None:
        """Bring the write-ahead log into the file and empty it; nothing while a reader is in it."""
        await self._checkpoints.idle()  # SQLite lets nobody empty the log beside it
        await self._writer.run(SqliteWriter.checkpoint)

    async def close(self) -> None:
        """Close every connection and let go of the file."""
        if self._reader is not None:
            await self._reader.dispose()
        await self._checkpoints.close()
        await self._writer.close()
        if self._lock is not None:
            self._lock.close()


class PostgresLink:
    """A server that other processes may use too."""

    def __init__(self, url: URL) -> None:
        from sqlalchemy.ext.asyncio import create_async_engine  # noqa: PLC0415

        settings = {
            "idle_in_transaction_session_timeout": "60000",
            "lock_timeout": "20000",
            "jit": "off",  # compiling a report's statement takes longer than running it
            "application_name": "prequal",
            # What is wanted lies in memory or on a disk without an arm. Taken for one with an arm,
            # all due touches would be fetched and sorted, thousands for each hundred claimed.
            "random_page_cost": "1.1",
        }
        self._engine: AsyncEngine = create_async_engine(
            url,
            json_serializer=document_text,
            pool_size=4,
            max_overflow=4,
            connect_args={"timeout": 10, "server_settings": settings},
        )
        self._connection: AsyncConnection | None = None

    async def call(self, function: Callable[[Connection], T]) -> T:
        """Run in the write transaction."""
        if self._connection is None:
            self._connection = await self._engine.connect()
        return await self._connection.run_sync(function)

    async def commit(self, function: Callable[[Connection], object]) -> None:
        """Run and commit."""
        await self.call(function)
        assert self._connection is not None
        await self._connection.commit()

    async def end(self) -> None:
        """Give the connection back; the pool rolls back what is open."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(DBAPIError, OSError):
                await connection.close()

    async def read(self, function: Callable[[Connection], T]) -> T:
        """Run in a read-only transaction that sees one state of the database."""
        async with self._engine.connect() as connection:
            await connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
            return await connection.run_sync(function)

    async def touched(self) -> bool:
        """Always: who writes to a server is not told."""
        return True

    async def purge(self) -> None:
        """Nothing: the server's autovacuum and the recycling of its log do it in their own time."""

    async def close(self) -> None:
        """Close every connection."""
        await self.end()
        await self._engine.dispose()


def deadlocked(error: Exception) -> bool:
    """Whether PostgreSQL has broken the transaction off because of a deadlock; begun anew, it goes
    through once the others have gone on."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) == _DEADLOCK


def _own(path: Path) -> IO[bytes]:
    """Hold the lock beside the file for as long as the returned file stays open."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Personal data are sealed, but the rest of the file is nobody else's business either.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        lock = path.with_name(f"{path.name}.lock").open("wb")
    except OSError as error:
        raise DatabaseError(
            f"The database {path} can't be opened: {error.strerror}. Check its folder."
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise DatabaseLocked(
            f"The database {path} is in use by another running Prequal: stop that one first, "
            "or use PostgreSQL for several processes."
        ) from error
    return lock
