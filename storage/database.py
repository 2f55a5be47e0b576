"""Group commit: works that arrive together are written in one transaction, each all or nothing.

Works run one after another in the order in which they came; a later one sees what the earlier
ones wrote. Should the common transaction fail, each work is run again in one of its own, so that
none can harm the others; a deadlock with another process is tried again. Hence a work may run
several times and must do nothing but use its unit of work.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from leads.clock import Clock
from storage.arrivals import Arrivals
from storage.ids import Ids
from storage.links import Link, deadlocked
from storage.scope import Batch, Scope
from storage.secrets import KeyRing
from storage.unit_of_work import UnitOfWork, preload

T = TypeVar("T")
MOST_AT_ONCE = 64
MOST_SCENARIOS = 500
MOST_DEADLOCKS = 5  # of one work; each has taken PostgreSQL a second to notice


class WorkCancelled(RuntimeError):
    """Something that the work awaited was cancelled."""


@dataclass(frozen=True, slots=True)
class _Job:
    work: Callable[[UnitOfWork], Awaitable[Any]]
    chat_ids: Sequence[int]
    update_ids: Sequence[int]
    done: asyncio.Future[Any]


@dataclass(frozen=True, slots=True)
class _Returned:
    value: Any


@dataclass(frozen=True, slots=True)
class _Raised:
    error: Exception


class Database:
    """An open database. Made by `storage.engine.open_database`; closed by whoever opened it."""

    def __init__(
        self, link: Link, keys: KeyRing, ids: Ids, arrivals: Arrivals, clock: Clock
    ) -> None:
        self._link = link
        self._keys = keys
        self._ids = ids
        self._arrivals = arrivals
        self._clock = clock
        self._queue: deque[_Job] = deque()
        self._wake = asyncio.Event()
        self._writing = asyncio.Lock()
        self._closing = False
        self._scenarios: dict[str, str] = {}
        self._runner = asyncio.create_task(self._serve())  # noqa: TID251 - held and awaited by close

    @property
    def keys(self) -> KeyRing:
        """The keys that open what `read` finds."""
        return self._keys

    async def run(
        self,
        work: Callable[[UnitOfWork], Awaitable[T]],
        *,
        chat_ids: Sequence[int] = (),
        update_ids: Sequence[int] = (),
    ) -> T:
        """Run a work in a transaction; return its result once that is committed.

        `chat_ids` (Telegram ids of contacts) and `update_ids` name what it is about: these are
        read for the whole batch at once. Whatever the work raises is raised here, and nothing of
        the work remains. A caller that is cancelled may still have its work committed.
        """
        return await self.hand_in(work, chat_ids=chat_ids, update_ids=update_ids)

    def hand_in(
        self,
        work: Callable[[UnitOfWork], Awaitable[T]],
        *,
        chat_ids: Sequence[int] = (),
        update_ids: Sequence[int] = (),
    ) -> asyncio.Future[T]:
        """`run` for a caller who has something to do meanwhile: works handed in from now on come
        after this one, in its transaction or a later one, and see what it wrote."""
        if self._closing:
            raise RuntimeError("the database is closed")
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._queue.append(_Job(work, chat_ids, update_ids, done))
        self._wake.set()
        return done

    def announce(self, update_ids: Sequence[int]) -> bool:
        """These updates are about to be stored: whether they are certainly new, without a look."""
        return self._arrivals.announce(update_ids)

    async def read(self, query: Callable[[Connection], T]) -> T:
        """Run a query of this room on a read-only connection, beside the writer."""
        return await self._link.read(query)

    async def touched(self) -> bool:
        """Whether another process may have written since this was asked last; cheap."""
        return await self._link.touched()

    async def purge(self) -> None:
        """Leave nothing of deleted rows in the database's files; see `Link.purge`."""
        async with self._writing:
            await self._link.purge()

    async def close(self) -> None:
        """Finish what was handed in, then close every connection."""
        self._closing = True
        self._wake.set()
        with suppress(asyncio.CancelledError):
            await self._runner
        await self._link.close()

    async def _serve(self) -> None:
        jobs: list[_Job] = []
        try:
            while not (self._closing and not self._queue):
                await self._wake.wait()
                self._wake.clear()
                while self._queue:
                    # Whoever became ready in this very round of the loop may still join.
                    await asyncio.sleep(0)
                    count = min(len(self._queue), MOST_AT_ONCE)
                    jobs = [self._queue.popleft() for _ in range(count)]
                    async with self._writing:
                        await self._settle([job for job in jobs if not job.done.done()])
        finally:
            # Nobody may wait for ever for a runner that was killed.
            for job in (*jobs, *self._queue):
                job.done.cancel()

    async def _settle(self, jobs: Sequence[_Job]) -> None:
        try:
            outcomes = await self._attempt(jobs)
        except Exception:
            for job in jobs:
                await self._alone(job)
            return
        for job, outcome in zip(jobs, outcomes, strict=True):
            _tell(job, outcome)

    async def _alone(self, job: _Job, tries: int = MOST_DEADLOCKS) -> None:
        try:
            (outcome,) = await self._attempt([job])
        except Exception as error:
            if tries > 1 and deadlocked(error):
                await self._alone(job, tries - 1)
                return
            outcome = _Raised(error)
        _tell(job, outcome)

    async def _attempt(self, jobs: Sequence[_Job]) -> list[_Returned | _Raised]:
        """Run the works in one transaction; an error of the transaction itself is raised."""
        batch = Batch(self._link, self._keys, self._ids)
        batch.known.scenarios = dict(self._scenarios)
        chats = [chat_id for job in jobs for chat_id in job.chat_ids]
        updates = [update_id for job in jobs for update_id in job.update_ids]
        batch.known.updates = self._arrivals.known(updates)
        unknown = [update_id for update_id in updates if update_id not in batch.known.updates]
        try:
            if chats or unknown:
                await self._link.call(lambda c: preload(c, batch, chats, unknown))
            outcomes = [await self._perform(job, batch) for job in jobs]
            if batch.broken is not None and any(isinstance(one, _Returned) for one in outcomes):
                raise batch.broken
            await self._link.commit(batch.changes.write)
        except BaseException:
            await self._link.end()
            raise
        finally:
            self._ids.end_of_batch()
        self._arrivals.committed(batch.known.updates)
        if len(batch.known.scenarios) <= MOST_SCENARIOS:
            self._scenarios = dict(batch.known.scenarios)
        return outcomes

    async def _perform(self, job: _Job, batch: Batch) -> _Returned | _Raised:
        scope = Scope(batch, self._clock.now())
        try:
            value = await job.work(UnitOfWork(scope))
        except asyncio.CancelledError as error:
            if _runner_is_cancelled():
                raise
            await scope.fail()
            return _Raised(WorkCancelled(str(error)))
        except Exception as error:
            contained = await scope.fail()
            if isinstance(error, DBAPIError) and (not contained or deadlocked(error)):
                raise
            return _Raised(error)
        await scope.succeed()
        return _Returned(value)


def _runner_is_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _tell(job: _Job, outcome: _Returned | _Raised) -> None:
    if job.done.done():
        return
    if isinstance(outcome, _Raised):
        job.done.set_exception(outcome.error)
    else:
        job.done.set_result(outcome.value)
