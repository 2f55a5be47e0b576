"""Time that passes many times faster: a clock that several processes share, and an event loop.

Whatever waits by the loop (sleeps, time limits, sockets' timeouts) waits by that time too, so the
program runs as it is. What is computed costs its real time, which counts for more here.
"""

from __future__ import annotations

import asyncio
import selectors
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.crm_sync.rig import START


@dataclass(frozen=True)
class HurriedClock:
    """`START` was at the real moment `began` (seconds of `time.time`); `speed` times as fast."""

    speed: float
    began: float

    def now(self) -> datetime:
        return START + timedelta(seconds=(time.time() - self.began) * self.speed)

    async def sleep(self, seconds: float) -> None:
        """By the clock, in a loop that runs at the real speed."""
        await asyncio.sleep(seconds / self.speed)


class _HurriedSelector(selectors.DefaultSelector):
    def __init__(self, speed: float) -> None:
        super().__init__()
        self._speed = speed

    def select(self, timeout: float | None = None) -> Any:
        return super().select(timeout / self._speed if timeout and timeout > 0 else timeout)


class HurriedLoop(asyncio.SelectorEventLoop):
    """A loop whose seconds are short."""

    def __init__(self, speed: float) -> None:
        self._speed = speed
        self._since = time.monotonic()
        super().__init__(_HurriedSelector(speed))

    def time(self) -> float:
        return self._since + (time.monotonic() - self._since) * self._speed


def run_hurried(main: Coroutine[Any, Any, None], speed: float) -> None:
    """`asyncio.run` in such a loop."""
    with asyncio.Runner(loop_factory=lambda: HurriedLoop(speed)) as runner:
        runner.run(main)
