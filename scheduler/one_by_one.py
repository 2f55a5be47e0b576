"""Messages that leave one after another: the next one when the last one's record is safe.

A crash between a call and its record repeats the message. Where many are under way at once it
would repeat many; of those that take turns here it repeats one at the most.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from leads.outbox import Claimed

PATIENCE = 5.0
"""Seconds. A call that hangs longer holds up nobody; a crash may then repeat two."""


class OneByOne:
    """The turn of one process, which leases name `owner`. Whoever has it and is not settled loses
    it after `PATIENCE`."""

    def __init__(self, owner: str) -> None:
        self.owner = owner
        self._queue = asyncio.Lock()
        self._free = asyncio.Event()
        self._free.set()
        self._row_id = 0
        self._until = 0.0

    async def turn(self, row: Claimed) -> None:
        """Return when it is the turn of `row`; those that wait come in the order they asked."""
        async with self._queue:
            with suppress(TimeoutError):
                async with asyncio.timeout_at(self._until):
                    await self._free.wait()
            self._free.clear()
            self._row_id = row.id
            self._until = asyncio.get_running_loop().time() + PATIENCE

    def over(self, row: Claimed) -> None:
        """What became of `row` is recorded: the next one has its turn."""
        if row.id == self._row_id:
            self._free.set()
