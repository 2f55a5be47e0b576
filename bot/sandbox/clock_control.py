"""The sandbox's view of time: read the clock and ask the program to move it. No timers here."""

from datetime import UTC, datetime
from typing import Protocol

from leads.clock import SystemClock


class ClockControl(Protocol):
    """A clock that a person may move forward. `now` is timezone-aware UTC.

    `advance` returns when everything that became due on the way has been done; it may raise,
    and the sandbox then tells the person that the clock was not moved to the end.
    """

    def now(self) -> datetime: ...

    async def advance(self, to: datetime) -> None: ...


class SandboxTime:
    """Time for the whole sandbox: the injected clock, or the system clock, which nobody moves."""

    def __init__(self, control: ClockControl | None) -> None:
        self.control = control
        self._system = SystemClock()

    def now(self) -> datetime:
        """The sandbox's present moment, timezone-aware UTC."""
        moment = self._system.now() if self.control is None else self.control.now()
        return moment.astimezone(UTC)

    def unix(self) -> int:
        """The present moment as the Bot API writes dates: whole seconds since 1970."""
        return int(self.now().timestamp())
