"""How many calls an account gets: one pace for all workers, and waits that the CRM names.

Pure arithmetic, the limiter that waits, and the port behind which the pace is kept: in memory
where one process has the database to itself, else in the database (docs/adr). Only a whole pause
is refused; a turn that comes soon is waited for.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime, timedelta
from typing import Protocol

from crm_sync.capabilities import Limits
from crm_sync.errors import CrmRateLimited
from leads.clock import Clock
from leads.pace import Pace

LONGEST_WAIT = timedelta(seconds=30)
"""Whoever would wait longer for a turn is sent away with that time instead."""

SPARED = 0.9
"""The part of a budget of operating time after which a method rests."""

Sleep = Callable[[float], Awaitable[None]]


class Paces(Protocol):
    """Where the pace of an account is kept. Each call is a transaction of its own."""

    async def take(
        self, account: str, what: str, now: datetime, limits: Limits, weight: int, most: timedelta
    ) -> timedelta:
        """Take a turn for a call of `what` and say how long to wait for it.

        When that is longer than `most`, no turn is taken. A pause of the account or of `what`
        counts as a wait.
        """
        ...

    async def pause(self, account: str, what: str, until: datetime) -> None:
        """No call of `what` ("" for any) before then; an earlier end changes nothing."""
        ...


class MemoryPaces:
    """Paces of one process."""

    def __init__(self) -> None:
        self._paces: dict[str, Pace] = {}
        self._pauses: dict[tuple[str, str], datetime] = {}

    async def take(
        self, account: str, what: str, now: datetime, limits: Limits, weight: int, most: timedelta
    ) -> timedelta:
        """See `Paces`."""
        ends = [self._pauses.get((account, name), now) for name in {"", what}]
        paused = max(*ends, now) - now
        pace, wait = self._paces.get(account, Pace(now)).taken(now, limits, weight)
        longest = max(wait, paused)
        if longest <= most:
            self._paces[account] = pace
        return longest

    async def pause(self, account: str, what: str, until: datetime) -> None:
        """See `Paces`."""
        before = self._pauses.get((account, what), until)
        self._pauses[(account, what)] = max(before, until)


class Limiter(Protocol):
    """Lets calls of one account through."""

    def turn(self, what: str, weight: int = 1) -> AbstractAsyncContextManager[None]:
        """Wait for a turn, and hold one of the calls at once until the block ends.

        `CrmRateLimited` when the wait is longer than `LONGEST_WAIT`.
        """
        ...

    async def pause(self, seconds: float, what: str = "") -> None:
        """The CRM named a wait, for one method or for all."""
        ...

    async def worked(self, what: str, seconds: float, reset_at: datetime | None) -> None:
        """The CRM has worked `seconds` for `what` within its window, which ends at `reset_at`."""
        ...


class Line:
    """Lets `most` in at once. Of those who wait, whoever came last is next: so a delivery of
    several calls comes to its end before others begin, and not all run out of time together."""

    def __init__(self, most: int) -> None:
        self._free = most
        self._waiting: list[asyncio.Future[None]] = []

    async def enter(self, within: timedelta) -> None:
        """Be let in; TimeoutError for whoever was not until then."""
        if self._free:
            self._free -= 1
            return
        called: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(called)
        try:
            async with asyncio.timeout(within.total_seconds()):
                await called
        except BaseException:
            if called in self._waiting:
                self._waiting.remove(called)
            elif called.done() and not called.cancelled():
                self.leave()  # called at the very moment of going away
            raise

    def leave(self) -> None:
        """Make room for the next."""
        while self._waiting:
            called = self._waiting.pop()
            if not called.done():
                called.set_result(None)
                return
        self._free += 1


class PacedLimiter:
    """The limiter of one account over the shared paces."""

    def __init__(
        self,
        account: str,
        limits: Limits,
        paces: Paces,
        clock: Clock,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._account = account
        self._limits = limits
        self._paces = paces
        self._clock = clock
        self._sleep = sleep
        self._line = Line(limits.at_once)

    @asynccontextmanager
    async def turn(self, what: str, weight: int = 1) -> AsyncIterator[None]:
        """See `Limiter`."""
        try:
            await self._line.enter(LONGEST_WAIT)
        except TimeoutError:
            raise self._sent_away(LONGEST_WAIT) from None
        try:
            wait = await self._paces.take(
                self._account, what, self._clock.now(), self._limits, weight, LONGEST_WAIT
            )
            if wait > LONGEST_WAIT:
                raise self._sent_away(wait)
            if wait > timedelta():
                await self._sleep(wait.total_seconds())
            yield
        finally:
            self._line.leave()

    async def pause(self, seconds: float, what: str = "") -> None:
        """See `Limiter`."""
        until = self._clock.now() + timedelta(seconds=seconds)
        await self._paces.pause(self._account, what, until)

    async def worked(self, what: str, seconds: float, reset_at: datetime | None) -> None:
        """See `Limiter`. A method that has used most of its budget rests until its window ends."""
        budget = self._limits.operating
        if budget is not None and reset_at is not None and seconds >= budget * SPARED:
            await self._paces.pause(self._account, what, reset_at)

    def _sent_away(self, wait: timedelta) -> CrmRateLimited:
        seconds = wait.total_seconds()
        return CrmRateLimited(
            f"the account {self._account} has to wait {seconds:.0f} s for its next call",
            retry_after=seconds,
        )
