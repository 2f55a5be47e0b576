"""Outbox rows of the topic `managers` → every manager in private.

How a row reaches all of them is `bot.chat.to_managers`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from bot.chat.book import Book
from bot.chat.cards import Shown
from bot.chat.exclusivity.words import conflict_keyboard, conflict_text
from bot.chat.sender import Later, Sender
from bot.chat.texts import Texts
from bot.chat.to_managers import PostsUnitOfWork, ToManagers, Words, to_manager
from leads.clock import Clock
from leads.exclusivity.holding import Hold, asks, hold_of
from leads.handoff import Post
from leads.outbox import Claimed
from scheduler.relay import Deferred, Delivered, Outcome

T = TypeVar("T")


class Works(Protocol):
    """Runs a piece of work in one transaction."""

    async def run(self, work: Callable[[PostsUnitOfWork], Awaitable[T]]) -> T: ...


@dataclass(frozen=True, slots=True)
class _Found:
    """The lead, its conflict, and where managers read of it."""

    shown: Shown
    hold: Hold
    posts: Sequence[Post]


class ManagersDelivery:
    """Delivers one row; every outcome is a value."""

    def __init__(
        self,
        works: Works,
        sender: Sender,
        managers: ToManagers,
        texts: Texts,
        book: Book,
        clock: Clock,
        *,
        locale: str,
    ) -> None:
        self._works = works
        self._sender = sender
        self._managers = managers
        self._texts = texts
        self._book = book
        self._clock = clock
        self._locale = locale

    async def deliver(self, row: Claimed) -> Outcome:
        """Ask the managers, or bring what they were asked up to date; nothing about somebody who
        was erased meanwhile."""
        found = await self._works.run(lambda uow: self._find(uow, row))
        if found is None:
            return Delivered()
        if row.payload["kind"] == "conflict_over":
            return await self._update(found)
        return await self._ask(row, found) if found.hold.waiting else Delivered()

    async def _find(self, uow: PostsUnitOfWork, row: Claimed) -> _Found | None:
        lead_id = int(row.payload["lead_id"])
        looked = await self._book.look_up(uow, lead_id, self._clock.now())
        if looked is None or looked[0].card.contact.erased_at is not None:
            return None
        hold = hold_of(looked[2])
        posts = await uow.posts.beginning(asks(lead_id))
        return None if hold is None else _Found(looked[0], hold, posts)

    async def _ask(self, row: Claimed, found: _Found) -> Outcome:
        return await self._managers.tell(row, found.shown, self._words(found))

    async def _update(self, found: _Found) -> Outcome:
        words = self._words(found)
        for post in found.posts:
            message = to_manager(post.chat_id, words)
            sent = await self._sender.deliver(message, edits=post.message_id)
            if isinstance(sent, Later):
                return Deferred(sent.reason, sent.seconds)
        return Delivered()

    def _words(self, found: _Found) -> Words:
        now, register = self._clock.now(), self._book.register
        text = conflict_text(found.shown, found.hold, register, now, self._texts, self._locale)
        keyboard = conflict_keyboard(
            found.shown.card.lead_id, found.hold, self._texts, self._locale
        )
        return text, keyboard
