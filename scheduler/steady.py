"""Due rows of the outbox on their way: as one ends the next begins, no tick waits for any.

The order of a lane is the store's; here lives how many are under way, and that none outlives its
lease, after which another worker would begin the same one.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta

from leads.clock import Clock
from leads.outbox import Claimed
from scheduler.relay import OutboxStore, Relay

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
WITHIN = 0.8  # of the lease, at the longest
AT_ONCE = 64


class SteadyRelay:
    """Delivers through `relay`, at most `AT_ONCE` rows at a time, each under a `lease`. Nothing is
    begun while the other side is not open: what waits for it costs nothing."""

    def __init__(
        self,
        relay: Relay,
        store: OutboxStore,
        clock: Clock,
        *,
        lease: timedelta = LEASE,
        is_open: Callable[[], bool] = lambda: True,
    ) -> None:
        self._relay = relay
        self._store = store
        self._clock = clock
        self._lease = lease
        self._is_open = is_open
        self._under_way: set[asyncio.Task[None]] = set()
        self._delivering = 0
        self._claiming = asyncio.Lock()
        self._claims_next = False
        self._stopped = False

    async def tick(self) -> None:
        """Begin what is due, as far as there is room; whoever waits to do so does it for all."""
        if self._claims_next:
            return
        self._claims_next = True
        async with self._claiming:
            self._claims_next = False
            while (
                not self._stopped and self._is_open() and (room := AT_ONCE - self._delivering) > 0
            ):
                now = self._clock.now()
                rows = await self._store.claim(now, now + self._lease, room)
                self._delivering += len(rows)
                for row in rows:
                    task = asyncio.create_task(self._deliver(row))  # noqa: TID251 - held
                    self._under_way.add(task)
                    task.add_done_callback(self._under_way.discard)
                if len(rows) < room:
                    return

    async def idle(self) -> bool:
        """Wait until nothing is under way and nothing more was due; whether anything was."""
        busy = bool(self._under_way)
        while self._under_way:
            await asyncio.wait(self._under_way)
        return busy

    async def stop(self, seconds: float = 8.0) -> None:
        """Begin nothing more; what is under way goes on to its end, at most for `seconds`."""
        self._stopped = True
        under_way = set(self._under_way)
        if under_way:
            _, late = await asyncio.wait(under_way, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)

    async def _deliver(self, row: Claimed) -> None:
        try:
            async with asyncio.timeout(self._lease.total_seconds() * WITHIN):
                outcome = await self._relay.deliver_one(row)
            await self._store.settle([(row, outcome)], self._clock.now())
        except TimeoutError:
            # Its lease ends by itself: then it is delivered once more.
            log.warning("outbox row %s took longer than its lease allows", row.key)
        except Exception:
            log.exception("outbox row %s could not be settled", row.key)
        finally:
            self._delivering -= 1
        # There is room for another one now, and the row's lane may go on.
        await self.tick()
