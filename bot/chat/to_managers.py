"""One row to every manager in private: whom it has reached is kept, so that a repetition reaches
the rest."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeVar

from bot.chat.access import Access
from bot.chat.book import BookUnitOfWork
from bot.chat.messages import Outgoing
from bot.chat.sender import Later, Never, Sender, Sent
from leads.handoff import Post
from leads.outbox import Claimed
from scheduler.relay import Deferred, Delivered, Outcome, Parked

T = TypeVar("T")


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

    def __init__(self, works: Works, sender: Sender, access: Access) -> None:
        self._works = works
        self._sender = sender
        self._access = access

    @property
    def anybody(self) -> bool:
        """Whether there is one."""
        return bool(self._access.manager_ids)

    async def tell(
        self, row: Claimed, contact_id: int, lead_id: int, message: Callable[[int], Outgoing]
    ) -> Outcome:
        """Send each manager the `message` for their chat; it is about that person and lead."""
        posts = await self._works.run(lambda uow: uow.posts.beginning(f"{row.key}@"))
        reached = {post.chat_id for post in posts}
        refused = ""
        for manager in self._access.manager_ids:
            if manager in reached:
                continue
            sent = await self._sender.deliver(message(manager), edits=None)
            match sent:
                case Later(reason, seconds):
                    return Deferred(reason, seconds)
                case Never(reason):
                    refused = reason
                case Sent(message_id):
                    reached.add(manager)
                    key = f"{row.key}@{manager}"
                    await self._keep(Post(key, manager, message_id or 0, contact_id, lead_id))
        if not reached:
            return Parked(f"no manager can be written to: {refused or 'set MANAGER_IDS'}")
        return Delivered()

    async def _keep(self, post: Post) -> None:
        await self._works.run(lambda uow: uow.posts.save(post))
