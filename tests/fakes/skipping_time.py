"""Time in which nobody waits: computing costs the processor time it takes, idle time is skipped.

For the whole program in one process over SQLite, whose threads the loop has to wait for.
"""

from __future__ import annotations

import asyncio
import selectors
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar, TypeVarTuple, Unpack
from unittest.mock import patch

from storage.database import Database

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class _Skipping(selectors.DefaultSelector):
    def __init__(self, busy: Callable[[], bool], skip: Callable[[float], None]) -> None:
        super().__init__()
        self._busy = busy
        self._skip = skip

    def select(self, timeout: float | None = None) -> Any:
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        found = super().select(0)
        if found:
            return found
        if self._busy():
            return super().select(timeout)
        self._skip(timeout)
        return found


class SkippingLoop(asyncio.SelectorEventLoop):
    """A loop whose clock leaps to the next timer when nothing is computed anywhere."""

    def __init__(self) -> None:
        self._skipped = 0.0
        self._elsewhere = 0
        super().__init__(_Skipping(lambda: self._elsewhere > 0, self._leap))

    def time(self) -> float:
        return time.process_time() + self._skipped

    def run_in_executor(
        self, executor: Executor | None, func: Callable[[Unpack[Ts]], T], *args: *Ts
    ) -> asyncio.Future[T]:
        """The same; while it goes on no time is skipped."""
        self._elsewhere += 1
        future = super().run_in_executor(executor, func, *args)
        future.add_done_callback(self._is_back)
        return future

    @contextmanager
    def elsewhere(self) -> Any:
        """Something else than this loop computes meanwhile."""
        self._elsewhere += 1
        try:
            yield
        finally:
            self._elsewhere -= 1

    def _is_back(self, _: object) -> None:
        self._elsewhere -= 1

    def _leap(self, seconds: float) -> None:
        self._skipped += seconds


class LoopClock:
    """The clock of such a loop: `start` is when it is made."""

    def __init__(self, start: datetime) -> None:
        self._start = start
        self._since = asyncio.get_running_loop().time()

    def now(self) -> datetime:
        seconds = asyncio.get_running_loop().time() - self._since
        return self._start + timedelta(seconds=seconds)


def skipping(main: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """`asyncio.run` in such a loop."""
    read = Database.read

    async def counted(database: Database, query: Any) -> Any:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, SkippingLoop)
        with loop.elsewhere():
            return await read(database, query)

    with patch.object(Database, "read", counted), asyncio.Runner(loop_factory=SkippingLoop) as run:
        return run.run(main())
