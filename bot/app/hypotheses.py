"""Part of the composition root: hypotheses. All construction, no logic; what reads and counts them
is imported with the first one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from bot.app.settings import Settings
from bot.chat.access import Access
from bot.chat.answering import Answering
from bot.chat.hypotheses import HYPOTHESIS_DUE
from bot.chat.hypotheses.router import hypotheses_router
from bot.chat.router import Router
from bot.chat.sender import Sender
from bot.chat.texts import Texts
from leads.clock import Clock
from leads.outbox import Claimed
from leads.policy import Policy
from leads.touch import Touch
from scheduler.dispatch import Own
from scheduler.relay import Deliver, Outcome
from storage.database import Database
from storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from bot.chat.hypotheses.desk import HypothesisDesk
    from bot.chat.hypotheses.reminding import HypothesisDelivery, HypothesisReminders
    from bot.chat.hypotheses.words import HypothesisWords
    from bot.chat.reports.desk import ReportDesk
    from bot.chat.reports.naming import Naming
    from reports.hypotheses.tables import Hypotheses


class HypothesisParts:
    """The register of one database: its command, and who is told what a hypothesis earned."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        policy: Policy,
        reports: Callable[[], ReportDesk],
        naming: Callable[[], Naming],
        texts: Texts,
        clock: Clock,
    ) -> None:
        self._settings = settings
        self._database = database
        self._policy = policy
        self._reports = reports
        self._naming = naming
        self._texts = texts
        self._clock = clock

    @cached_property
    def _source(self) -> Hypotheses:
        from bot.app.report_sources import hypotheses

        return hypotheses(self._settings, self._database)

    @cached_property
    def _words(self) -> HypothesisWords:
        from bot.chat.hypotheses.words import HypothesisWords

        return HypothesisWords(self._texts, self._naming(), self._settings.potential_currency)

    @cached_property
    def _desk(self) -> HypothesisDesk:
        from bot.chat.hypotheses.desk import HypothesisDesk

        return HypothesisDesk(
            self._source,
            lambda: self._reports().registers(),
            self._words,
            self._texts,
            self._policy,
            self._clock,
        )

    @cached_property
    def _delivery(self) -> HypothesisDelivery:
        from bot.chat.hypotheses.reminding import HypothesisDelivery

        return HypothesisDelivery(self._source, self._words, self._policy, self._clock)

    @cached_property
    def _reminders(self) -> HypothesisReminders:
        from bot.chat.hypotheses.reminding import HypothesisReminders

        return HypothesisReminders(self._settings.manager_ids)

    def rows_by(self, sender: Sender) -> Mapping[str, Deliver]:
        """What delivers its rows through `sender`, by kind."""

        async def due(row: Claimed) -> Outcome:
            return await self._delivery.deliver(sender, row)

        return {HYPOTHESIS_DUE: due}

    @property
    def touches(self) -> Mapping[str, Own[UnitOfWork]]:
        """What its touches do."""

        async def due(uow: UnitOfWork, touch: Touch, _: object) -> None:
            await self._reminders.due(uow, touch)

        return {HYPOTHESIS_DUE: due}

    def router(self, answering: Answering[UnitOfWork], access: Access) -> Router:
        """The handler."""
        locale = self._settings.default_language
        return hypotheses_router(
            lambda: self._desk, answering, access, self._texts, default_locale=locale
        )
