"""What waits for each salesperson today, in private on the morning of their working days: a touch
that is due again every day.

The rows hold whom and which day; what waits is read when they are delivered. Whoever has nothing
to do hears nothing, and neither does anybody whom a row reaches only when that day is over.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime, time
from typing import NamedTuple, Protocol, TypeVar
from zoneinfo import ZoneInfo

from bot.chat.reports.digests import DIGEST_DAY, VERSION
from bot.chat.reports.faces import IDLE
from bot.chat.reports.planned import PlannedUnitOfWork, say, staff_row, staff_touch
from bot.chat.sender import Sender
from bot.chat.texts import Texts
from leads.clock import Clock
from leads.meetings.meeting import Meeting
from leads.order import Task
from leads.outbox import Claimed, OutboxMessage
from leads.roster import Roster, RosterUnitOfWork
from leads.touch import Touch
from reports.asking.asked import Asked
from reports.exports.schedule import DAY, Every, Schedule
from reports.slices import midnight
from reports.source import Behind, Source, Spot
from scheduler.relay import Delivered, Outcome

KEY = "digest:day"
NOBODY = Behind((), 0)
T = TypeVar("T")


class PlanningUnitOfWork(PlannedUnitOfWork, RosterUnitOfWork, Protocol):
    """What planning reads and writes."""


class Tasks(Protocol):
    """What owners have to do."""

    async def due_of(self, owner_id: int, until: datetime) -> Sequence[Task]: ...


class Meetings(Protocol):
    """Meetings."""

    async def of_owner(
        self, owner_id: int, since: datetime, until: datetime
    ) -> Sequence[Meeting]: ...


class WaitingUnitOfWork(Protocol):
    """What is read of somebody's day."""

    @property
    def tasks(self) -> Tasks: ...
    @property
    def meetings(self) -> Meetings: ...


class Works(Protocol):
    """Runs a piece of work in one transaction."""

    async def run(self, work: Callable[[WaitingUnitOfWork], Awaitable[T]]) -> T: ...


class Waits(NamedTuple):
    """What somebody's day brings: steps that are due, meetings, leads that stand still."""

    tasks: Sequence[Task]
    meetings: Sequence[Meeting]
    stale: Behind


class DailyDigests:
    """When digests go out, and to whom."""

    def __init__(self, at: time, roster: Roster, clock: Clock, zone: ZoneInfo, locale: str) -> None:
        self._schedule = Schedule(Every.DAY, at)
        self._key = f"{KEY}:{at:%H:%M}"
        self._roster = roster
        self._clock = clock
        self._zone = zone
        self._locale = locale

    async def plan(self, uow: PlannedUnitOfWork) -> None:
        """At the start: the touch, where there is none yet."""
        due_at = self._schedule.next(self._clock.now(), self._zone)
        await uow.touches.plan(staff_touch(self._key, DIGEST_DAY, due_at))

    async def due(self, uow: PlanningUnitOfWork, touch: Touch, now: datetime) -> datetime:
        """`scheduler.dispatch.Own`: a row for each who works today; when the next day is due."""
        if touch.key != self._key:  # of another hour, before the setting was changed
            return now + IDLE
        today = now.astimezone(self._zone).date()
        # Nothing is told of a day that went by while the bot was not running, and at any other time
        # than the set one by a touch that nobody wanted for a while.
        due = touch.due_at.astimezone(self._zone)
        if due.date() == today and self._schedule.meets(touch.due_at, self._zone):
            for member in await self._roster.still_to_work(uow, now):
                await uow.outbox.add(day_row(member.id, today, self._locale))
        return self._schedule.next(now, self._zone)


def day_row(member: int, day: date, locale: str) -> OutboxMessage:
    """What brings the digest of that day to a salesperson, once for ever."""
    key = f"{KEY}:{day}:{member}"
    return staff_row(DIGEST_DAY, VERSION, key, member, locale, day=day.isoformat())


class DayDelivery:
    """Says what a row asks for; `base` is the source of /base."""

    def __init__(
        self, works: Works, base: Source, texts: Texts, clock: Clock, zone: ZoneInfo
    ) -> None:
        self._works = works
        self._base = base
        self._texts = texts
        self._clock = clock
        self._zone = zone

    async def deliver(self, sender: Sender, row: Claimed) -> Outcome:
        """What waits for them now; where nothing does, nothing is said."""
        day, member = date.fromisoformat(row.payload["day"]), int(row.payload["chat_id"])
        if self._clock.now().astimezone(self._zone).date() != day:
            return Delivered()
        found = await self._waits(member, day)
        if not any((found.tasks, found.meetings, found.stale.many)):
            return Delivered()
        text = self._texts.render(
            "digest_day",
            str(row.payload["locale"]),
            day=day,
            tasks=found.tasks,
            coming=[{"lead_id": one.lead_id, "at": one.at.starts_at} for one in found.meetings],
            idle=[
                {"lead_id": one.lead, "name": one.name, "at": one.at} for one in found.stale.cases
            ],
            standing_still=found.stale.many,
        )
        return await say(sender, member, text)

    async def _waits(self, member: int, day: date) -> Waits:
        since, until = midnight(day, self._zone), midnight(day + DAY, self._zone)

        async def work(uow: WaitingUnitOfWork) -> tuple[Sequence[Task], Sequence[Meeting]]:
            due = await uow.tasks.due_of(member, until)
            return due, await uow.meetings.of_owner(member, since, until)

        tasks, meetings = await self._works.run(work)
        spot = Spot("sellers", str(member), "stale")
        stale = await self._base.behind(Asked(), day, spot)
        return Waits(tasks, meetings, stale or NOBODY)
