"""Sessions as rows, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Connection, bindparam, select

from dialogs.session import Session, SessionStatus, session_from_json, session_to_json
from storage.columns import among
from storage.errors import SessionConflict
from storage.known import Known
from storage.scope import Scope
from storage.secrets import KeyRing
from storage.tables import sessions
from storage.writing import Row

STATE = "sessions.state"

_ACTIVE = (
    select(sessions)
    .where(
        among(sessions.c.contact_id, "ids"),
        sessions.c.status == SessionStatus.ACTIVE.value,
    )
    .order_by(sessions.c.id)
    .with_for_update(key_share=True)
)
_DIGESTS = (
    select(sessions.c.digest)
    .where(sessions.c.lead_id == bindparam("lead_id"))
    .order_by(sessions.c.id.desc())
)
_OF_CONTACT = (
    select(sessions)
    .where(sessions.c.contact_id == bindparam("id"))
    .order_by(sessions.c.id)
    .with_for_update(key_share=True)
)
_VERSION = (
    select(sessions.c.row_version)
    .where(sessions.c.id == bindparam("id"))
    .with_for_update(key_share=True)
)


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A session as the database holds it. `row_version` grows by one with every save."""

    id: int
    contact_id: int
    lead_id: int | None
    session: Session
    row_version: int


class Held(Protocol):
    """A stored session as a use case sees it; in truth always a `StoredSession`."""

    @property
    def id(self) -> int: ...


def preload(
    connection: Connection, keys: KeyRing, known: Known, contact_ids: Sequence[int]
) -> None:
    """Read once for a whole batch which sessions are under way, and hold their rows."""
    known.active.update(dict.fromkeys(contact_ids))
    for row in connection.execute(_ACTIVE, {"ids": contact_ids}).mappings():
        known.active[row["contact_id"]] = _session_from(row, keys)


class Sessions:
    """Sessions as one work sees them. A contact has at most one under way."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def active(self, contact_id: int) -> StoredSession | None:
        """The session under way, if any."""
        known = self._scope.known.active
        if contact_id not in known:
            rows = await self._scope.fetch(_ACTIVE, {"ids": [contact_id]})
            known[contact_id] = _session_from(rows[0], self._scope.keys) if rows else None
        return known[contact_id]

    async def add(
        self, contact_id: int, lead_id: int | None, session: Session, *, split: int | None = None
    ) -> StoredSession:
        """Keep a new session; SessionConflict when it is active and another one already is.

        `split` numbers the publication that chose its version for this person.
        """
        before = await self.active(contact_id)
        if before is not None and session.status is SessionStatus.ACTIVE:
            raise SessionConflict(f"contact {contact_id} has a session under way")
        number = await self._scope.number(sessions)
        stored = StoredSession(number, contact_id, lead_id, session, 1)
        self._scope.insert(
            sessions,
            number,
            {"id": number, "contact_id": contact_id, "split": split, **self._row(stored)},
        )
        self._know(stored)
        return stored

    async def save(
        self, stored: Held, session: Session, *, lead_id: int | None = None
    ) -> StoredSession:
        """Write a session that moved on; SessionConflict when `stored` is not its latest state.

        `lead_id` None leaves the lead as it is.
        """
        if not isinstance(stored, StoredSession):
            raise TypeError("only a session that came from here can be saved")
        latest = self._scope.known.active.get(stored.contact_id)
        if latest is not None and latest.id == stored.id:
            version = latest.row_version
        else:
            version = await self._scope.scalar(_VERSION, {"id": stored.id})
        if version != stored.row_version:
            raise SessionConflict(f"session {stored.id} was changed since it was loaded")
        saved = StoredSession(
            id=stored.id,
            contact_id=stored.contact_id,
            lead_id=stored.lead_id if lead_id is None else lead_id,
            session=session,
            row_version=stored.row_version + 1,
        )
        self._scope.update(sessions, saved.id, self._row(saved))
        self._know(saved)
        return saved

    async def digests(self, lead_id: int) -> Sequence[str]:
        """The scenario texts that the lead's conversations rest on, the newest first."""
        rows = await self._scope.fetch(_DIGESTS, {"lead_id": lead_id})
        return [row["digest"] for row in rows]

    async def all_of(self, contact_id: int) -> list[StoredSession]:
        """Every passage of a person, oldest first."""
        rows = await self._scope.fetch(_OF_CONTACT, {"id": contact_id})
        return [_session_from(row, self._scope.keys) for row in rows]

    def _know(self, stored: StoredSession) -> None:
        known = self._scope.known.active
        if stored.session.status is SessionStatus.ACTIVE:
            known[stored.contact_id] = stored
        else:
            latest = known.get(stored.contact_id)
            if latest is not None and latest.id == stored.id:
                known[stored.contact_id] = None

    def _row(self, stored: StoredSession) -> Row:
        session = stored.session
        return {
            "lead_id": stored.lead_id,
            "scenario_id": session.scenario_id,
            "digest": session.digest,
            "status": session.status.value,
            "outcome": session.outcome,
            "state": self._scope.keys.seal_json(STATE, session_to_json(session)),
            "row_version": stored.row_version,
            "updated_at": self._scope.now,
        }


def _session_from(row: Mapping[Any, Any], keys: KeyRing) -> StoredSession:
    return StoredSession(
        id=row["id"],
        contact_id=row["contact_id"],
        lead_id=row["lead_id"],
        session=session_from_json(keys.open_json(STATE, row["state"])),
        row_version=row["row_version"],
    )
