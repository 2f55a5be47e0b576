"""The tick: APScheduler calls one function every second. Its only import in the project.

No job is ever stored in APScheduler; what is to happen is a row (touch or outbox).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler

TICK_SECONDS = 1


class Ticker:
    """Runs `tick` every second, never twice at once, and goes on after an exception."""

    def __init__(self, tick: Callable[[], Awaitable[object]]) -> None:
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

    def start(self) -> None:
        """Begin ticking in the running event loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """Stop ticking; a tick under way goes on to its end."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
