"""The tick and the night: APScheduler calls one function every second, some every few seconds
beside it, and one every night.

Its only import in the project.

No job is ever stored in APScheduler; what is to happen is a row (touch or outbox).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from datetime import time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

FIRST_SECONDS = 0.5
"""So long whoever starts us is left alone: they have just ticked, and there is somebody to answer
before APScheduler is brought in, which takes as long as ten answers."""
TICK_SECONDS = 1
BESIDE_SECONDS = 5
NIGHT = time(3, 30)
_AT_NIGHT = {"hour": NIGHT.hour, "minute": NIGHT.minute}

Job = Callable[[], Awaitable[object]]


class Ticker:
    """Runs `tick` every second, each of `beside` (what may take its time) every few, and `nightly`
    at `NIGHT` in `zone`; none twice at once.

    All go on after an exception.
    """

    def __init__(
        self,
        tick: Job,
        beside: Sequence[Job],
        nightly: Job,
        zone: ZoneInfo,
    ) -> None:
        self._jobs = (
            (tick, {"trigger": "interval", "seconds": TICK_SECONDS}),
            *((job, {"trigger": "interval", "seconds": BESIDE_SECONDS}) for job in beside),
            (nightly, {"trigger": "cron", **_AT_NIGHT, "timezone": zone}),
        )
        self._under_way: set[asyncio.Future[object]] = set()
        self._beginning: asyncio.TimerHandle | None = None
        self._scheduler: AsyncIOScheduler | None = None

    def start(self) -> None:
        """Tick in the running event loop, from `FIRST_SECONDS` on."""
        self._beginning = asyncio.get_running_loop().call_later(FIRST_SECONDS, self._begin)

    def _begin(self) -> None:
        from apscheduler.schedulers.asyncio import AsyncIOScheduler  # noqa: PLC0415 - see above

        self._scheduler = AsyncIOScheduler(timezone="UTC")
        for job, when in self._jobs:
            self._scheduler.add_job(
                self._apart,
                args=(job,),
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
                **when,
            )
        self._scheduler.start()

    async def stop(self, seconds: float = 8.0) -> None:
        """Stop ticking; what is under way goes on to its end, at most for `seconds`."""
        if self._beginning is not None:
            self._beginning.cancel()
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
        under_way = set(self._under_way)
        if under_way:
            _, late = await asyncio.wait(under_way, timeout=seconds)
            for work in late:
                work.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)

    async def _apart(self, job: Job) -> None:
        """Run the job as a task of ours: APScheduler cancels its own when it is shut down."""
        work = asyncio.ensure_future(job())  # noqa: TID251 - held in _under_way
        self._under_way.add(work)
        work.add_done_callback(self._under_way.discard)
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.shield(work)
