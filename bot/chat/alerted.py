"""Rows for sales that every manager gets in private, too; what they say is said when delivered."""

from __future__ import annotations

from bot.chat.alerts import ALERTS, alert_values
from bot.chat.book import Book
from bot.chat.cards import Shown
from bot.chat.texts import Texts
from bot.chat.to_managers import ToManagers, Words
from leads.outbox import Claimed
from scheduler.relay import Outcome


class AlertedManagers:
    """Delivers one row; every outcome is a value."""

    def __init__(self, managers: ToManagers, texts: Texts, book: Book, *, locale: str) -> None:
        self._managers = managers
        self._texts = texts
        self._book = book
        self._locale = locale

    async def deliver(self, row: Claimed) -> Outcome:
        """Tell every manager."""
        return await self._managers.tell_of_lead(row, lambda shown, _: self._words(row, shown))

    def _words(self, row: Claimed, shown: Shown) -> Words:
        product = self._book.product(shown.card.product or "", self._locale)
        values = alert_values(row.payload, shown.card, product, "", ())
        return self._texts.render(ALERTS[str(row.payload["kind"])], self._locale, **values), ()
