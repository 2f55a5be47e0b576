"""How many requests a form and an address may send in a minute. Counted in this process."""

from __future__ import annotations

from collections import Counter
from datetime import datetime


class Limits:
    """Counts of the present minute."""

    def __init__(self) -> None:
        self._minute = 0
        self._counts: Counter[str] = Counter()

    def allows(self, what: str, most: int, now: datetime) -> bool:
        """Count one more of `what`; whether that is among the first `most` of this minute."""
        minute = int(now.timestamp() // 60)
        if minute != self._minute:
            self._minute, self._counts = minute, Counter()
        self._counts[what] += 1
        return self._counts[what] <= most
