"""The worth of new leads watched over: managers are warned when fewer of them are A or B."""

from __future__ import annotations

import logging
from collections.abc import Collection
from zoneinfo import ZoneInfo

from bot.chat.texts import Texts
from leads.clock import Clock
from storage.database import Database
from storage.unit_of_work import UnitOfWork

EVERY = 30
"""Days are told in turns of so many."""

log = logging.getLogger(__name__)


class WorthWatch:
    """Looks once in a turn, in the first night that the program runs in it.

    One look a turn, since whoever looks every night finds a difference by chance some night. What
    counts is imported when it looks.
    """

    def __init__(
        self,
        database: Database,
        managers: Collection[int],
        texts: Texts,
        clock: Clock,
        zone: ZoneInfo,
        *,
        locale: str,
    ) -> None:
        self._database = database
        self._managers = managers
        self._texts = texts
        self._clock = clock
        self._zone = zone
        self._locale = locale
        self._looked: int | None = None

    async def __call__(self) -> None:
        """Look, if nobody has in this turn; a warning is said once, whoever looks."""
        today = self._clock.now().astimezone(self._zone).date()
        turn = today.toordinal() // EVERY
        if turn == self._looked:
            return
        from bot.chat.worth import warnings
        from reports.plan.worth import worth
        from storage.reports.funnel import FunnelCounts

        found = await worth(FunnelCounts(self._database), today, self._zone)
        rows = warnings(found, self._managers, self._texts, self._locale, turn)

        async def work(uow: UnitOfWork) -> None:
            for row in rows:
                await uow.outbox.add(row)

        await self._database.run(work)
        self._looked = turn
        log.info(
            "leads of A and B: %.2f lately, %.2f before", found.lately.value, found.before.value
        )
