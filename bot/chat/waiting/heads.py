"""The last call for a lead that nobody takes: to every manager, with who was asked and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.chat.book import Book
from bot.chat.card_buttons import managers_keyboard
from bot.chat.cards import Shown
from bot.chat.texts import Texts
from bot.chat.to_managers import ToManagers, Words
from leads.clock import Clock
from leads.facts import Assigned, Fact
from leads.history import offers_of
from leads.outbox import Claimed
from scheduler.relay import Delivered, Outcome


class HeadsCalled:
    """Delivers one row; every outcome is a value."""

    def __init__(
        self, managers: ToManagers, texts: Texts, book: Book, clock: Clock, *, locale: str
    ) -> None:
        self._managers = managers
        self._texts = texts
        self._book = book
        self._clock = clock
        self._locale = locale

    async def deliver(self, row: Claimed) -> Outcome:
        """Tell every manager there is."""
        if not self._managers.anybody:
            return Delivered()
        return await self._managers.tell_of_lead(
            row, lambda shown, history: self._words(row, shown, history)
        )

    def _words(self, row: Claimed, shown: Shown, history: Sequence[Fact]) -> Words:
        card, now = shown.card, self._clock.now()
        by, since, sent = (_moment(row.payload.get(one)) for one in ("by", "since", "unanswered"))
        begun = since or sent
        text = self._texts.render(
            "untaken_heads",
            self._locale,
            lead_id=card.lead_id,
            title=card.title or f"№ {card.lead_id}",
            product=self._book.product(card.product or "", self._locale),
            owner=card.owner,
            waiting=now - begun if begun else card.waiting or timedelta(),
            offers=[_asked(one) for one in offers_of(history)],
            at=by,
            late=since is not None,
            form=sent is not None,
        )
        return text, managers_keyboard(shown, self._texts, self._locale)


def _moment(stored: object) -> datetime | None:
    return datetime.fromisoformat(str(stored)) if stored else None


def _asked(offer: Assigned) -> dict[str, object]:
    return {"name": offer.name, "at": offer.at}
