"""One row to every manager in private: whom it has reached is kept, so that a repetition reaches
the rest."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeVar

from bot.chat.access import Access
from bot.chat.book import Book, BookUnitOfWork
from bot.chat.cards import Shown
from bot.chat.messages import Keyboard, Outgoing
from bot.chat.sender import Later, Never, Sender, Sent
from leads.clock import Clock
from leads.consent import STAFF_BASIS, Purpose
from leads.facts import Fact
from leads.handoff import Post
from leads.outbox import Claimed
from scheduler.relay import Deferred, Delivered, Outcome, Parked

T = TypeVar("T")
Words = tuple[str, Keyboard]


class Posts(Protocol):
    """What we posted where staff read."""

    async def beginning(self, prefix: str) -> Sequence[Post]: ...
    async def save(self, post: Post) -> None: ...


class PostsUnitOfWork(BookUnitOfWork, Protocol):
    """What telling managers reads and writes."""

    @property
    def posts(self) -> Posts: ...


class Works(Protocol):
    """Runs a piece of work in one transaction."""

    async def run(self, work: Callable[[PostsUnitOfWork], Awaitable[T]]) -> T: ...


class ToManagers:
    """Brings a row to each of them."""

    def __init__(
        self, works: Works, sender: Sender, access: Access, book: Book, clock: Clock
    ) -> None:
        self._works = works
        self._sender = sender
        self._access = access
        self._book = book
        self._clock = clock

    @property
    def anybody(self) -> bool:
        """Whether there is one."""
        return bool(self._access.manager_ids)

    async def tell_of_lead(
        self, row: Claimed, words: Callable[[Shown, Sequence[Fact]], Words]
    ) -> Outcome:
        """Send each manager the words about the row's lead and its history; nothing about somebody
        who was erased meanwhile."""
        lead_id, now = int(row.payload["lead_id"]), self._clock.now()
        found = await self._works.run(lambda uow: self._book.look_up(uow, lead_id, now))
        if found is None or found[0].card.contact.erased_at is not None:
            return Delivered()
        shown, _, history = found
        return await self.tell(row, shown, words(shown, history))

    async def tell(self, row: Claimed, shown: Shown, words: Words) -> Outcome:
        """Send each manager the words, which are about that lead."""
        posts = await self._works.run(lambda uow: uow.posts.beginning(f"{row.key}@"))
        reached = {post.chat_id for post in posts}
        refused = ""
        for manager in self._access.manager_ids:
            if manager in reached:
                continue
            sent = await self._sender.deliver(to_manager(manager, words), edits=None)
            match sent:
                case Later(reason, seconds):
                    return Deferred(reason, seconds)
                case Never(reason):
                    refused = reason
                case Sent(message_id):
                    reached.add(manager)
                    await self._keep(
                        Post(
                            f"{row.key}@{manager}",
                            manager,
                            message_id or 0,
                            shown.card.contact.id,
                            shown.card.lead_id,
                        )
                    )
        if not reached:
            return Parked(f"no manager can be written to: {refused or 'set MANAGER_IDS'}")
        return Delivered()

    async def _keep(self, post: Post) -> None:
        await self._works.run(lambda uow: uow.posts.save(post))


def to_manager(chat_id: int, words: Words) -> Outgoing:
    """The message that says the words in that chat."""
    text, keyboard = words
    return Outgoing(chat_id, text, Purpose.SERVICE.value, str(STAFF_BASIS), keyboard=keyboard)
