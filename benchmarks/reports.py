"""`make bench-reports`: every report over a million orders and two million events in one database.

On SQLite and PostgreSQL, beside pandas (the recount of the tests), DuckDB and statements written by
hand. All run on one core. Answers are compared before their times; times are medians of runs in
turn. Statements by hand have a copy of the database with indexes of their own.

`BENCH_ORDERS` makes the base smaller, `BENCH_REPORTS=cohorts,ltv` takes some reports only.
"""

from __future__ import annotations

import asyncio
import gc
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import duckdb
import psycopg
from psycopg import sql

from benchmarks.by_hand import dialect
from benchmarks.by_hand.dialect import Dialect, Fetch, Rival
from benchmarks.by_hand.registry import BY_HAND, DUCK, INDEXES, same
from benchmarks.figures import figure, on_core, table
from benchmarks.report_base import grown
from bot.app.database import rollup_of
from reports.asking.asked import Asked
from reports.source import Source
from storage.database import Database
from storage.engine import open_database
from storage.secrets import KeyRing
from storage.sqlite import MAPPED
from tests.fakes.postgres import PostgresUnavailable, create_database, postgres_server
from tests.reports.base.making import NOW, TODAY
from tests.reports.base.recount import purchases as frames
from tests.reports.base.recount.figures import Figures, Wanted, month
from tests.reports.base.recount.registry import RECOUNTS
from tests.reports.base.rows import Rows
from tests.reports.base.storing import into_postgres, into_sqlite
from tests.reports.base.test_base import SETTINGS, every, figures
from tests.storage.samples import HandClock

MILLION = 1_000_000
ORDERS = int(os.environ.get("BENCH_ORDERS", MILLION))
NAMES = [name for name in os.environ.get("BENCH_REPORTS", "").split(",") if name] or list(RECOUNTS)
LEADS, EVENTS = ORDERS // 5, ORDERS * 2
RUNS, SECONDS = 5, 8.0
"""Runs of one report at most, and how long they may take together before there are fewer."""
EVER, ALL = Asked(everything=True), Wanted(everything=True)
SQL, DUCKDB = "sql", "duckdb"
LIMITS = {SQL: 1.5, DUCKDB: 1.0}
"""How many times as long as those a report of a million orders may take."""


@dataclass(frozen=True)
class Place:
    """A database of ours, and the way to its copy, which statements by hand read."""

    name: str
    url: str
    keys: KeyRing
    copy: Callable[[], Any]
    dialect: Callable[[Fetch, KeyRing], Dialect]


@dataclass(frozen=True)
class Answering:
    """Somebody else who answers reports of a place."""

    name: str
    rivals: Mapping[str, Rival]
    fetch: Fetch
    dialect: Dialect


Recounted = Mapping[str, tuple[float, Figures]]


async def measure() -> None:
    """Make the base, fill everything with it, measure each database in turn."""
    with ExitStack() as stack:
        stack.enter_context(on_core(0))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="prequal-bench-")))
        print(f"{ORDERS:,} orders, {EVENTS:,} events, {LEADS:,} leads; medians of {RUNS} runs")
        gc.disable()  # looks through millions of rows again and again, and finds nothing
        rows = grown(LEADS, ORDERS, EVENTS)
        places = _places(stack, folder)
        for place in places:
            await _fill(place, rows)
        duck = stack.enter_context(closing(_duck(rows, folder / "duck.db")))
        recounted = {name: _timed(partial(RECOUNTS[name], rows, ALL)) for name in NAMES}
        del rows
        gc.enable()
        gc.collect()
        beside = Answering(
            DUCKDB, DUCK, lambda text: duck.execute(text).fetchall(), dialect.duckdb()
        )
        missed = [line for place in places for line in await measured(place, recounted, beside)]
    if ORDERS < MILLION:
        print("How long reports may take is said of a million orders.")
    else:
        print("\n".join(missed) or "No report takes longer than it may.")


def _places(stack: ExitStack, folder: Path) -> list[Place]:
    keys = KeyRing.from_file(folder / "prequal.key")
    found = [sqlite_at(folder / "prequal.db", keys)]
    try:
        found.append(postgres_at(create_database(stack.enter_context(postgres_server())), keys))
    except PostgresUnavailable as reason:
        print(f"Without PostgreSQL: {reason}")
    return found


def sqlite_at(path: Path, keys: KeyRing) -> Place:
    """A file."""

    def copy() -> sqlite3.Connection:
        hand = path.with_suffix(".hand.db")
        shutil.copy(path, hand)
        connection = sqlite3.connect(hand)
        connection.execute(f"PRAGMA mmap_size = {MAPPED}")  # as ours
        return connection

    return Place("sqlite", f"sqlite+aiosqlite:///{path}", keys, copy, dialect.sqlite)


