"""Part of the composition root: the digests that are sent by themselves. All construction, no
logic; what a digest is made of is imported when the first one is due.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, time
from functools import cached_property
from typing import TYPE_CHECKING

from bot.app.settings import Settings
from bot.chat.reports.digests import DIGEST_DAY, DIGEST_WEEK
from bot.chat.reports.faces import IDLE
from bot.chat.sender import Sender
from bot.chat.texts import Texts
from leads.clock import Clock
from leads.outbox import Claimed
from leads.roster import Roster
from leads.touch import Touch
from scheduler.dispatch import Own
from scheduler.relay import Deliver, Outcome
from storage.database import Database
from storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from bot.chat.reports.digests.daily import DayDelivery
    from bot.chat.reports.digests.weekly import DigestDelivery
    from bot.chat.reports.naming import Naming
    from reports.chances import ChancesReader
    from reports.source import Sources


class Digesting:
    """The digests over the reports of one database."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        roster: Roster,
        sources: Callable[[], Sources],
        naming: Callable[[], Naming],
        chances: ChancesReader,
        texts: Texts,
        clock: Clock,
    ) -> None:
        self._settings = settings
        self._database = database
        self._roster = roster
        self._sources = sources
        self._naming = naming
        self._chances = chances
        self._texts = texts
        self._clock = clock

    @cached_property
    def weeks(self) -> DigestDelivery:
        """What says them to managers."""
        from bot.app.report_sources import hypotheses
        from bot.chat.reports.digests.weekly import DigestDelivery

        tried = hypotheses(self._settings, self._database)
        return DigestDelivery(self._sources(), tried, self._chances, self._naming(), self._texts)

    @cached_property
    def days(self) -> DayDelivery:
        """What says them to salespeople."""
        from bot.chat.reports.digests.daily import DayDelivery

        base, zone = self._sources()["base"], self._settings.zone
        return DayDelivery(self._database, base, self._texts, self._clock, zone)

    def rows_by(self, sender: Sender) -> Mapping[str, Deliver]:
        """What delivers their rows through `sender`, by kind."""

        async def week(row: Claimed) -> Outcome:
            return await self.weeks.deliver(sender, row)

        async def day(row: Claimed) -> Outcome:
            return await self.days.deliver(sender, row)

        return {DIGEST_WEEK: week, DIGEST_DAY: day}

    async def touches(self) -> Mapping[str, Own[UnitOfWork]]:
        """What their touches do; each that is wanted has one from now on."""
        return {DIGEST_WEEK: await self._weekly(), DIGEST_DAY: await self._daily()}

    async def _weekly(self) -> Own[UnitOfWork]:
        """Of DIGEST_WEEK_AT."""
        settings = self._settings
        if not settings.digest_week_at:
            return unwanted
        from bot.chat.reports.digests.weekly import WeeklyDigests

        at, managers = time.fromisoformat(settings.digest_week_at), settings.manager_ids
        weekly = WeeklyDigests(at, managers, self._clock, settings.zone, settings.default_language)
        await self._database.run(weekly.plan)
        return weekly.due

    async def _daily(self) -> Own[UnitOfWork]:
        """Of DIGEST_DAY_AT."""
        settings = self._settings
        if not settings.digest_day_at:
            return unwanted
        from bot.chat.reports.digests.daily import DailyDigests

        at = time.fromisoformat(settings.digest_day_at)
        daily = DailyDigests(
            at, self._roster, self._clock, settings.zone, settings.default_language
        )
        await self._database.run(daily.plan)
        return daily.due


async def unwanted(_: UnitOfWork, __: Touch, now: datetime) -> datetime:
    """A touch of what nobody wants at present is looked at again the next day."""
    return now + IDLE
