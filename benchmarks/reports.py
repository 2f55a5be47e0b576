"""`make bench-reports`: every report over a million orders and two million events in one database.

On SQLite and PostgreSQL, beside pandas (the recount of the tests), DuckDB and statements written by
hand. All run on one core. Answers are compared before their times; times are medians of several
runs in turn. `BENCH_ORDERS` makes the base smaller.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import ExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import duckdb
import psycopg

from benchmarks.figures import figure, on_core, table
from benchmarks.report_base import grown
from benchmarks.report_rivals import DUCK, INDEXES, RIVALS, Answer, Dialect, Fetch, by_hand, told
from bot.app.database import rollup_of
from reports.asking.asked import Asked
from reports.source import Source
from reports.tables import Report
from storage.database import Database
from storage.engine import open_database
from storage.secrets import KeyRing
from tests.fakes.postgres import PostgresUnavailable, create_database, postgres_server
from tests.reports.base.making import NOW, TODAY
from tests.reports.base.recount import purchases as frames
from tests.reports.base.recount.figures import Wanted, month
from tests.reports.base.recount.registry import RECOUNTS
from tests.reports.base.rows import Rows
from tests.reports.base.storing import into_postgres, into_sqlite
from tests.reports.base.test_base import SETTINGS, every, figures
from tests.storage.samples import HandClock

ORDERS = int(os.environ.get("BENCH_ORDERS", "1000000"))
LEADS, EVENTS = ORDERS // 5, ORDERS * 2
RUNS = 5
EVER, ALL = Asked(everything=True), Wanted(everything=True)


@dataclass(frozen=True)
class Place:
    """A database of ours; `fetch` opens it for statements by hand."""

    name: str
    url: str
    keys: KeyRing
    fetch: Callable[[], Any]
    dialect: Callable[[Fetch], Dialect]


async def measure() -> None:
    """Make the base, fill everything with it, measure each database in turn."""
    with ExitStack() as stack:
        stack.enter_context(on_core(0))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="prequal-bench-")))
        rows = grown(LEADS, ORDERS, EVENTS)
        print(f"{ORDERS:,} orders, {EVENTS:,} events, {LEADS:,} leads; medians of {RUNS} runs")
        duck = stack.enter_context(closing(_duck(rows, folder / "duck.db")))
        recounted = {name: _timed(partial(count, rows, ALL)) for name, count in RECOUNTS.items()}
        for place in _places(stack, folder):
            await _fill(place, rows)
            await _measure_place(place, recounted, lambda text: duck.execute(text).fetchall())


def _places(stack: ExitStack, folder: Path) -> Iterator[Place]:
    keys = KeyRing.from_file(folder / "prequal.key")
    path = folder / "prequal.db"
    yield Place(
        "sqlite", f"sqlite+aiosqlite:///{path}", keys, lambda: sqlite3.connect(path), _sqlite
    )
    try:
        server = stack.enter_context(postgres_server())
    except PostgresUnavailable as reason:
        print(f"Without PostgreSQL: {reason}")
        return
    url = create_database(server)
    plain = url.replace("+asyncpg", "")
    yield Place("postgres", url, keys, lambda: psycopg.connect(plain, autocommit=True), _postgres)


async def _fill(place: Place, rows: Rows) -> None:
    """The same rows into a database of the newest schema, and its sums."""
    async with _opened(place):
        pass
    if place.name == "sqlite":
        into_sqlite(Path(place.url.partition(":///")[2]), rows, place.keys)
    else:
        into_postgres(place.url, rows, place.keys)
        _run(place, "ANALYZE")
    async with _opened(place) as database:
        began = time.perf_counter()
        await rollup_of(SETTINGS, database)()
        figure(f"reports.rollup.{place.name}.seconds", time.perf_counter() - began)
    if place.name == "postgres":
        _run(place, "VACUUM ANALYZE")


async def _measure_place(
    place: Place, recounted: Mapping[str, tuple[float, Any]], duck: Fetch
) -> None:
    ours: dict[str, tuple[float, Report]] = {}
    async with _opened(place) as database:
        for name, source in every(database).items():
            ours[name] = await _asked(source)
    for statement in INDEXES:
        _run(place, statement)
    _run(place, "ANALYZE")
    rows = []
    with closing(place.fetch()) as connection:
        fetch: Fetch = lambda text: connection.execute(text).fetchall()  # noqa: E731
        if place.name == "postgres":
            connection.execute("SET jit = off")  # which ours does too
        dialect = place.dialect(fetch)
        for name, (taken, report) in ours.items():
            if name in recounted:
                assert figures(report) == recounted[name][1], f"{name} is not what pandas counts"
            sql = _rival(name, report, fetch, dialect)
            theirs = _rival(name, report, duck, DUCK)
            frame = recounted[name][0] if name in recounted else None
            rows.append((name, *(_shown(one) for one in (taken, sql, theirs, frame))))
            figure(f"reports.{name}.{place.name}.seconds", taken)
            if theirs is not None:
                figure(f"reports.{name}.{place.name}.ratio_to_duckdb", taken / theirs)
            if sql is not None:
                figure(f"reports.{name}.{place.name}.ratio_to_sql", taken / sql)
    table((place.name, "ours s", "SQL by hand s", "DuckDB s", "pandas s"), rows)


async def _asked(source: Source) -> tuple[float, Report]:
    """Median seconds of the whole report over all time, and what it says."""
    report = await source.report(EVER, TODAY)
    spans = []
    for _ in range(RUNS):
        began = time.perf_counter()
        await source.report(EVER, TODAY)
        spans.append(time.perf_counter() - began)
    return median(spans), report


def _rival(name: str, report: Report, fetch: Fetch, dialect: Dialect) -> float | None:
    if name not in RIVALS:
        return None
    answer: Answer = RIVALS[name](fetch, dialect)
    for what, value in told(report).items():
        assert value == answer[what], f"{name}: {what} differs"
    return median(_timed(lambda: RIVALS[name](fetch, dialect))[0] for _ in range(RUNS))


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    done = work()
    return time.perf_counter() - began, done


def _duck(rows: Rows, path: Path) -> duckdb.DuckDBPyConnection:
    """Orders in a table of DuckDB's, client and month in columns."""
    orders = frames.filtered(rows, ALL)
    orders = orders.assign(month=month(orders.paid_at))[
        ["client", "month", "product", "amount", "discount", "currency", "paid_at"]
    ]
    found = duckdb.connect(str(path))
    found.execute("SET threads = 1")
    found.register("given", orders)
    found.execute(
        "CREATE TABLE orders AS SELECT client::BIGINT AS client, month::INTEGER AS month, product, "
        "amount::BIGINT AS amount, discount::BIGINT AS discount, currency, paid_at::BIGINT AS paid "
        "FROM given"
    )
    return found


