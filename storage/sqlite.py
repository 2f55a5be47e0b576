"""Connections to an SQLite file: one that writes, in a thread of its own, readers beside it, and
one that brings the write-ahead log into the file.

Which of them a piece of work goes to, and what a transaction is, `storage.links` says.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
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
CHECKPOINT_ROWS = 2000
"""So many written rows make a log of some thousand pages, SQLite's own measure."""
CATCHING_UP = 5
"""So often what was written meanwhile is brought in after it: each time there is less."""
LONGEST_LOG = 8000
"""Pages of the log after which the writer brings it in itself, as often as rows come faster than
`Checkpoints` keeps up with."""
MAPPED = 2**31 - 2**16  # bytes of the file; SQLite maps no more

log = logging.getLogger(__name__)


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

    def written(self) -> int:
        """Rows that this connection has written so far."""
        return int(self._raw().total_changes)

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


class Checkpoints:
    """Brings the log into the file beside the writer, whose commits would wait for it otherwise: a
    commit takes a fraction of a millisecond, one that carries a checkpoint twenty or more."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="prequal-checkpoint")
        self._connection: sqlite3.Connection | None = None
        self._under_way: asyncio.Future[None] | None = None
        self._brought = 0

    def due(self, written: int) -> None:
        """The writer has written that many rows so far; begin if enough of them are new."""
        under_way = self._under_way is not None and not self._under_way.done()
        if written - self._brought >= CHECKPOINT_ROWS and not under_way:
            self._brought = written
            running = asyncio.get_running_loop().run_in_executor(self._executor, self._bring_in)
            self._under_way = running

    async def idle(self) -> None:
        """Wait until what is under way is done."""
        if self._under_way is not None:
            await self._under_way

    async def close(self) -> None:
        """Let go of the file when what is under way is done. Twice is harmless."""
        await self.idle()
        self._executor.shutdown()
        if self._connection is not None:
            self._connection.close()

    def _bring_in(self) -> None:
        try:
            if self._connection is None:
                self._connection = sqlite3.connect(
                    self._path, isolation_level=None, check_same_thread=False
                )
            for _ in range(CATCHING_UP):
                found = self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
                if found[1] == found[2]:  # all of it: the writer begins the log anew
                    break
        except sqlite3.Error as error:
            # Nothing is lost: the log stays, and so does the writer's turn.
            log.warning("the write-ahead log was not brought into the file: %s", error)


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
