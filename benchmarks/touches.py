"""`make bench-touches`: due touches among a million pending ones, claimed and settled.

Beside them APScheduler's own job store and, on PostgreSQL, pgqueuer do the same in the same run.
Workers on PostgreSQL are processes; an SQLite file belongs to one, where they claim side by side.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from asyncio.subprocess import Process
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import bindparam, select, update

from benchmarks.figures import figure, percentile, table
from benchmarks.queues import ApScheduler, PgQueue
from benchmarks.workers import ask, worker
from leads.clock import SystemClock
from leads.consent import Audience, Purpose
from leads.touch import UNTAKEN, Touch
from storage.engine import open_database
from storage.secrets import KeyRing
from storage.tables import touches
from storage.touches import OPEN
from storage.unit_of_work import UnitOfWork
from tests.fakes.postgres import PostgresUnavailable, create_database, postgres_server

PENDING = int(os.environ.get("BENCH_PENDING", "1000000"))
FEW = 10_000
DUE = 10_000
ROUNDS = 3
CHUNK = 5_000
LATER = timedelta(days=30)


@dataclass(frozen=True)
class Place:
    """A database of ours with its key."""

    name: str
    url: str
    key_file: Path


@dataclass(frozen=True)
class Drained:
    """What workers did together: rows a second, times of claims, the largest one's memory."""

    rows_per_s: float
    claims_ms: Sequence[float]
    rss_mb: float


async def measure() -> None:
    """Load everything, let everybody drain in turn, print the table and the figures."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="prequal-bench-")))
        key_file = folder / "prequal.key"
        KeyRing.from_file(key_file)
        places = [Place("sqlite", f"sqlite+aiosqlite:///{folder / 'touches.db'}", key_file)]
        peers: dict[str, str] = {"sqlite": f"sqlite:///{folder / 'jobs.db'}"}
        queue: PgQueue | None = None
        try:
            server = stack.enter_context(postgres_server(durable=True))
        except PostgresUnavailable as reason:
            print(f"Without PostgreSQL: {reason}")
        else:
            places.append(Place("postgres", create_database(server), key_file))
            peers["postgres"] = create_database(server).replace("+asyncpg", "+psycopg")
            queue = PgQueue(create_database(server))
        print(f"{PENDING:,} touches are pending, {DUE:,} are due at once, {ROUNDS} rounds in turn")
        for place in places:
            await measure_place(place, peers[place.name], queue if place.name != "sqlite" else None)


async def measure_place(place: Place, jobs_url: str, queue: PgQueue | None) -> None:
    """One database: the ticks, the drains, the peers."""
    await plan(place, FEW, first=0)
    few = await idle_tick(place)
    await plan(place, PENDING - FEW, first=FEW)
    many = await idle_tick(place)
    if queue is not None:
        await queue.load(PENDING)
    ours: dict[int, list[Drained]] = {1: [], 3: []}
    theirs: dict[int, list[float]] = {1: [], 3: []}
    for _ in range(ROUNDS):
        for workers, drained in ours.items():
            drained.append(await drain(place, workers))
            if queue is not None:
                theirs[workers].append(await queue.drain(DUE, workers))
    jobs = ApScheduler(jobs_url)
    jobs.load(PENDING)
    scheduler = await jobs.drain(DUE)
    report(place.name, ours, theirs, scheduler)
    figure(f"touches.{place.name}.tick_ms_{FEW}", few)
    figure(f"touches.{place.name}.tick_ms_{PENDING}", many)


def report(
    name: str, ours: dict[int, list[Drained]], theirs: dict[int, list[float]], scheduler: float
) -> None:
    """The table of a database and its figures: medians of the rounds."""
    rows = []
    for workers, rounds in ours.items():
        rate = median(one.rows_per_s for one in rounds)
        p99 = median(percentile(one.claims_ms, 0.99) for one in rounds)
        memory = max(one.rss_mb for one in rounds)
        rows.append((f"ours, {workers}", f"{rate:,.0f}", f"{p99:.1f}", f"{memory:.0f}"))
        figure(f"touches.{name}.{workers}.rows_per_s", rate)
        figure(f"touches.{name}.{workers}.claim_p99_ms", p99)
        figure(f"touches.{name}.{workers}.rss_mb", memory)
        figure(f"touches.{name}.{workers}.ratio_to_apscheduler", rate / scheduler)
        if theirs[workers]:
            rival = median(theirs[workers])
            rows.append((f"pgqueuer, {workers}", f"{rival:,.0f}", "", ""))
            pairs = zip(rounds, theirs[workers], strict=True)
            ratio = median(one.rows_per_s / other for one, other in pairs)
            figure(f"touches.{name}.{workers}.ratio_to_pgqueuer", ratio)
    rows.append(("APScheduler, 1", f"{scheduler:,.0f}", "", ""))
    table((name, "rows/s", "claim p99 ms", "RSS MB"), rows)


async def plan(place: Place, count: int, *, first: int) -> None:
    """Touches for later, through the program's own storage."""
    keys = KeyRing.from_file(place.key_file)
    database = await open_database(place.url, keys=keys, clock=SystemClock())
    due = datetime.now(UTC) + LATER

    def chunk(begin: int) -> Any:
        async def work(uow: UnitOfWork) -> None:
            for number in range(begin, min(begin + CHUNK, first + count)):
                await uow.touches.plan(_touch(number, due + timedelta(seconds=number)))

        return work

    try:
        for begin in range(first, first + count, CHUNK):
            await database.run(chunk(begin))
    finally:
        await database.close()