def _sqlite(fetch: Fetch) -> Dialect:
    """Months by the few rows that say when each begins."""
    return by_hand(
        "(SELECT month FROM rollup_months WHERE since <= paid_at ORDER BY since DESC LIMIT 1)"
    )


def _postgres(fetch: Fetch) -> Dialect:
    """Months by a search in a list of their beginnings."""
    (first,) = fetch("SELECT min(month) FROM rollup_months WHERE since >= '2020-01-01'")
    begins = fetch("SELECT since FROM rollup_months WHERE since >= '2020-01-01' ORDER BY since")
    listed = ", ".join(f"'{since.isoformat()}'" for (since,) in begins[:120])
    return by_hand(f"({first[0]} - 1 + width_bucket(paid_at, ARRAY[{listed}]::timestamptz[]))")


def _run(place: Place, statement: str) -> None:
    with closing(place.fetch()) as connection:
        connection.execute(statement)
        if place.name == "sqlite":
            connection.commit()


@asynccontextmanager
async def _opened(place: Place) -> AsyncIterator[Database]:
    clock = HandClock()
    clock.moment = NOW
    database = await open_database(place.url, keys=place.keys, clock=clock)
    try:
        yield database
    finally:
        await database.close()


def _shown(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds:.3f}"


if __name__ == "__main__":
    asyncio.run(measure())
