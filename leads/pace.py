"""The pace at which an outside system may be called: one moment, moved on by every call. Pure.

GCRA (generic cell rate algorithm, ITU-T I.371): a token bucket lets twice the rate through in a
sliding second, this does not. Where paces are kept and who waits for them is elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


class Rate(Protocol):
    """`rate` calls a second on the average, at most `burst` of them in a row."""

    @property
    def rate(self) -> float: ...
    @property
    def burst(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Pace:
    """When the next calls are due (the theoretical arrival time of GCRA)."""

    due: datetime

    def taken(self, now: datetime, rate: Rate, weight: int) -> tuple[Pace, timedelta]:
        """The pace after `weight` calls, and how long they have to wait.

        Up to `burst` calls go at once after a rest; in the long run there are `rate` a second.
        """
        gap = timedelta(seconds=1 / rate.rate)
        due = max(self.due, now) + gap * weight
        wait = due - now - gap * rate.burst
        return Pace(due), max(wait, timedelta())
