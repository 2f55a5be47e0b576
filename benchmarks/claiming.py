"""A worker of `make bench-touches`: claims due touches batch after batch, and settles them.

It speaks with the benchmark over its standard streams: `ready` once the database is open, then for
every line `tick` or `drain` that it reads a line of JSON. What it does is what the program does to
the table: claim under a lease, settle, each in a transaction of its own.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from leads.clock import SystemClock
from leads.touch import Touch
from storage.database import Database
from storage.engine import open_database
from storage.secrets import KeyRing
from storage.unit_of_work import UnitOfWork

BATCH = 100
TICKS = 200


class Claimer:
    """Claims and settles until nothing is due."""

    def __init__(self, database: Database, owner: str) -> None:
        self._database = database
        self._owner = owner
        self.claims_ms: list[float] = []
        self.rows = 0

    async def drain(self) -> None:
        while await self.claim():
            continue

    async def claim(self) -> int:
        """One batch; how many there were."""
        began = time.perf_counter()
        due = await self._database.run(self._due)
        self.claims_ms.append((time.perf_counter() - began) * 1000)
        if due:
            await self._database.run(self._settling(due))
        self.rows += len(due)
        return len(due)

    async def _due(self, uow: UnitOfWork) -> Sequence[Touch]:
        return await uow.touches.claim_due(uow.now, BATCH, self._owner)

    @staticmethod
    def _settling(due: Sequence[Touch]) -> Callable[[UnitOfWork], Awaitable[None]]:
        async def work(uow: UnitOfWork) -> None:
            for touch in due:
                await uow.touches.settle(touch.id)

        return work


async def work(url: str, key_file: Path, claimers: int) -> None:
    """Serve lines until there are no more."""
    keys = KeyRing.from_file(key_file)
    database = await open_database(url, keys=keys, clock=SystemClock())
    try:
        print("ready", flush=True)
        loop = asyncio.get_running_loop()
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            done = await (
                _ticks(database) if line.strip() == "tick" else _drain(database, claimers)
            )
            print(json.dumps(done), flush=True)
    finally:
        await database.close()


async def _ticks(database: Database) -> dict[str, Any]:
    """What a tick costs when nothing is due."""
    claimer = Claimer(database, "tick")
    for _ in range(TICKS):
        await claimer.claim()
    return {"claims_ms": claimer.claims_ms, "rows": claimer.rows}


async def _drain(database: Database, claimers: int) -> dict[str, Any]:
    them = [Claimer(database, f"claimer-{number}") for number in range(claimers)]
    began = time.time()
    await asyncio.gather(*(claimer.drain() for claimer in them))
    return {
        "began": began,
        "ended": time.time(),
        "rows": sum(claimer.rows for claimer in them),
        "claims_ms": [ms for claimer in them for ms in claimer.claims_ms],
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])))
