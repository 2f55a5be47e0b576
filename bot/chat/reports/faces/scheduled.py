"""Files that are made by themselves: a touch for each, due again for every period.

When a touch is due its rows are written in the same transaction as its next moment, so a crash
neither loses a period nor makes one twice; after an outage every period that was missed follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.chat.access import Access, Role
from bot.chat.reports.faces import EXPORT, IDLE
from bot.chat.reports.faces.wanted import Face, Wanted
from bot.chat.reports.planned import PlannedUnitOfWork, staff_touch
from leads.clock import Clock
from leads.outbox import OutboxMessage
from leads.touch import Touch
from reports.asking.asked import Asked
from reports.exports.schedule import Scheduled


class ScheduledFiles:
    """The files of EXPORTS_FILE."""

    def __init__(
        self, files: Iterable[Scheduled], access: Access, clock: Clock, zone: ZoneInfo, locale: str
    ) -> None:
        self._files: Mapping[str, Scheduled] = {one.key: one for one in files}
        self._access = access
        self._clock = clock
        self._zone = zone
        self._locale = locale

    async def plan(self, uow: PlannedUnitOfWork) -> None:
        """At the start: a touch for each file that has none yet."""
        now = self._clock.now()
        for key, one in self._files.items():
            due_at = one.schedule.next(now, self._zone)
            await uow.touches.plan(staff_touch(key, EXPORT, due_at))

    async def due(self, uow: PlannedUnitOfWork, touch: Touch, now: datetime) -> datetime:
        """`scheduler.dispatch.Own`: the rows of the period that has ended; when the next will."""
        one = self._files.get(touch.key)
        if one is None:
            return now + IDLE
        if one.schedule.meets(touch.due_at, self._zone):
            for row in self._rows(one, touch.due_at):
                await uow.outbox.add(row)
        return one.schedule.next(touch.due_at, self._zone)

    def _rows(self, one: Scheduled, due: datetime) -> Iterator[OutboxMessage]:
        period = one.schedule.period(due, self._zone)
        asked = Asked(period, filters=one.filters)
        today, face = due.astimezone(self._zone).date(), Face(one.format.value)
        key = f"{one.key}:{period.last}"
        if one.folder:
            wanted = Wanted(face, one.report, asked, today, 0, self._locale, folder=one.folder)
            yield wanted.row(f"{key}:folder")
        for manager in one.to:
            # Whoever is no manager any more gets nothing.
            if self._access.role(manager) is Role.MANAGER:
                wanted = Wanted(face, one.report, asked, today, manager, self._locale)
                yield wanted.row(f"{key}:{manager}")
