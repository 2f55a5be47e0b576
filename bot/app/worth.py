"""The worth of new leads watched over: managers are warned when fewer of them are A or B."""

from __future__ import annotations

import logging
from datetime import date

from bot.app.watching import Watch

EVERY = 30
"""Days are told in turns of so many."""

log = logging.getLogger(__name__)


class WorthWatch(Watch):
    """Looks once in `EVERY` days. What counts is imported when it looks."""

    def _turn(self, today: date) -> str:
        return f"worth:{today.toordinal() // EVERY}"

    async def _warning(self, today: date) -> str:
        from bot.chat.worth import warning
        from reports.plan.worth import worth
        from storage.reports.funnel import FunnelCounts

        found = await worth(FunnelCounts(self._database), today, self._zone)
        log.info(
            "leads of A and B: %.2f lately, %.2f before", found.lately.value, found.before.value
        )
        return warning(found, self._texts, self._locale) if found.fell else ""
