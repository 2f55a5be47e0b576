"""The peers of `make bench-touches`: APScheduler's own job store, and pgqueuer.

Each is loaded with the same number of jobs that are due later, as its documentation stores them,
and drains those that are made due. A job does nothing.
"""

from __future__ import annotations

import asyncio
import pickle
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
from apscheduler.job import Job
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from pgqueuer import AsyncpgDriver, PgQueuer, Queries
from pgqueuer import Job as QueuedJob
from pgqueuer.domain.types import QueueExecutionMode
from sqlalchemy import create_engine, event

LATER = timedelta(days=30)
CHUNK = 10_000
BATCH = 100
ENTRY = "touch"
_ran = 0


async def nothing() -> None:
    """The job of APScheduler."""
    global _ran  # noqa: PLW0603 - a job that is pickled by its name has nowhere else to count
    _ran += 1


class ApScheduler:
    """`SQLAlchemyJobStore` on a database of its own; on SQLite with the settings of ours."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(url)
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine, "connect", _as_ours)
        self._store = SQLAlchemyJobStore(engine=self._engine)
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            jobstores={"default": self._store},
            job_defaults={"misfire_grace_time": None, "coalesce": True},
        )
        self._loaded = 0

    def load(self, count: int) -> None:
        """That many jobs for later: rows as `add_job` writes them, many at a time."""
        self._store.start(self._scheduler, "default")
        for rows in self._rows(count, datetime.now(UTC) + LATER):
            with self._engine.begin() as connection:
                connection.execute(self._store.jobs_t.insert(), rows)

    async def drain(self, count: int) -> float:
        """Make that many due; jobs per second from the start of the scheduler to the last run."""
        for rows in self._rows(count, datetime.now(UTC) - timedelta(seconds=1)):
            with self._engine.begin() as connection:
                connection.execute(self._store.jobs_t.insert(), rows)
        before, began = _ran, time.perf_counter()
        self._scheduler.start()
        while _ran - before < count:
            await asyncio.sleep(0.005)
        taken = time.perf_counter() - began
        self._scheduler.shutdown(wait=False)
        self._engine.dispose()
        return count / taken

    def _rows(self, count: int, due: datetime) -> Iterator[list[dict[str, Any]]]:
        job = Job(
            self._scheduler,
            trigger=DateTrigger(run_date=due),
            executor="default",
            func=nothing,
            args=(),
            kwargs={},
            id="0",
            name="touch",
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
            next_run_time=due,
        )
        state = job.__getstate__()
        for first in range(0, count, CHUNK):
            rows = []
            for _ in range(min(CHUNK, count - first)):
                self._loaded += 1
                state["id"] = str(self._loaded)
                pickled = pickle.dumps(state, self._store.pickle_protocol)
                rows.append(
                    {"id": state["id"], "next_run_time": due.timestamp(), "job_state": pickled}
                )
            yield rows


class PgQueue:
    """pgqueuer, with completions in batches as its manager makes them."""

    def __init__(self, url: str) -> None:
        self._url = url.replace("+asyncpg", "")

    async def load(self, count: int) -> None:
        """That many jobs for later."""
        connection = await asyncpg.connect(self._url)
        queries = Queries(AsyncpgDriver(connection))
        await queries.install()
        for first in range(0, count, CHUNK):
            size = min(CHUNK, count - first)
            await queries.enqueue([ENTRY] * size, [b"{}"] * size, [0] * size, [LATER] * size)
        await connection.execute("ANALYZE")
        await connection.close()

    async def drain(self, count: int, workers: int) -> float:
        """Make that many due; jobs per second of so many workers together."""
        connection = await asyncpg.connect(self._url)
        await connection.execute(
            "UPDATE pgqueuer SET execute_after = now() WHERE id IN (SELECT id FROM pgqueuer "
            "WHERE status = 'queued' AND execute_after > now() LIMIT $1)",
            count,
        )
        await connection.close()
        ran: list[float] = []
        them = [await self._worker(ran, count) for _ in range(workers)]
        began = time.perf_counter()
        running = [
            asyncio.ensure_future(one.run(batch_size=BATCH, mode=QueueExecutionMode.continuous))
            for one in them
        ]
        while len(ran) < count:
            await asyncio.sleep(0.005)
        taken = ran[count - 1] - began
        for one in them:
            one.shutdown.set()
        await asyncio.gather(*running)
        return count / taken

    async def _worker(self, ran: list[float], count: int) -> PgQueuer:
        queue = PgQueuer(AsyncpgDriver(await asyncpg.connect(self._url)))

        @queue.entrypoint(ENTRY)
        async def touch(job: QueuedJob) -> None:
            ran.append(time.perf_counter())

        return queue


def _as_ours(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    for setting in ("journal_mode = WAL", "synchronous = FULL"):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()
