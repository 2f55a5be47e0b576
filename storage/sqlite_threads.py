"""Threads that SQLite is used from: one that writes, and a few that read beside it.

Which of them a piece of work goes to, and what a transaction is, `storage.links` says.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.pool import QueuePool, StaticPool

from storage.columns import document_text

T = TypeVar("T")
BUSY_SECONDS = 10.0
READERS = 2


class SqliteWriter:
    """A connection and the one thread that uses it."""

    def __init__(self, path: Path, pragmas: dict[str, str]) -> None:
        self._engine = _sqlite_engine(path, pragmas, "BEGIN IMMEDIATE", poolclass=StaticPool)
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="prequal-sqlite")
        self._connection: Connection | None = None
        self._closed = False

    async def run(self, function: Callable[[SqliteWriter], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._executor, function, self)

    def connection(self) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection

    def rollback(self) -> None:
        if self._connection is not None:
            self._connection.rollback()

    def checkpoint(self) -> None:
        self._raw().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def data_version(self) -> int:
        """A number of SQLite's that changes when somebody else has committed."""
        return int(self._raw().execute("PRAGMA data_version").fetchone()[0])

    def _raw(self) -> Any:
        raw = self.connection().connection.driver_connection
        assert raw is not None
        return raw

    async def close(self) -> None:
        if not self._closed:
            self._closed = True
            await self.run(SqliteWriter._dispose)
            self._executor.shutdown()

    def _dispose(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._engine.dispose()


class SqliteReaders:
    """Threads for reports, each with a connection that can't write."""

    def __init__(self, path: Path) -> None:
        self._engine = _sqlite_engine(
            path, {"query_only": "ON"}, "BEGIN", poolclass=QueuePool, pool_size=READERS
        )
        self._executor = ThreadPoolExecutor(READERS, thread_name_prefix="prequal-reader")

    async def run(self, function: Callable[[Connection], T]) -> T:
        def work() -> T:
            with self._engine.connect() as connection:
                return function(connection)

        return await asyncio.get_running_loop().run_in_executor(self._executor, work)

    async def close(self) -> None:
        await asyncio.to_thread(self._executor.shutdown)
        self._engine.dispose()


def _sqlite_engine(path: Path, pragmas: dict[str, str], begin: str, **pool: Any) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        json_serializer=document_text,
        connect_args={"isolation_level": None, "timeout": BUSY_SECONDS, "check_same_thread": False},
        **pool,
    )
    _prepare(engine, pragmas, begin)
    return engine


def _prepare(engine: Engine, pragmas: dict[str, str], begin: str) -> None:
    """Settings of every new connection, and how its transactions begin."""

    def connected(connection: Any, _: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        for name, value in pragmas.items():
            cursor.execute(f"PRAGMA {name} = {value}")
        cursor.close()

    def started(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", started)
