"""The outbox: what must reach a chat, the sales or a CRM, claimed under a lease, lane by lane.

A row that is open is due at `due_at`; taking a lease moves that to the lease's end, so a row
whose holder died comes back by itself. A row that may be sent once only is `sending` while it is
being sent: when its holder dies then, nobody knows what became of it, and it stays `unknown`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, exists, func, select, update

from leads.consent import Purpose, refusable
from leads.outbox import Claimed, OutboxMessage, Priority, Topic, lane_to, lanes_to
from storage.columns import EPOCH, among
from storage.known import Known
from storage.scope import Scope
from storage.secrets import KeyRing
from storage.tables import outbox

OPEN, SENDING, DONE, PARKED, UNKNOWN = "open", "sending", "done", "parked", "unknown"
DROPPED = "dropped"
HOLDER_DIED = "the program was stopped while it was being sent"
TAKEN_BACK = "the consent was taken back"
PAYLOAD = "outbox.payload"
LEASE = timedelta(seconds=60)
LONGEST_BEHIND = timedelta(minutes=5)  # so soon a lane goes on whose first row was dropped

_earlier = outbox.alias("earlier")
_DUE = (
    select(outbox)
    .where(
        outbox.c.status == OPEN,
        among(outbox.c.topic, "topics"),
        outbox.c.due_at <= bindparam("now"),
        ~exists().where(
            _earlier.c.status == OPEN,
            _earlier.c.lane == outbox.c.lane,
            _earlier.c.id < outbox.c.id,
        ),
    )
    .order_by(outbox.c.priority, outbox.c.due_at, outbox.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=outbox)
)
_LOST = (
    select(outbox.c.id)
    .where(outbox.c.status == SENDING, outbox.c.due_at <= bindparam("now"))
    .with_for_update(skip_locked=True)
)
_WAITING_AT = (
    select(outbox.c.id)
    .where(outbox.c.status == OPEN, outbox.c.priority == bindparam("priority"))
    .limit(bindparam("most"))
)
_LANES = select(outbox.c.lane, outbox.c.lease_owner, outbox.c.due_at).where(
    outbox.c.status == OPEN, among(outbox.c.lane, "lanes")
)
_STATE = (
    select(outbox.c.status, outbox.c.lease_owner)
    .where(outbox.c.id == bindparam("id"))
    .with_for_update()
)
_OF_LANES = (
    select(outbox.c.id, outbox.c.key, outbox.c.payload)
    .where(outbox.c.status == OPEN, among(outbox.c.lane, "lanes"))
    .with_for_update()
)
_SENT = select(outbox.c.sent_ref).where(outbox.c.key == bindparam("key"))
_KEY = select(outbox.c.id).where(outbox.c.key == bindparam("key"))
_FREE = and_(outbox.c.status == OPEN, outbox.c.lease_owner.is_(None))
_NEXT = select(func.min(outbox.c.due_at).label("due")).where(_FREE)
_WAITS = (
    select(outbox.c.id)
    .where(outbox.c.status == OPEN, outbox.c.topic == bindparam("topic"))
    .limit(1)
)
_LANE = select(_earlier.c.lane).where(_earlier.c.id == bindparam("first")).scalar_subquery()
_BEHIND = and_(outbox.c.lane == _LANE, outbox.c.id > bindparam("first"))
_LATER = select(outbox.c.id).where(_FREE, _BEHIND, outbox.c.due_at <= bindparam("now"))
# Whoever has one of them in hand may wait for the first: we wait for none, and leave theirs.
_LATER_FREE = _LATER.with_for_update(skip_locked=True)
_WAIT_BEHIND = update(outbox).where(outbox.c.id.in_(_LATER_FREE)).values(due_at=bindparam("at"))
_RELEASE = (
    update(outbox)
    .where(outbox.c.status.in_((OPEN, SENDING)), outbox.c.lease_owner.is_not(None))
    .values(lease_owner=None, due_at=bindparam("now"))
)


def preload(connection: Connection, known: Known, chat_ids: Iterable[int]) -> None:
    """Read once for a whole batch which lanes of these chats still have open rows."""
    lanes = [lane_to(chat_id) for chat_id in chat_ids]
    known.lanes.update(dict.fromkeys(lanes, ()))
    for lane, owner, due_at in connection.execute(_LANES, {"lanes": lanes}):
        known.lanes[lane] += ((owner, due_at),)


class Outbox:
    """The outbox as one work sees it."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def add(
        self, message: OutboxMessage, *, leased_by: str | None = None, lease: timedelta = LEASE
    ) -> Claimed | None:
        """Write a message; a key that was written before changes nothing.

        With `leased_by` the row is returned under a lease, to be delivered by that owner right
        after the commit. None when the relay will deliver it: no lease was asked for, it is not
        due yet, or somebody else has yet to deliver an earlier row of its lane.
        """
        now, due_at = self._scope.now, message.not_before or EPOCH
        leased = leased_by is not None and due_at <= now and await self._free(message, leased_by)
        if leased:
            due_at = now + lease
        number = await self._scope.number(outbox)
        self._scope.insert(
            outbox,
            number,
            {
                "id": number,
                "topic": message.topic.value,
                "key": message.key,
                "lane": message.lane,
                "payload": self._scope.keys.seal_json(PAYLOAD, message.payload),
                "status": OPEN,
                "priority": message.priority,
                "due_at": due_at,
                "lease_owner": leased_by if leased else None,
                "attempts": 1 if leased else 0,
                "error": None,
                "sent_ref": None,
                "created_at": now,
                "done_at": None,
            },
        )
        lanes = self._scope.known.lanes
        if message.lane in lanes:
            lanes[message.lane] += ((leased_by if leased else None, due_at),)
        if not leased:
            return None
        return Claimed(
            id=number,
            topic=message.topic,
            key=message.key,
            lane=message.lane,
            payload=message.payload,
            attempts=1,
            priority=message.priority,
        )

    async def claim_due(
        self,
        topics: Sequence[Topic],
        now: datetime,
        limit: int,
        owner: str,
        lease: timedelta = LEASE,
    ) -> list[Claimed]:
        """Lease due rows, by priority, then the earliest first, and of each lane only its first
        open one."""
        rows = await self._scope.fetch(
            _DUE, {"topics": [topic.value for topic in topics], "now": now, "most": limit}
        )
        until = now + lease
        for row in rows:
            taken = {"due_at": until, "lease_owner": owner, "attempts": row["attempts"] + 1}
            self._scope.update(outbox, row["id"], taken)
        return [_claimed(row, self._scope.keys) for row in rows]

    async def begin(self, row: Claimed, owner: str) -> bool:
        """Whether `owner` still has the row to send; one that is sent at most once is `sending`
        from now on."""
        if not await self._held(row.id, owner):
            return False
        if row.priority.at_most_once:
            self._scope.update(outbox, row.id, {"status": SENDING})
        return True

    async def call_off(self, row_id: int, reason: str) -> None:
        """It is not wanted any more, and what it said is forgotten."""
        nothing = self._scope.keys.emptied(PAYLOAD)
        self._over(row_id, DROPPED, error=reason, payload=nothing)

    async def doubt(self, row_id: int, reason: str) -> None:
        """Nobody knows whether it arrived, and it is not sent again."""
        self._over(row_id, UNKNOWN, error=reason)

    async def give_up_lost(self, now: datetime) -> int:
        """Rows whose holder died while sending what may be sent once only; how many there were."""
        rows = await self._scope.fetch(_LOST, {"now": now})
        for row in rows:
            await self.doubt(row["id"], HOLDER_DIED)
        return len(rows)

    async def waiting(self, priority: Priority, most: int) -> int:
        """How many open rows there are of that priority; `most` where there are more."""
        values = {"priority": priority, "most": most}
        return len(await self._scope.fetch(_WAITING_AT, values))

    async def settle(self, row_id: int, ref: int | None = None) -> None:
        """It arrived; `ref` is the other side's number of it (a Telegram message id)."""
        self._over(row_id, DONE, sent_ref=ref)

    async def retry(
        self,
        row_id: int,
        at: datetime,
        error: str,
        *,
        owner: str | None = None,
        attempts: int | None = None,
    ) -> None:
        """It did not arrive: due again at `at`. Nothing if it is settled, or not `owner`'s now.

        `attempts` is how many count so far, where the last one doesn't. What waits behind it is
        not due meanwhile: claims need not look at it.
        """
        if await self._held(row_id, owner):
            now = self._scope.now
            behind = {"first": row_id, "now": now, "at": min(at, now + LONGEST_BEHIND)}
            self._scope.sweep(outbox, _WAIT_BEHIND, behind)
            again = {"status": OPEN, "due_at": at, "lease_owner": None, "error": error}
            counted = {} if attempts is None else {"attempts": attempts}
            self._scope.update(outbox, row_id, {**again, **counted})

    async def park(self, row_id: int, reason: str, *, owner: str | None = None) -> None:
        """Stop trying; its lane goes on. `reason` is a sentence that a manager understands."""
        if await self._held(row_id, owner):
            self._over(row_id, PARKED, error=reason)

    async def sent_ref(self, key: str) -> int | None:
        """The other side's number of the message with that key, once it arrived."""
        found = await self._scope.scalar(_SENT, {"key": key})
        return None if found is None else int(found)

    async def has(self, key: str) -> bool:
        """Whether a message with that key was ever written."""
        return await self._scope.scalar(_KEY, {"key": key}) is not None

    async def next_due(self) -> datetime | None:
        """When the next row that nobody holds is due."""
        found = await self._scope.scalar(_NEXT, {})
        return found if isinstance(found, datetime) else None

    async def waits(self, topic: Topic) -> bool:
        """Whether a row of that topic is to be delivered some day."""
        return await self._scope.scalar(_WAITS, {"topic": topic.value}) is not None

    async def release_all(self) -> None:
        """End every lease: for a process that knows that nobody else uses the database."""
        self._scope.sweep(outbox, _RELEASE, {"now": self._scope.now})

    def _over(self, row_id: int, status: str, **known: object) -> None:
        over = {"status": status, "done_at": self._scope.now, "lease_owner": None, **known}
        self._scope.update(outbox, row_id, over)

    async def _free(self, message: OutboxMessage, owner: str) -> bool:
        """Whether the lane's open rows, if any, are all in the hands of `owner`."""
        lanes = self._scope.known.lanes
        if message.lane not in lanes:
            rows = await self._scope.fetch(_LANES, {"lanes": [message.lane]})
            lanes[message.lane] = tuple((row["lease_owner"], row["due_at"]) for row in rows)
        return all(
            holder == owner and until > self._scope.now for holder, until in lanes[message.lane]
        )

    async def _held(self, row_id: int, owner: str | None) -> bool:
        rows = await self._scope.fetch(_STATE, {"id": row_id})
        if not rows or rows[0]["status"] not in (OPEN, SENDING):
            return False
        return owner is None or rows[0]["lease_owner"] == owner


async def withdraw(scope: Scope, telegram_id: int, purpose: Purpose) -> None:
    """Drop what waits for a person for that `purpose`, which they refuse from now on."""
    for row in await scope.fetch(_OF_LANES, {"lanes": list(lanes_to(telegram_id))}):
        basis = scope.keys.open_json(PAYLOAD, row["payload"]).get("basis")
        if refusable(str(basis or "")) is purpose:
            await Outbox(scope).call_off(row["id"], TAKEN_BACK)


def _claimed(row: Mapping[Any, Any], keys: KeyRing) -> Claimed:
    return Claimed(
        id=row["id"],
        topic=Topic(row["topic"]),
        key=row["key"],
        lane=row["lane"],
        payload=keys.open_json(PAYLOAD, row["payload"]),
        attempts=row["attempts"] + 1,
        priority=Priority(row["priority"]),
    )
