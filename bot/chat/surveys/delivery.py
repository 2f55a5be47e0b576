"""Rows about surveys to every manager in private; what they say is said when it is delivered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from bot.chat.alerts import ALERTS, alert_values
from bot.chat.book import Book, BookUnitOfWork
from bot.chat.cards import Shown
from bot.chat.messages import Outgoing
from bot.chat.texts import Texts
from bot.chat.to_managers import ToManagers
from leads.clock import Clock
from leads.consent import STAFF_BASIS, Purpose
from leads.outbox import Claimed
from scheduler.relay import Delivered, Outcome

T = TypeVar("T")


class Works(Protocol):
    """Runs a piece of work in one transaction."""

    async def run(self, work: Callable[[BookUnitOfWork], Awaitable[T]]) -> T: ...


class SurveyAlerts:
    """Delivers one row; every outcome is a value."""

    def __init__(
        self,
        works: Works,
        managers: ToManagers,
        texts: Texts,
        book: Book,
        clock: Clock,
        *,
        locale: str,
    ) -> None:
        self._works = works
        self._managers = managers
        self._texts = texts
        self._book = book
        self._clock = clock
        self._locale = locale

    async def deliver(self, row: Claimed) -> Outcome:
        """Tell every manager; nothing about somebody who was erased meanwhile."""
        lead_id, now = int(row.payload["lead_id"]), self._clock.now()
        found = await self._works.run(lambda uow: self._book.look_up(uow, lead_id, now))
        if found is None or found[0].card.contact.erased_at is not None:
            return Delivered()
        shown = found[0]
        return await self._managers.tell(
            row, shown.card.contact.id, lead_id, lambda chat: self._message(row, shown, chat)
        )

    def _message(self, row: Claimed, shown: Shown, chat: int) -> Outgoing:
        product = self._book.product(shown.card.product or "", self._locale)
        values = alert_values(row.payload, shown.card, product, "", ())
        text = self._texts.render(ALERTS[str(row.payload["kind"])], self._locale, **values)
        return Outgoing(chat, text, Purpose.SERVICE.value, str(STAFF_BASIS))
