"""Time travel: the clock is moved from due instant to due instant, each served before the next.

A jump straight to the goal would send everything late and at once, which is not what the person
would have lived through.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from leads.clock import MovableClock

MOST_STEPS = 10_000


class TimeTravel:
    """Moves a movable clock; `next_due` names the next instant at which something is planned."""

    def __init__(
        self,
        clock: MovableClock,
        next_due: Callable[[], Awaitable[datetime | None]],
        tick: Callable[[], Awaitable[object]],
    ) -> None:
        self._clock = clock
        self._next_due = next_due
        self._tick = tick

    def now(self) -> datetime:
        """The moment that the whole program lives in."""
        return self._clock.now()

    async def advance(self, to: datetime) -> None:
        """Live through everything that is due up to `to`."""
        for _ in range(MOST_STEPS):
            due = await self._next_due()
            if due is None or due > to:
                break
            if due > self._clock.now():
                self._clock.move_to(due)
            await self._tick()
            if await self._next_due() == due:
                break
        if to > self._clock.now():
            self._clock.move_to(to)
        await self._tick()
