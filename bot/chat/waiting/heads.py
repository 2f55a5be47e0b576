"""The last call for a lead that nobody takes: to every manager, with who was asked and when."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from bot.chat.book import Book, BookUnitOfWork
from bot.chat.card_buttons import card_keyboard
from bot.chat.cards import Shown
from bot.chat.messages import Outgoing
from bot.chat.texts import Texts
from bot.chat.to_managers import ToManagers
from leads.clock import Clock
from leads.consent import STAFF_BASIS, Purpose
from leads.facts import Assigned, Fact
from leads.history import offers_of
from leads.outbox import Claimed
from scheduler.relay import Delivered, Outcome

T = TypeVar("T")


class Works(Protocol):
    """Runs a piece of work in one transaction."""

    async def run(self, work: Callable[[BookUnitOfWork], Awaitable[T]]) -> T: ...


class HeadsCalled:
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
        """Tell every manager there is; nothing about somebody who was erased meanwhile."""
        if not self._managers.anybody:
            return Delivered()
        lead_id, now = int(row.payload["lead_id"]), self._clock.now()
        found = await self._works.run(lambda uow: self._book.look_up(uow, lead_id, now))
        if found is None or found[0].card.contact.erased_at is not None:
            return Delivered()
        shown, _, history = found
        return await self._managers.tell(
            row,
            shown.card.contact.id,
            lead_id,
            lambda chat: self._message(row, shown, history, chat),
        )

    def _message(self, row: Claimed, shown: Shown, history: Sequence[Fact], chat: int) -> Outgoing:
        card, now = shown.card, self._clock.now()
        by, since = (_moment(row.payload.get(name)) for name in ("by", "since"))
        text = self._texts.render(
            "untaken_heads",
            self._locale,
            lead_id=card.lead_id,
            title=card.title or f"№ {card.lead_id}",
            product=self._book.product(card.product or "", self._locale),
            owner=card.owner,
            waiting=now - since if since else card.waiting or timedelta(),
            offers=[_asked(one) for one in offers_of(history)],
            at=by,
            late=since is not None,
        )
        keyboard = card_keyboard(shown, self._texts, self._locale)
        return Outgoing(chat, text, Purpose.SERVICE.value, str(STAFF_BASIS), keyboard=keyboard)


def _moment(stored: object) -> datetime | None:
    return datetime.fromisoformat(str(stored)) if stored else None


def _asked(offer: Assigned) -> dict[str, object]:
    return {"name": offer.name, "at": offer.at}
