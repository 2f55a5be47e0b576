"""Topics of the sales group and our posts where staff read, as rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Text, bindparam, cast, exists, literal, or_, select

from leads.handoff import Post, Thread
from storage.columns import LAST_CHARACTER
from storage.scope import Scope
from storage.tables import companies, posts, threads

_THREAD = select(threads).where(threads.c.key == bindparam("key"))
_OF_TOPIC = (
    select(threads)
    .where(threads.c.chat_id == bindparam("chat_id"), threads.c.thread_id == bindparam("thread_id"))
    # Of two keys of one topic, the company's says more than the person's.
    .order_by(threads.c.key)
    .limit(1)
)
_ORPHANED = (
    select(threads.c.chat_id, threads.c.thread_id)
    .where(
        threads.c.contact_id == bindparam("id"),
        threads.c.thread_id.is_not(None),
        or_(
            threads.c.key == bindparam("own"),
            threads.c.key.like("company:%")
            & ~exists().where(literal("company:") + cast(companies.c.id, Text) == threads.c.key),
        ),
    )
    .distinct()
)
_POST = select(posts).where(posts.c.key == bindparam("key"))
_BEGINNING = (
    select(posts)
    .where(posts.c.key >= bindparam("first"), posts.c.key < bindparam("beyond"))
    .order_by(posts.c.key)
)
_AT = select(posts).where(
    posts.c.chat_id == bindparam("chat_id"), posts.c.message_id == bindparam("message_id")
)


class Threads:
    """Topics as one work sees them."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def get(self, key: str) -> Thread | None:
        """The topic of that company or person."""
        rows = await self._scope.fetch(_THREAD, {"key": key})
        return _thread(rows[0]) if rows else None

    async def of_topic(self, chat_id: int, thread_id: int) -> Thread | None:
        """Whose topic that is."""
        rows = await self._scope.fetch(_OF_TOPIC, {"chat_id": chat_id, "thread_id": thread_id})
        return _thread(rows[0]) if rows else None

    async def orphaned(self, contact_id: int) -> Sequence[tuple[int, int]]:
        """Chat and number of the topics that were about nobody but an erased person."""
        own = f"contact:{contact_id}"
        rows = await self._scope.fetch(_ORPHANED, {"id": contact_id, "own": own})
        return [(int(row["chat_id"]), int(row["thread_id"])) for row in rows]

    async def save(self, thread: Thread) -> None:
        """Keep a new topic, or write one that was changed."""
        if await self.get(thread.key) is None:
            self._scope.insert(threads, thread.key, asdict(thread))
        else:
            row = asdict(thread)
            del row["key"]
            self._scope.update(threads, thread.key, row)


class Posts:
    """Posts as one work sees them."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def get(self, key: str) -> Post | None:
        """Where the outbox row with that key stands now."""
        rows = await self._scope.fetch(_POST, {"key": key})
        return Post(**rows[0]) if rows else None

    async def beginning(self, prefix: str) -> Sequence[Post]:
        """The posts whose rows' keys begin so."""
        limits = {"first": prefix, "beyond": prefix + LAST_CHARACTER}
        return [Post(**row) for row in await self._scope.fetch(_BEGINNING, limits)]

    async def at(self, chat_id: int, message_id: int) -> Post | None:
        """The post that this message is."""
        rows = await self._scope.fetch(_AT, {"chat_id": chat_id, "message_id": message_id})
        return Post(**rows[0]) if rows else None

    async def save(self, post: Post) -> None:
        """Keep where a row was posted; a row posted anew stands at its new place."""
        if await self.get(post.key) is None:
            self._scope.insert(posts, post.key, asdict(post))
        else:
            row = asdict(post)
            del row["key"]
            self._scope.update(posts, post.key, row)


def _thread(row: Mapping[Any, Any]) -> Thread:
    return Thread(
        key=row["key"],
        chat_id=row["chat_id"],
        contact_id=row["contact_id"],
        thread_id=row["thread_id"],
        attempts=row["attempts"],
        tried_at=row["tried_at"],
    )
