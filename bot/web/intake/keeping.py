"""Submissions that come together are stored together: one look for repetitions, one commit.

Requests of one moment are a few rounds of the event loop apart, each being read meanwhile.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from bot.web.intake.refusal import Refused
from leads.forms.submission import Submission, Taken

Store = Callable[[Sequence[Submission]], Awaitable[Sequence[Taken]]]
"""Keeps submissions in one transaction; returns when that is committed."""

MOST_AT_ONCE = 128
STORED_WITHIN = 5.0
"""Seconds in which a commit is done, or whoever waits for it is answered 503; most wait for the
one before it, too."""
ROUNDS = 2
"""So many rounds in which nobody joins are waited before those who came are stored."""

_Waiting = tuple[Submission, asyncio.Future[Taken]]

log = logging.getLogger(__name__)


class Keep:
    """Keeps one submission, with whatever others came meanwhile. `kept` is told after each commit
    that there is something to deal with; a commit has `within` seconds."""

    def __init__(
        self, store: Store, kept: Callable[[], None], *, within: float = STORED_WITHIN
    ) -> None:
        self._store = store
        self._kept = kept
        self._within = within
        self._waiting: list[_Waiting] = []
        self._task: asyncio.Task[None] | None = None

    async def __call__(self, one: Submission) -> Taken:
        """Keep it; when this returns it is on the disk. `Refused` when it can't be stored now."""
        done: asyncio.Future[Taken] = asyncio.get_running_loop().create_future()
        self._waiting.append((one, done))
        if self._task is None:
            self._task = asyncio.create_task(self._work())  # noqa: TID251 - held until it is done
        return await done

    async def _work(self) -> None:
        try:
            while self._waiting:
                await self._gathered()
                batch = self._waiting[:MOST_AT_ONCE]
                del self._waiting[:MOST_AT_ONCE]
                await self._settle(batch)
        finally:
            self._task = None
            # Nobody may wait for ever, neither for a store that was killed nor behind it.
            _refuse(self._waiting)
            self._waiting.clear()

    async def _gathered(self) -> None:
        came, without = len(self._waiting), 0
        while without < ROUNDS and came < MOST_AT_ONCE:
            await asyncio.sleep(0)
            without = without + 1 if len(self._waiting) == came else 0
            came = len(self._waiting)

    async def _settle(self, batch: Sequence[_Waiting]) -> None:
        try:
            # Once for all of them: a timer for each request costs as much as reading its JSON.
            async with asyncio.timeout(self._within):
                taken = await self._store([one for one, _ in batch])
        except BaseException as error:
            _refuse(batch)
            if not isinstance(error, Exception):
                raise
            log.exception("forms could not be stored")
            return
        for (_, done), one in zip(batch, taken, strict=True):
            if not done.done():
                done.set_result(one)
        self._kept()


def _refuse(those: Sequence[_Waiting]) -> None:
    for _, done in those:
        if not done.done():
            done.set_exception(Refused("busy"))
