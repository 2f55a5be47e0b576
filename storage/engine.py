"""Opening the database: the one entry into this room for whoever builds the program."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from sqlalchemy import Connection
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from leads.clock import Clock, SystemClock
from storage.database import Database
from storage.errors import DatabaseError, DatabaseLocked
from storage.ids import CountedIds, Ids, SequenceIds
from storage.links import Link, PostgresLink, SqliteLink
from storage.migrations import upgrade
from storage.rotation import check_keys
from storage.secrets import KeyRing


async def open_database(
    url: str,
    *,
    keys: KeyRing,
    synchronous: Literal["FULL", "NORMAL"] = "FULL",
    clock: Clock | None = None,
) -> Database:
    """Open the database, bring its schema up to date and start taking works.

    `url` is `sqlite+aiosqlite:///file` or `postgresql+asyncpg://…`. Raises a `DatabaseError` with
    one sentence for a person. The caller closes what it gets.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise DatabaseError("DATABASE_URL is no database address; see .env.example.") from error
    link = _link(parsed, synchronous)
    try:
        try:
            await link.call(upgrade)
            ids = await link.call(_ids)
            await link.call(lambda connection: check_keys(connection, keys))
        finally:
            await link.end()
    except (DBAPIError, OSError) as error:
        await link.close()
        raise _explained(parsed, error) from error
    except BaseException:
        await link.close()
        raise
    return Database(link, keys, ids, clock or SystemClock())


def _link(url: URL, synchronous: str) -> Link:
    backend = url.get_backend_name()
    if backend == "sqlite":
        if url.database in (None, "", ":memory:"):
            raise DatabaseError(
                "DATABASE_URL must name a file: sqlite+aiosqlite:///var/prequal.db."
            )
        return SqliteLink(Path(str(url.database)), synchronous)
    if backend == "postgresql":
        try:
            return PostgresLink(url.set(drivername="postgresql+asyncpg"))
        except ModuleNotFoundError as error:
            raise DatabaseError(
                "PostgreSQL needs the extra `postgres`: pip install 'prequal[postgres]'."
            ) from error
    raise DatabaseError(f"DATABASE_URL names {backend}; Prequal knows sqlite and postgresql.")


def _ids(connection: Connection) -> Ids:
    return CountedIds.read(connection) if connection.dialect.name == "sqlite" else SequenceIds()


def _explained(url: URL, error: Exception) -> DatabaseError:
    cause = error.orig if isinstance(error, DBAPIError) else error
    said = str(cause).splitlines()[0] if str(cause) else type(cause).__name__
    where = url.render_as_string(hide_password=True)
    if isinstance(error, OperationalError) and "locked" in said:
        return DatabaseLocked(f"The database {where} is held by another program: close it first.")
    return DatabaseError(f"The database {where} can't be used: {said}.")