def _touch(number: int, due: datetime) -> Touch:
    return Touch(
        key=f"untaken:{number}:1",
        kind=UNTAKEN,
        lead_id=None,
        contact_id=None,
        audience=Audience.STAFF,
        purpose=Purpose.SERVICE,
        due_at=due,
        payload={"kind": UNTAKEN, "v": 1, "lead_id": number, "again": False},
    )


async def make_due(place: Place) -> None:
    """Bring the due moment of some forward, as travelling through time would."""
    keys = KeyRing.from_file(place.key_file)
    database = await open_database(place.url, keys=keys, clock=SystemClock())

    soonest = (
        select(touches.c.id)
        .where(touches.c.status == OPEN)
        .order_by(touches.c.due_at)
        .limit(DUE)
        .scalar_subquery()
    )
    bring = update(touches).where(touches.c.id.in_(soonest)).values(due_at=bindparam("at"))

    async def work(uow: UnitOfWork) -> None:
        uow.scope.sweep(touches, bring, {"at": uow.now})

    try:
        await database.run(work)
    finally:
        await database.close()


def claiming(place: Place, claimers: int = 1) -> AbstractAsyncContextManager[Process]:
    """A process that claims."""
    return worker("benchmarks.claiming", place.url, str(place.key_file), str(claimers))


async def idle_tick(place: Place) -> float:
    """Milliseconds that a claim takes when nothing is due, as a rule."""
    async with claiming(place) as process:
        told = await ask(process, "tick")
    assert told["rows"] == 0
    return float(median(told["claims_ms"]))


async def drain(place: Place, workers: int) -> Drained:
    """Everything that is due, by so many workers; none may be claimed twice or left."""
    await make_due(place)
    processes, claimers = (1, workers) if place.name == "sqlite" else (workers, 1)
    async with AsyncExitStack() as stack:
        them = [
            await stack.enter_async_context(claiming(place, claimers)) for _ in range(processes)
        ]
        told = await asyncio.gather(*(ask(one, "drain") for one in them))
    rows = sum(one["rows"] for one in told)
    assert rows == DUE, f"{rows} rows were claimed, {DUE} were due"
    taken = max(one["ended"] for one in told) - min(one["began"] for one in told)
    claims = [ms for one in told for ms in one["claims_ms"]]
    return Drained(rows / taken, claims, max(one["rss_mb"] for one in told))


if __name__ == "__main__":
    asyncio.run(measure())
