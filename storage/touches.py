"""Touches: planned contacts as rows. Due at `due_at`, leased like rows of the outbox."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, func, select, text, update

from leads.consent import Audience, Purpose
from leads.outbox import Priority
from leads.touch import Touch
from storage import consents, contacts, leads
from storage.columns import LAST_CHARACTER
from storage.scope import Scope
from storage.secrets import KeyRing
from storage.tables import touches
from storage.tables.deliveries import BROADCASTS, ORDINARY
from storage.writing import Row

OPEN, DONE, CANCELLED, DEAD = "open", "done", "cancelled", "dead"
HELD = "held"
"""Its mailing is paused."""
PAYLOAD = "touches.payload"
LEASE = timedelta(seconds=60)


def _due(which: str) -> Select[Any]:
    """Due touches of one of the two indexes, whose condition has to stand here as it does there."""
    return (
        select(touches)
        .where(touches.c.status == OPEN, text(which), touches.c.due_at <= bindparam("now"))
        .order_by(touches.c.due_at, touches.c.priority, touches.c.id)
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True)
    )


_DUE, _DUE_BROADCASTS = _due(ORDINARY), _due(BROADCASTS)
_CANCEL = (
    update(touches)
    .where(
        touches.c.status == OPEN,
        touches.c.key >= bindparam("first"),
        touches.c.key < bindparam("beyond"),
    )
    .values(status=CANCELLED, done_at=bindparam("at"))
)
_NEXT = select(func.min(touches.c.due_at).label("due")).where(
    touches.c.status == OPEN, touches.c.lease_owner.is_(None)
)
_STATE = (
    select(touches.c.status, touches.c.lease_owner, touches.c.attempts)
    .where(touches.c.id == bindparam("id"))
    .with_for_update()
)
_OF_LEAD = (
    select(touches)
    .where(touches.c.lead_id == bindparam("lead_id"), touches.c.status == OPEN)
    .order_by(touches.c.due_at, touches.c.id)
)
_OF_PERSON = (
    select(touches)
    .where(
        touches.c.contact_id == bindparam("contact_id"),
        touches.c.status == OPEN,
        touches.c.lease_owner.is_(None),
    )
    .order_by(touches.c.id)
    .with_for_update(skip_locked=True)  # who hands one on waits for the person, whom we have
)


class Touches:
    """Touches as one work sees them."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def plan(self, touch: Touch) -> None:
        """Write a touch; a key that was ever planned before changes nothing."""
        number = await self._scope.number(touches)
        self._scope.insert(touches, number, _row(touch, number, self._scope.keys))

    async def cancel(self, prefix: str) -> None:
        """Cancel every open touch whose key begins so."""
        at = self._scope.now
        limits = {"first": prefix, "beyond": prefix + LAST_CHARACTER, "at": at}
        for number, row in self._scope.waiting(touches).items():
            if row["key"].startswith(prefix) and row["status"] == OPEN:
                self._scope.update(touches, number, {"status": CANCELLED, "done_at": at})
        self._scope.sweep(touches, _CANCEL, limits)

    async def claim_due(
        self,
        now: datetime,
        limit: int,
        owner: str,
        lease: timedelta = LEASE,
        *,
        broadcasts: bool = False,
    ) -> list[Touch]:
        """Lease what is due, expired ones too, the earliest first, then by priority; either
        `broadcasts` alone or everything but them.

        The leads, people and consents that the touches are about are read along with them.
        """
        due = _DUE_BROADCASTS if broadcasts else _DUE
        rows = await self._scope.fetch(due, {"now": now, "most": limit})
        people = [row["contact_id"] for row in rows if row["contact_id"] is not None]
        await contacts.learn(self._scope, people)
        await consents.learn(self._scope, people)
        await leads.learn(self._scope, [row["lead_id"] for row in rows if row["lead_id"]])
        for row in rows:
            taken = {
                "due_at": now + lease,
                "lease_owner": owner,
                "attempts": row["attempts"] + 1,
            }
            self._scope.update(touches, row["id"], taken)
        return [touch_from(row, self._scope.keys) for row in rows]

    async def settle(self, touch_id: int, status: str = DONE, error: str | None = None) -> None:
        """It is over: done, expired, cancelled (its reason gone) or dead."""
        over = {"status": status, "error": error, "done_at": self._scope.now, "lease_owner": None}
        self._scope.update(touches, touch_id, over)

    async def retry(
        self, touch_id: int, at: datetime, error: str | None, *, owner: str | None = None
    ) -> None:
        """Due again at `at` (moved out of quiet hours, or failed); nothing if over since."""
        rows = await self._scope.fetch(_STATE, {"id": touch_id})
        if not rows or rows[0]["status"] != OPEN:
            return
        if owner is None or rows[0]["lease_owner"] == owner:
            self._scope.update(
                touches, touch_id, {"due_at": at, "lease_owner": None, "error": error}
            )

    async def of_person(self, contact_id: int) -> list[Touch]:
        """What is still planned for a person and nobody is handing on."""
        rows = await self._scope.fetch(_OF_PERSON, {"contact_id": contact_id})
        return [touch_from(row, self._scope.keys) for row in rows]

    async def redate(self, touch: Touch) -> None:
        """Let it be due, and end, when it says."""
        moments = {"due_at": touch.due_at, "expires_at": touch.expires_at}
        self._scope.update(touches, touch.id, moments)

    async def next_due(self) -> datetime | None:
        """When the next touch that nobody holds is due."""
        found = await self._scope.scalar(_NEXT, {})
        return found if isinstance(found, datetime) else None

    async def of_lead(self, lead_id: int) -> list[Touch]:
        """What is still planned for a lead, the earliest first."""
        rows = await self._scope.fetch(_OF_LEAD, {"lead_id": lead_id})
        return [touch_from(row, self._scope.keys) for row in rows]


def touch_from(row: Mapping[Any, Any], keys: KeyRing) -> Touch:
    """The touch that a row holds, as it was due when the row was read."""
    due, expires = row["due_at"], row["expires_at"]
    if expires is not None:  # whoever died with it may have held it beyond its end
        due = min(due, expires - timedelta(microseconds=1))
    return Touch(
        id=row["id"],
        key=row["key"],
        kind=row["kind"],
        lead_id=row["lead_id"],
        contact_id=row["contact_id"],
        audience=Audience(row["audience"]),
        purpose=Purpose(row["purpose"]),
        due_at=due,
        expires_at=expires,
        priority=Priority(row["priority"]),
        payload=keys.open_json(PAYLOAD, row["payload"]),
    )


def _row(touch: Touch, number: int, keys: KeyRing) -> Row:
    return {
        "id": number,
        "key": touch.key,
        "kind": touch.kind,
        "contact_id": touch.contact_id,
        "lead_id": touch.lead_id,
        "audience": touch.audience.value,
        "purpose": touch.purpose.value,
        "payload": keys.seal_json(PAYLOAD, touch.payload),
        "status": OPEN,
        "due_at": touch.due_at,
        "expires_at": touch.expires_at,
        "priority": touch.priority.value,
        "lease_owner": None,
        "attempts": 0,
        "error": None,
        "done_at": None,
    }
