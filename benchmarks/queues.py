"""The peers of `make bench-touches`: APScheduler's own job store, and pgqueuer.

Each is loaded with the same number of jobs that are due later, as its documentation stores them,
and drains those that are made due. A job does nothing.
"""

from __future__ import annotations

import asyncio
import json
import pickle
import sys
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
from apscheduler.job import Job
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from pgqueuer import AsyncpgDriver, PgQueuer, Queries
from pgqueuer import Job as QueuedJob
from sqlalchemy import create_engine, event

from benchmarks.workers import ask, tell, worker

LATER = timedelta(days=30)
CHUNK = 10_000
BATCH = 100
ENTRY = "touch"
DUE = "SELECT EXISTS (SELECT FROM pgqueuer WHERE execute_after <= now())"
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
        """Make that many due; jobs per second of so many processes together."""
        connection = await asyncpg.connect(self._url)
        await connection.execute(
            "UPDATE pgqueuer SET execute_after = now() WHERE id IN (SELECT id FROM pgqueuer "
            "WHERE status = 'queued' AND execute_after > now() LIMIT $1)",
            count,
        )
        async with AsyncExitStack() as stack:
            command = ("benchmarks.queues", self._url)
            them = [await stack.enter_async_context(worker(*command)) for _ in range(workers)]
            began = time.time()
            for one in them:
                tell(one, "drain")
            while await connection.fetchval(DUE):
                await asyncio.sleep(0.02)
            told = await asyncio.gather(*(ask(one, "stop") for one in them))
        await connection.close()
        assert sum(one["rows"] for one in told) == count, told
        return count / (max(float(one["last"]) for one in told) - began)


async def serve(url: str) -> None:
    """One worker of pgqueuer, told by lines: drain, then stop."""
    queue = PgQueuer(AsyncpgDriver(await asyncpg.connect(url)))
    ran: list[float] = []

    @queue.entrypoint(ENTRY)
    async def touch(job: QueuedJob) -> None:
        ran.append(time.time())

    print("ready", flush=True)
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, sys.stdin.readline)
    running = asyncio.ensure_future(queue.run(batch_size=BATCH))
    await loop.run_in_executor(None, sys.stdin.readline)
    queue.shutdown.set()
    await running
    print(json.dumps({"rows": len(ran), "last": max(ran, default=0.0)}), flush=True)


def _as_ours(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    for setting in ("journal_mode = WAL", "synchronous = FULL"):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
