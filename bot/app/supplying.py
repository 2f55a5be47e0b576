"""Supply kept up: the source is asked at its time, the shelf offers what can be sold.

The source is asked outside of any transaction; its answer and all that follows from it are one.
What turns need is in memory: they read nothing for it.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from crm_sync.supply.source import Reading, SupplyFailed, SupplySource
from dialogs.shelf import Shelf
from leads.clock import Clock
from leads.supply.availability import Supply
from leads.supply.watching import SupplyRecord, Watching
from storage.database import Database
from storage.unit_of_work import UnitOfWork


class Supplying:
    """Called every few seconds. `every` is how often the source is asked, by one process of all;
    `shared` says that other processes may write what is known."""

    def __init__(
        self,
        database: Database,
        shelf: Shelf,
        watching: Watching,
        clock: Clock,
        source: SupplySource | None,
        every: timedelta,
        *,
        shared: bool,
    ) -> None:
        self._database = database
        self._shelf = shelf
        self._watching = watching
        self._clock = clock
        self._source = source
        self._every = every
        self._shared = shared
        self._record = SupplyRecord()
        self._alone = asyncio.Lock()

    def supply(self) -> Supply:
        """What this process knows at the moment."""
        return self._watching.supply(self._record)

    async def __call__(self) -> None:
        """Ask the source when it is time, and let what is known count."""
        async with self._alone:
            if self._nothing_to_know:
                return
            now = self._clock.now()
            if await self._database.run(lambda uow: uow.supply.claim(now, now + self._every)):
                await self._read()
            await self._refresh()

    async def refresh(self) -> None:
        """Let what is known count: what another process wrote, or what the day changed."""
        async with self._alone:
            await self._refresh()

    async def close(self) -> None:
        """Close the way to the source."""
        async with self._alone:
            if self._source is not None:
                await self._source.aclose()

    @property
    def _nothing_to_know(self) -> bool:
        """No source, no mark of a seller, and nobody else who could make one."""
        return self._source is None and not self._shared and self._record == SupplyRecord()

    async def _read(self) -> None:
        answer: Reading | SupplyFailed | None = None
        try:
            answer = await self._source.read() if self._source else None
        except SupplyFailed as error:
            answer = error
        now = self._clock.now()

        async def work(uow: UnitOfWork) -> None:
            if answer is None:
                await self._watching.settle(uow, now)
            elif isinstance(answer, SupplyFailed):
                await self._watching.missed(uow, str(answer), now)
            else:
                await self._watching.take_in(uow, answer.items, now, answer.as_of)

        await self._database.run(work)

    async def _refresh(self) -> None:
        await self._look()
        now = self._clock.now()
        if self._watching.unsettled(self._record, now):
            await self._database.run(lambda uow: self._watching.settle(uow, now))
            await self._look()
        self._offer(now)

    async def _look(self) -> None:
        version = self._record.version
        newer = await self._database.run(lambda uow: uow.supply.newer(version))
        if newer is not None:
            self._record = newer

    def _offer(self, now: datetime) -> None:
        supply = self.supply()
        self._shelf.supply(supply.limited(now), supply.unheard(now))
