"""Whoever tries links or signatures that open nothing is made to wait. In memory only.

A secret of 256 bits is not guessed; this keeps guessers from keeping the database busy.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable

MOST = 10
WITHIN = 600.0
"""So many wrong ones in so many seconds."""
REMEMBERED = 10_000
"""So many addresses, the latest."""


class Guesses:
    """Wrong secrets by address; `seconds` is a clock that only runs forward."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._wrong: OrderedDict[str, deque[float]] = OrderedDict()

    def too_many(self, address: str) -> bool:
        """Whether the address has to wait."""
        times = self._wrong.get(address)
        if times is None:
            return False
        while times and times[0] < self._seconds() - WITHIN:
            times.popleft()
        return len(times) >= MOST

    def wrong(self, address: str) -> None:
        """One more that opened nothing."""
        self._wrong.setdefault(address, deque(maxlen=MOST)).append(self._seconds())
        self._wrong.move_to_end(address)
        while len(self._wrong) > REMEMBERED:
            self._wrong.popitem(last=False)
