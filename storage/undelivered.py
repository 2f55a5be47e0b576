"""Outbox rows that have not arrived, as people look at them: listed, tried again, dropped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select

from leads.outbox import Undelivered
from storage.columns import EPOCH, among
from storage.outbox import DROPPED, OPEN, PARKED, PAYLOAD, UNKNOWN
from storage.scope import Scope
from storage.secrets import KeyRing
from storage.tables import outbox

AT_ONCE = 200

_SET_ASIDE = outbox.c.status.in_((PARKED, UNKNOWN))
_WAITING = or_(outbox.c.status == OPEN, _SET_ASIDE)
_PAGE = (
    select(outbox)
    .where(
        outbox.c.id > bindparam("after"),
        or_(_SET_ASIDE, and_(outbox.c.status == OPEN, bindparam("open"))),
        or_(bindparam("topic") == "", outbox.c.topic == bindparam("topic")),
    )
    .order_by(outbox.c.id)
    .limit(bindparam("most"))
)
_NEWEST = (select(outbox).where(_SET_ASIDE).order_by(outbox.c.id.desc())).limit(bindparam("most"))
_SOME = select(outbox).where(among(outbox.c.id, "ids"), _WAITING).with_for_update()
_COUNTS = (
    select(outbox.c.topic, outbox.c.status, func.count().label("count"))
    .where(_WAITING)
    .group_by(outbox.c.topic, outbox.c.status)
)


class UndeliveredRows:
    """The rows as one work sees them."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def page(
        self, *, after: int = 0, topic: str = "", parked_only: bool = True, most: int = AT_ONCE
    ) -> Sequence[Undelivered]:
        """Rows with a number above `after`, oldest first; of one topic where it is named."""
        values = {"after": after, "open": not parked_only, "topic": topic, "most": most}
        return self._read(await self._scope.fetch(_PAGE, values))

    async def newest_parked(self, most: int) -> Sequence[Undelivered]:
        """The rows that were set aside, the newest first."""
        return self._read(await self._scope.fetch(_NEWEST, {"most": most}))

    async def get(self, row_id: int) -> Undelivered | None:
        """One of them; None when it has arrived, or never was."""
        return next(iter(self._read(await self._scope.fetch(_SOME, {"ids": [row_id]}))), None)

    async def counts(self) -> Mapping[str, tuple[int, int]]:
        """By topic, how many wait to be tried again and how many are set aside."""
        found: dict[str, tuple[int, int]] = {}
        for row in await self._scope.fetch(_COUNTS, {}):
            waiting, parked = found.get(row["topic"], (0, 0))
            if row["status"] == OPEN:
                waiting += row["count"]
            else:
                parked += row["count"]
            found[row["topic"]] = (waiting, parked)
        return found

    async def again(self, row_ids: Sequence[int]) -> int:
        """Have rows tried again at once, as if for the first time; how many there were."""
        fresh = {"status": OPEN, "due_at": EPOCH, "attempts": 0, "done_at": None}
        return await self._change(row_ids, {**fresh, "lease_owner": None})

    async def drop(self, row_ids: Sequence[int]) -> int:
        """Never deliver rows, and forget what they said; how many there were."""
        nothing = self._scope.keys.emptied(PAYLOAD)
        over = {"status": DROPPED, "payload": nothing, "done_at": self._scope.now}
        return await self._change(row_ids, {**over, "lease_owner": None})

    async def _change(self, row_ids: Sequence[int], row: Mapping[str, Any]) -> int:
        """Change those that nobody is about to deliver."""
        rows = self._read(await self._scope.fetch(_SOME, {"ids": list(row_ids)}))
        free = [one for one in rows if not one.held]
        for one in free:
            self._scope.update(outbox, one.id, dict(row))
        return len(free)

    def _read(self, rows: Sequence[Mapping[Any, Any]]) -> list[Undelivered]:
        return [_undelivered(row, self._scope.keys, self._scope.now) for row in rows]


def _undelivered(row: Mapping[Any, Any], keys: KeyRing, now: datetime) -> Undelivered:
    return Undelivered(
        id=row["id"],
        topic=row["topic"],
        key=row["key"],
        lane=row["lane"],
        payload=keys.open_json(PAYLOAD, row["payload"]),
        parked=row["status"] in (PARKED, UNKNOWN),
        unknown=row["status"] == UNKNOWN,
        held=row["lease_owner"] is not None and row["due_at"] > now,
        attempts=row["attempts"],
        due_at=row["due_at"],
        created_at=row["created_at"],
        error=row["error"],
    )
