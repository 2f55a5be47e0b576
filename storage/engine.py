"""Opening the database: the one entry into this room for whoever builds the program."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeVar

from sqlalchemy import Connection
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from leads.clock import Clock, SystemClock
from storage.arrivals import Arrivals
from storage.database import Database
from storage.errors import DatabaseError, DatabaseLocked
from storage.ids import CountedIds, Ids, NoIds, SequenceIds
from storage.links import Link, PostgresLink, SqliteLink
from storage.migrations import HEAD, current, upgrade
from storage.rotation import check_keys
from storage.secrets import KeyRing

T = TypeVar("T")


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
    parsed = _address(url)

    def prepare(connection: Connection) -> tuple[Ids, Arrivals]:
        upgrade(connection, keys)
        check_keys(connection, keys)
        if _is_sqlite(parsed):
            return CountedIds.read(connection), Arrivals.read(connection)
        return SequenceIds(), Arrivals(None)

    link = _link(parsed, synchronous)
    ids, arrivals = await _prepared(parsed, link, prepare)
    return Database(link, keys, ids, arrivals, clock or SystemClock())


async def open_beside(url: str, *, keys: KeyRing, clock: Clock | None = None) -> Database:
    """Open a database that a running Prequal may own, for reading and for publishing scenarios.

    Rows with numbers of ours can't be added through it, and the schema is left as it is: raises a
    `DatabaseError` where it is not the newest, or where there is no database yet.
    """
    parsed = _address(url)

    def prepare(connection: Connection) -> None:
        if current(connection) != HEAD:
            raise DatabaseError(
                f"The database {_shown(parsed)} was not made by this version of Prequal:"
                " start it once with `prequal run`."
            )
        check_keys(connection, keys)

    link = _link(parsed, "FULL", beside=True)
    await _prepared(parsed, link, prepare)
    return Database(link, keys, NoIds(), Arrivals(None), clock or SystemClock())


async def _prepared(url: URL, link: Link, prepare: Callable[[Connection], T]) -> T:
    """Run the first transaction; whatever it raises, the link is closed and it is explained."""
    try:
        try:
            return await link.call(prepare)
        finally:
            await link.end()
    except (DBAPIError, OSError) as error:
        await link.close()
        raise _explained(url, error) from error
    except BaseException:
        await link.close()
        raise


def _address(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError) as error:
        raise DatabaseError("DATABASE_URL is no database address; see .env.example.") from error


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _link(url: URL, synchronous: str, *, beside: bool = False) -> Link:
    backend = url.get_backend_name()
    if backend == "sqlite":
        if url.database in (None, "", ":memory:"):
            raise DatabaseError(
                "DATABASE_URL must name a file: sqlite+aiosqlite:///var/prequal.db."
            )
        path = Path(str(url.database))
        if beside and not path.is_file():
            raise DatabaseError(
                f"There is no database {path} yet: start Prequal once with `prequal run`,"
                " or mend DATABASE_URL."
            )
        return SqliteLink(path, synchronous, beside=beside)
    if backend == "postgresql":
        try:
            return PostgresLink(url.set(drivername="postgresql+asyncpg"))
        except ModuleNotFoundError as error:
            raise DatabaseError(
                "PostgreSQL needs the extra `postgres`: pip install 'prequal[postgres]'."
            ) from error
    raise DatabaseError(f"DATABASE_URL names {backend}; Prequal knows sqlite and postgresql.")


def _explained(url: URL, error: Exception) -> DatabaseError:
    cause = error.orig if isinstance(error, DBAPIError) else error
    said = str(cause).splitlines()[0] if str(cause) else type(cause).__name__
    where = _shown(url)
    if isinstance(error, OperationalError) and "locked" in said:
        return DatabaseLocked(f"The database {where} is held by another program: close it first.")
    return DatabaseError(f"The database {where} can't be used: {said}.")


def _shown(url: URL) -> str:
    return url.render_as_string(hide_password=True)