def postgres_at(url: str, keys: KeyRing) -> Place:
    """A database of a server that has room for its copy."""
    plain = url.replace("+asyncpg", "")

    def copy() -> psycopg.Connection[Any]:
        name = plain.rpartition("/")[2].partition("?")[0]
        hand = f"{name}_hand"
        with psycopg.connect(plain.replace(f"/{name}", "/postgres"), autocommit=True) as server:
            statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            server.execute(statement.format(sql.Identifier(hand), sql.Identifier(name)))
        # As ours.
        options = "-c jit=off -c random_page_cost=1.1"
        return psycopg.connect(
            plain.replace(f"/{name}", f"/{hand}"), autocommit=True, options=options
        )

    return Place("postgres", url, keys, copy, dialect.postgres)


async def _fill(place: Place, rows: Rows) -> None:
    """The same rows into a database of the newest schema, and its sums."""
    async with _opened(place):
        pass
    if place.name == "sqlite":
        into_sqlite(Path(place.url.partition(":///")[2]), rows, place.keys)
    else:
        into_postgres(place.url, rows, place.keys)
        _vacuumed(place)
    async with _opened(place) as database:
        began = time.perf_counter()
        await rollup_of(SETTINGS, database)()
        figure(f"reports.rollup.{place.name}.seconds", time.perf_counter() - began)
    if place.name == "postgres":
        _vacuumed(place)


def _vacuumed(place: Place) -> None:
    with psycopg.connect(place.url.replace("+asyncpg", ""), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


async def measured(place: Place, recounted: Recounted, beside: Answering) -> Sequence[str]:
    """Print the times of a place; tell which reports miss what they should keep to."""
    with closing(place.copy()) as connection:
        fetch: Fetch = lambda text: connection.execute(text).fetchall()  # noqa: E731
        for statement in (*INDEXES, "ANALYZE"):
            connection.execute(statement)
        by_hand = Answering(SQL, BY_HAND, fetch, place.dialect(fetch, place.keys))
        rows, missed = [], []
        async with _opened(place) as database:
            sources = every(database)
            for name in NAMES:
                took = await _row(name, sources[name], recounted, (by_hand, beside))
                rows.append((name, *(f"{took[one]:.3f}" if one in took else "" for one in _SHOWN)))
                missed += _told(f"reports.{name}.{place.name}", took)
    table((place.name, *(f"{one} s" for one in _SHOWN)), rows)
    return missed


_SHOWN = ("ours", SQL, DUCKDB, "pandas")


async def _row(
    name: str, source: Source, recounted: Recounted, beside: Sequence[Answering]
) -> Mapping[str, float]:
    """Compare what is answered, then measure in turn: median seconds by who answers."""
    spent = time.perf_counter()
    report = await source.report(EVER, TODAY)
    pandas, counted = recounted[name]
    assert figures(report) == counted, f"{name} is not what pandas counts"
    those = [one for one in beside if name in one.rivals]
    for one in those:
        same(name, report, one.rivals[name](one.fetch, one.dialect))
    spans: dict[str, list[float]] = {"ours": [], **{one.name: [] for one in those}}
    while len(spans["ours"]) < RUNS:
        began = time.perf_counter()
        await source.report(EVER, TODAY)
        spans["ours"].append(time.perf_counter() - began)
        for one in those:
            spans[one.name].append(_timed(partial(one.rivals[name], one.fetch, one.dialect))[0])
        if time.perf_counter() - spent > SECONDS:
            break
    return {who: median(those) for who, those in spans.items()} | {"pandas": pandas}


def _told(name: str, took: Mapping[str, float]) -> list[str]:
    """Print the figures of a report; what it misses."""
    figure(f"{name}.seconds", took["ours"])
    missed = []
    for who, limit in LIMITS.items():
        if who in took:
            ratio = took["ours"] / took[who]
            figure(f"{name}.ratio_to_{who}", ratio)
            if ratio > limit:
                missed.append(f"MISSED {name}.ratio_to_{who} {ratio:.2f} above {limit}")
        elif who == SQL:
            missed.append(f"MISSED {name}: nothing by hand to compare with")
    return missed


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    done = work()
    return time.perf_counter() - began, done


def _duck(rows: Rows, path: Path) -> duckdb.DuckDBPyConnection:
    """Orders in a table of DuckDB's, client and month in columns."""
    orders = frames.filtered(rows, ALL)
    orders = orders.assign(month=month(orders.paid_at))[
        ["id", "client", "month", "product", "amount", "discount", "currency", "paid_at"]
    ]
    found = duckdb.connect(str(path))
    found.execute("SET threads = 1")
    found.register("given", orders)
    found.execute(
        "CREATE TABLE orders AS SELECT id::BIGINT AS id, client::BIGINT AS client, month::INTEGER "
        "AS month, product, amount::BIGINT AS amount, discount::BIGINT AS discount, currency, "
        "paid_at::BIGINT AS paid_at FROM given"
    )
    return found


@asynccontextmanager
async def _opened(place: Place) -> AsyncIterator[Database]:
    clock = HandClock()
    clock.moment = NOW
    database = await open_database(place.url, keys=place.keys, clock=clock)
    try:
        yield database
    finally:
        await database.close()


if __name__ == "__main__":
    asyncio.run(measure())
