"""Connections to an SQLite file: one that writes, in a thread of its own, and readers beside it.

Which of them a piece of work goes to, and what a transaction is, `storage.links` says.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.pool import StaticPool

from storage.columns import document_text

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

T = TypeVar("T")
BUSY_SECONDS = 10.0
READERS = 2
MAPPED = 2**31 - 2**16  # bytes of the file; SQLite maps no more


class SqliteWriter:
    """A connection and the one thread that uses it."""

    def __init__(self, path: Path, pragmas: dict[str, str]) -> None:
        self._engine = _writing_engine(path, pragmas)
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


def sqlite_reader(path: Path) -> AsyncEngine:
    """Connections for reports, which can't write. Bringing in what they need takes 0.1 s."""
    # SQLAlchemy's ORM comes with it: a start does without, the first report pays.
    from sqlalchemy.ext.asyncio import create_async_engine  # noqa: PLC0415

    engine = create_async_engine(
        URL.create("sqlite+aiosqlite", database=str(path)),
        json_serializer=document_text,
        pool_size=READERS,
        connect_args={"isolation_level": None, "timeout": BUSY_SECONDS},
    )
    # Read in place: through its small cache SQLite would copy pages of a large file over and over.
    pragmas = {"query_only": "ON", "mmap_size": str(MAPPED)}
    _prepare(engine.sync_engine, pragmas, "BEGIN")
    return engine


def _writing_engine(path: Path, pragmas: dict[str, str]) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        json_serializer=document_text,
        poolclass=StaticPool,
        connect_args={"isolation_level": None, "timeout": BUSY_SECONDS, "check_same_thread": False},
    )
    _prepare(engine, pragmas, "BEGIN IMMEDIATE")
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
