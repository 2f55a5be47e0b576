"""The tick and the night: APScheduler calls one function every second and one every night.

Its only import in the project.

No job is ever stored in APScheduler; what is to happen is a row (touch or outbox).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import time
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler

TICK_SECONDS = 1
NIGHT = time(3, 30)


class Ticker:
    """Runs `tick` every second and `nightly` at `NIGHT` in `zone`, neither twice at once.

    Both go on after an exception.
    """

    def __init__(
        self,
        tick: Callable[[], Awaitable[object]],
        nightly: Callable[[], Awaitable[object]],
        zone: ZoneInfo,
    ) -> None:
        async def once() -> None:  # APScheduler awaits plain coroutine functions only
            await tick()

        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._scheduler.add_job(
            once,
            "interval",
            seconds=TICK_SECONDS,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )

        async def at_night() -> None:
            await nightly()

        self._scheduler.add_job(
            at_night,
            "cron",
            hour=NIGHT.hour,
            minute=NIGHT.minute,
            timezone=zone,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )

    def start(self) -> None:
        """Begin ticking in the running event loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """Stop ticking; a tick under way goes on to its end."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
