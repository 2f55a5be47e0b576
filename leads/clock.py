"""The only place that reads the real clock; everything else is given `now`.

Every moment of the domain is timezone-aware. `require_aware` is how values refuse a naive one.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the present moment, timezone-aware UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """The present moment, UTC."""
        return datetime.now(UTC)


class MovableClock:
    """A clock that can be moved forward and otherwise runs at real speed; for the sandbox.

    `start` is the moment it begins with, by default the real one. It never goes back, not even
    when the clock of the machine does.
    """

    def __init__(self, start: datetime | None = None) -> None:
        if start is not None:
            require_aware(start=start)
        self._base = (start or datetime.now(UTC)).astimezone(UTC)
        self._since = time.monotonic()

    def now(self) -> datetime:
        """The moment last moved to plus the real time that has passed since, UTC."""
        return self._base + timedelta(seconds=time.monotonic() - self._since)

    def move_to(self, moment: datetime) -> None:
        """Jump to `moment`. A moment already past changes nothing: time never goes back."""
        require_aware(moment=moment)
        if moment > self.now():
            self._base = moment.astimezone(UTC)
            self._since = time.monotonic()


def require_aware(**moments: datetime | None) -> None:
    """Raise ValueError naming the first moment that has no time zone. None is let through."""
    for name, moment in moments.items():
        if moment is not None and moment.utcoffset() is None:
            raise ValueError(f"{name} has no time zone: {moment.isoformat()}")
