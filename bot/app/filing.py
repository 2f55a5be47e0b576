"""Sent forms become leads, right after they were answered: taken up by whoever is woken, by every
tick beside, and by the next process after a crash."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import timedelta

from dialogs.forms.filing import Filing
from leads.clock import Clock
from leads.forms.submission import Submission, Taken
from storage.database import Database
from storage.unit_of_work import UnitOfWork

AT_ONCE = 16
QUIET, LONGEST_WAIT = 0.04, 0.2
"""Seconds without a new form after which leads are made of those that came. As long as forms keep
coming one lead is made each time they were waited for in vain: whoever sends a form now waits for
the answer, whoever has one does not."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=6)

log = logging.getLogger(__name__)


class Filings:
    """Submissions of one program. `wake` asks for a tick: sales may have something to be told."""

    def __init__(
        self, database: Database, filing: Filing, clock: Clock, wake: Callable[[], None]
    ) -> None:
        self._database = database
        self._filing = filing
        self._clock = clock
        self._wake = wake
        self._alone = asyncio.Lock()
        self._woken: set[asyncio.Task[None]] = set()
        self._came = self._storing = 0
        self._stopped = False

    async def store(self, sent: Sequence[Submission]) -> Sequence[Taken]:
        """Keep submissions, in one transaction."""

        async def work(uow: UnitOfWork) -> list[Taken]:
            return await uow.submissions.add_many(sent)

        self._came += 1
        self._storing += 1
        try:
            return await self._database.run(work)
        finally:
            self._storing -= 1

    def wake(self) -> None:
        """There is something to deal with."""
        if not self._woken:
            task = asyncio.create_task(self())  # noqa: TID251 - held in _woken
            self._woken.add(task)
            task.add_done_callback(self._woken.discard)

    async def __call__(self) -> None:
        """Deal with everything that waits and is due."""
        async with self._alone:
            while not self._stopped and (due := await self._database.run(self._due)):
                at_once = due if await self._quiet() else due[:1]
                await asyncio.gather(*(self._try(number) for number in at_once))

    async def _quiet(self) -> bool:
        """Let those go first who wait for their answer; whether nobody does."""
        for _ in range(int(LONGEST_WAIT / QUIET)):
            before = self._came
            await asyncio.sleep(QUIET)
            if self._came == before and not self._storing:
                return True
        return False

    async def one(self, number: int) -> None:
        """Deal with that one, unless it was dealt with before."""

        async def work(uow: UnitOfWork) -> bool:
            return await self._filing.file(uow, number)

        if await self._database.run(work):
            self._wake()

    async def idle(self) -> None:
        """Wait until whatever was woken is done."""
        while self._woken:
            await asyncio.wait(set(self._woken))

    async def stop(self) -> None:
        """Deal with what is under way; the rest, which is stored, is the next process's."""
        self._stopped = True
        await self.idle()

    async def _due(self, uow: UnitOfWork) -> list[int]:
        return await uow.submissions.due(self._clock.now(), AT_ONCE)

    async def _try(self, number: int) -> None:
        try:
            await self.one(number)
        except Exception as error:
            log.exception("form %s could not be dealt with; it is tried again", number)
            reason = repr(error)[:500]
            await self._database.run(lambda uow: self._later(uow, number, reason))

    async def _later(self, uow: UnitOfWork, number: int, reason: str) -> None:
        kept = await uow.submissions.claim(number)
        if kept is not None:
            pause = min(FIRST_PAUSE * 2 ** min(kept.attempts, 12), LONGEST_PAUSE)
            await uow.submissions.later(kept, self._clock.now() + pause, reason)
