"""The digest of the week that has ended, to each manager on Monday: a touch that is due again for
every week.

Rows are written in the same transaction as the touch's next moment, under a key of the week and
the manager. An outage of several weeks is followed by the last one alone: a meeting needs no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.chat.reports.digests import DIGEST_WEEK, VERSION
from bot.chat.reports.faces import IDLE
from bot.chat.reports.naming import Naming
from bot.chat.reports.planned import PlannedUnitOfWork, say, staff_row, staff_touch
from bot.chat.reports.shown import ShownReport
from bot.chat.sender import Sender
from bot.chat.texts import Texts
from dialogs.reading.dates import Period
from leads.clock import Clock
from leads.outbox import Claimed, OutboxMessage
from leads.touch import Touch
from reports.chances import ChancesReader
from reports.digests.week import WeekDigest
from reports.exports.schedule import DAY, WEEK, Every, Schedule
from reports.hypotheses.tables import Hypotheses
from reports.source import Sources
from scheduler.relay import Delivered, Outcome

KEY = "digest:week"


class WeeklyDigests:
    """When digests go out, and to whom."""

    def __init__(
        self, at: time, managers: Sequence[int], clock: Clock, zone: ZoneInfo, locale: str
    ) -> None:
        self._schedule = Schedule(Every.WEEK, at)
        self._key = f"{KEY}:{at:%H:%M}"
        self._managers = managers
        self._clock = clock
        self._zone = zone
        self._locale = locale

    async def plan(self, uow: PlannedUnitOfWork) -> None:
        """At the start: the touch, where there is none yet."""
        due_at = self._schedule.next(self._clock.now(), self._zone)
        await uow.touches.plan(staff_touch(self._key, DIGEST_WEEK, due_at))

    async def due(self, uow: PlannedUnitOfWork, touch: Touch, now: datetime) -> datetime:
        """`scheduler.dispatch.Own`: a row for each manager; when the next week is due."""
        if touch.key != self._key:  # of another hour, before the setting was changed
            return now + IDLE
        # A touch that nobody wanted for a while comes at any time, and only finds its Monday then.
        if self._schedule.meets(touch.due_at, self._zone):
            period = last_week(now.astimezone(self._zone).date())
            for manager in self._managers:
                await uow.outbox.add(digest_row(manager, period, self._locale))
        return self._schedule.next(now, self._zone)


def last_week(today: date) -> Period:
    """Monday to Sunday, before the week of that day."""
    monday = today - today.weekday() * DAY
    return Period(monday - WEEK, monday - DAY)


def digest_row(manager: int, period: Period, locale: str) -> OutboxMessage:
    """What brings the digest of that week to a manager, once for ever."""
    year, week, _ = period.first.isocalendar()
    return staff_row(
        DIGEST_WEEK,
        VERSION,
        f"{KEY}:{year}-W{week:02}:{manager}",
        manager,
        locale,
        first=period.first.isoformat(),
        last=period.last.isoformat(),
    )


class DigestDelivery:
    """Says what a row asks for."""

    def __init__(
        self,
        sources: Sources,
        hypotheses: Hypotheses,
        chances: ChancesReader,
        naming: Naming,
        texts: Texts,
    ) -> None:
        self._digest = WeekDigest(sources, hypotheses, chances)
        self._shown = ShownReport(texts, naming)

    async def deliver(self, sender: Sender, row: Claimed) -> Outcome:
        """The digest as it is now; of a week with nothing to say nothing is said."""
        asked, locale = row.payload, str(row.payload["locale"])
        period = Period(date.fromisoformat(asked["first"]), date.fromisoformat(asked["last"]))
        report = await self._digest.report(period, period.last + DAY)
        if not report.size:
            return Delivered()
        return await say(sender, int(asked["chat_id"]), self._shown.text(report, locale))
