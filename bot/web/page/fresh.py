"""Reports that are counted anew only when something may have changed, and not more often than the
counting is worth. In memory only."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from bot.web.page.ports import Stamp
from reports.asking.asked import Asked
from reports.source import Sources
from reports.tables import Report

KEPT = 64
REST = 10
"""After counting for a second, that question rests for ten, however many open pages ask it."""
LONGEST = 60.0
"""Seconds after which a report is counted anew although no row was added: a sum may be mended."""


@dataclass(slots=True)
class _Kept:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    report: Report | None = None
    stamp: str = ""
    at: float = 0.0
    took: float = 0.0


class Fresh:
    """The reports of one program; `seconds` is a clock that only runs forward."""

    def __init__(self, sources: Sources, stamp: Stamp, seconds: Callable[[], float]) -> None:
        self.sources = sources
        self._stamp = stamp
        self._seconds = seconds
        self._kept: OrderedDict[tuple[str, Asked, date], _Kept] = OrderedDict()

    async def report(self, name: str, asked: Asked, today: date) -> tuple[Report, str]:
        """A report, no older than what changed allows, and the stamp that it is of. KeyError for
        none of that name."""
        source = self.sources[name]
        kept = self._kept.setdefault((name, asked, today), _Kept())
        self._kept.move_to_end((name, asked, today))
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        async with kept.lock:
            stamp, now = await self._stamp.now(), self._seconds()
            if kept.report is not None and not self._due(kept, stamp, now):
                return kept.report, kept.stamp
            kept.report = await source.report(asked, today)
            kept.stamp, kept.at = stamp, self._seconds()
            kept.took = kept.at - now
            return kept.report, stamp

    def _due(self, kept: _Kept, stamp: str, now: float) -> bool:
        age = now - kept.at
        return age >= LONGEST or (stamp != kept.stamp and age >= kept.took * REST)
