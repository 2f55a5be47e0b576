"""The inbox: updates kept as they came, until a turn has committed that dealt with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Connection, bindparam, select

from storage.columns import among
from storage.known import Known
from storage.scope import Scope
from storage.tables import inbox

NEW, DONE, DEAD = "new", "done", "dead"
PAYLOAD = "inbox.payload"

_STATUS = (
    select(inbox.c.update_id, inbox.c.status)
    .where(among(inbox.c.update_id, "ids"))
    .order_by(inbox.c.update_id)
    .with_for_update()
)
_PENDING = select(inbox).where(inbox.c.status == NEW).order_by(inbox.c.update_id)
_ATTEMPTS = select(inbox.c.attempts).where(inbox.c.update_id == bindparam("id"))


class Update(Protocol):
    """An update as it came; `chat_id` 0 where it belongs to no chat."""

    @property
    def update_id(self) -> int: ...
    @property
    def chat_id(self) -> int: ...
    @property
    def payload(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class StoredUpdate:
    """An update read back from the inbox."""

    update_id: int
    chat_id: int
    payload: dict[str, Any]
    attempts: int


def preload(connection: Connection, known: Known, update_ids: Iterable[int]) -> None:
    """Read once for a whole batch which of these updates still wait, and hold their rows."""
    ids = sorted(set(update_ids))
    known.updates.update(dict.fromkeys(ids))
    for update_id, status in connection.execute(_STATUS, {"ids": ids}):
        known.updates[update_id] = status == NEW


class Inbox:
    """The inbox as one work sees it."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def add_many(self, updates: Sequence[Update]) -> list[int]:
        """Keep updates; return the ids of those that were not there before, in order."""
        known = self._scope.known.updates
        await self._learn([update.update_id for update in updates])
        fresh: list[int] = []
        for update in updates:
            if known[update.update_id] is not None:
                continue
            fresh.append(update.update_id)
            known[update.update_id] = True
            self._scope.insert(
                inbox,
                update.update_id,
                {
                    "update_id": update.update_id,
                    "chat_id": update.chat_id,
                    "payload": self._scope.keys.seal_json(PAYLOAD, update.payload),
                    "status": NEW,
                    "attempts": 0,
                    "error": None,
                    "received_at": self._scope.now,
                    "done_at": None,
                },
            )
        return fresh

    async def claim(self, update_id: int) -> bool:
        """Take the update's turn; False when it was taken before or never stored."""
        if not await self._waits(update_id):
            return False
        self._close(update_id, DONE, None)
        # Its number must be known again, what it said need not: the turn has that now.
        self._scope.update(inbox, update_id, {"payload": self._scope.keys.emptied(PAYLOAD)})
        return True

    async def pending(self) -> list[StoredUpdate]:
        """Everything stored whose turn has not been committed, oldest first."""
        return [
            StoredUpdate(
                update_id=row["update_id"],
                chat_id=row["chat_id"],
                payload=self._scope.keys.open_json(PAYLOAD, row["payload"]),
                attempts=row["attempts"],
            )
            for row in await self._scope.fetch(_PENDING, {})
        ]

    async def fail(self, update_id: int, error: str, *, final: bool = False) -> None:
        """A turn raised; `final` sets the update aside for good. Nothing if it was taken since."""
        if not await self._waits(update_id):
            return
        attempts = 1 + int(await self._scope.scalar(_ATTEMPTS, {"id": update_id}) or 0)
        if final:
            self._close(update_id, DEAD, error)
        self._scope.update(inbox, update_id, {"attempts": attempts, "error": error})

    def _close(self, update_id: int, status: str, error: str | None) -> None:
        self._scope.known.updates[update_id] = False
        self._scope.update(
            inbox, update_id, {"status": status, "error": error, "done_at": self._scope.now}
        )

    async def _waits(self, update_id: int) -> bool:
        await self._learn([update_id])
        return self._scope.known.updates[update_id] is True

    async def _learn(self, update_ids: Sequence[int]) -> None:
        known = self._scope.known.updates
        unknown = sorted({update_id for update_id in update_ids if update_id not in known})
        if unknown:
            rows = await self._scope.fetch(_STATUS, {"ids": unknown})
            known.update(dict.fromkeys(unknown))
            known.update({row["update_id"]: row["status"] == NEW for row in rows})
