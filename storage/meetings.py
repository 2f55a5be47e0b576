"""Meetings and salespeople's calendars as rows, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, text, update

from leads.meetings.meeting import MadeBy, Meeting, MeetingState, Slot
from storage.scope import Scope
from storage.tables import calendars, meetings
from storage.writing import Row

BOOKED = MeetingState.BOOKED.value

_GET = select(meetings).where(meetings.c.id == bindparam("id")).with_for_update()
_BOOKED_OF = (
    select(meetings)
    .where(meetings.c.lead_id == bindparam("lead_id"), meetings.c.state == BOOKED)
    .with_for_update()
)
_MADE_IN = (
    select(meetings)
    .where(meetings.c.crm == bindparam("crm"), meetings.c.mark == bindparam("mark"))
    .with_for_update()
)
_TAKEN = (
    select(meetings.c.starts_at, meetings.c.ends_at)
    .where(
        meetings.c.owner_id == bindparam("owner"),
        meetings.c.state == BOOKED,
        meetings.c.ends_at > bindparam("since"),
        meetings.c.id != bindparam("but"),
    )
    .order_by(meetings.c.starts_at)
)
_TO_COME = (
    select(meetings)
    .where(meetings.c.state == BOOKED)
    .order_by(meetings.c.starts_at, meetings.c.id)
    .limit(bindparam("most"))
)
_OF_OWNER = (
    select(meetings)
    .where(
        meetings.c.owner_id == bindparam("owner"),
        meetings.c.state == BOOKED,
        meetings.c.starts_at >= bindparam("since"),
        meetings.c.starts_at < bindparam("until"),
    )
    .order_by(meetings.c.starts_at, meetings.c.id)
)
_OF_CONTACT = (
    select(meetings).where(meetings.c.contact_id == bindparam("id")).order_by(meetings.c.id)
)
_CALL_OFF = (
    update(meetings)
    .where(meetings.c.contact_id == bindparam("person"), meetings.c.state == BOOKED)
    .values(state=MeetingState.CANCELLED.value, closed_at=bindparam("at"))
)
_CALENDAR = select(calendars).where(calendars.c.owner_id == bindparam("owner"))
_SHOWN = (
    select(meetings.c.owner_id, meetings.c.id)
    .join(calendars, calendars.c.owner_id == meetings.c.owner_id)
    .where(meetings.c.contact_id == bindparam("person"), calendars.c.read_at.is_not(None))
    .order_by(meetings.c.id)
)
_HELD = _CALENDAR.with_for_update()
_MAKE = text(
    "INSERT INTO calendars (owner_id, busy) VALUES (:owner, '[]') ON CONFLICT (owner_id) DO NOTHING"
)


class Meetings:
    """Meetings as one work sees them."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def get(self, meeting_id: int) -> Meeting | None:
        """The meeting with that id, held for writing."""
        return next(iter(await self._found(_GET, {"id": meeting_id})), None)

    async def booked_of(self, lead_id: int) -> Meeting | None:
        """The lead's meeting that is still to be, held for writing."""
        return next(iter(await self._found(_BOOKED_OF, {"lead_id": lead_id})), None)

    async def made_in(self, crm: str, mark: str) -> Meeting | None:
        """The meeting that has that name in that account, held for writing."""
        return next(iter(await self._found(_MADE_IN, {"crm": crm, "mark": mark})), None)

    async def taken(self, owner_id: int, since: datetime, *, but: int) -> list[Slot]:
        """When that salesperson has meetings that end after `since`, without the one `but`."""
        values = {"owner": owner_id, "since": since, "but": but}
        return [Slot(**row) for row in await self._scope.fetch(_TAKEN, values)]

    async def to_come(self, most: int) -> list[Meeting]:
        """Everybody's meetings that are still to be, the nearest first."""
        return await self._found(_TO_COME, {"most": most})

    async def of_owner(self, owner_id: int, since: datetime, until: datetime) -> list[Meeting]:
        """That salesperson's meetings that are still to be and begin in [since, until)."""
        values = {"owner": owner_id, "since": since, "until": until}
        return await self._found(_OF_OWNER, values)

    async def of_contact(self, contact_id: int) -> list[Meeting]:
        """The person's meetings, oldest first."""
        return await self._found(_OF_CONTACT, {"id": contact_id})

    async def add(self, meeting: Meeting) -> Meeting:
        """Keep a new one; returns it with its id."""
        number = await self._scope.number(meetings)
        row = {"id": number, **_row(meeting)}
        self._scope.insert(meetings, number, row)
        return meeting_from(row)

    async def save(self, meeting: Meeting) -> None:
        """Write one that was changed."""
        self._scope.update(meetings, meeting.id, _row(meeting))

    async def _found(self, statement: Any, values: Row) -> list[Meeting]:
        return [meeting_from(row) for row in await self._scope.fetch(statement, values)]


class Calendars:
    """Salespeople's calendars as one work sees them."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def hold(self, owner_id: int) -> None:
        """Let nobody else book with them until this work is over."""

        def make_and_lock(connection: Connection) -> None:
            connection.execute(_MAKE, {"owner": owner_id})
            connection.execute(_HELD, {"owner": owner_id})

        await self._scope.query(make_and_lock)

    async def claim(self, owner_id: int, now: datetime, until: datetime) -> bool:
        """Whether that calendar is to be read now; then nobody else reads it before `until`."""
        await self.hold(owner_id)
        (row,) = await self._scope.fetch(_CALENDAR, {"owner": owner_id})
        if row["next_at"] is not None and row["next_at"] > now:
            return False
        self._scope.update(calendars, owner_id, {"next_at": until})
        return True

    async def keep(self, owner_id: int, busy: Sequence[Slot], read_at: datetime) -> None:
        """What the calendar says, in place of what it said before."""
        said = [[one.starts_at.isoformat(), one.ends_at.isoformat()] for one in busy]
        read = {"busy": said, "read_at": read_at, "failing_since": None}
        self._scope.update(calendars, owner_id, read)

    async def fails(self, owner_id: int, now: datetime) -> datetime:
        """It could not be read; since when that is so."""
        rows = await self._scope.fetch(_CALENDAR, {"owner": owner_id})
        since = (rows[0]["failing_since"] if rows else None) or now
        self._scope.update(calendars, owner_id, {"failing_since": since})
        return since if isinstance(since, datetime) else now

    async def shown(self, contact_id: int) -> list[tuple[int, int]]:
        """The person's meetings that stand in calendars elsewhere: whose, and which."""
        rows = await self._scope.fetch(_SHOWN, {"person": contact_id})
        return [(row["owner_id"], row["id"]) for row in rows]

    async def busy(self, owner_id: int) -> list[Slot]:
        """What their own calendar held when it was read last."""
        rows = await self._scope.fetch(_CALENDAR, {"owner": owner_id})
        return [_busy(one) for one in rows[0]["busy"]] if rows else []


def call_off(scope: Scope, contact_id: int) -> None:
    """Whoever is forgotten is met no more: what was to be is free for others."""
    scope.sweep(meetings, _CALL_OFF, {"person": contact_id, "at": scope.now})


def meetings_since(connection: Connection, since: datetime) -> list[Meeting]:
    """Everything that was to be since then, read beside the writer."""
    statement = select(meetings).where(meetings.c.starts_at >= since).order_by(meetings.c.id)
    return [meeting_from(row) for row in connection.execute(statement).mappings()]


def meeting_from(row: Mapping[Any, Any]) -> Meeting:
    """The meeting that a row holds."""
    return Meeting(
        id=row["id"],
        lead_id=row["lead_id"],
        contact_id=row["contact_id"],
        owner_id=row["owner_id"],
        owner=row["owner"],
        at=Slot(row["starts_at"], row["ends_at"]),
        product=row["product"],
        made_by=MadeBy(row["made_by"]),
        state=MeetingState(row["state"]),
        sequence=row["sequence"],
        handed=row["handed"] or 0,
        answered=row["answered"],
        asked=row["asked"],
        created_at=row["created_at"],
        confirmed_at=row["confirmed_at"],
        closed_at=row["closed_at"],
        crm=row["crm"] or "",
        mark=row["mark"] or "",
    )


def _row(meeting: Meeting) -> Row:
    return {
        "lead_id": meeting.lead_id,
        "contact_id": meeting.contact_id,
        "owner_id": meeting.owner_id,
        "owner": meeting.owner,
        "starts_at": meeting.at.starts_at,
        "ends_at": meeting.at.ends_at,
        "product": meeting.product,
        "made_by": meeting.made_by.value,
        "state": meeting.state.value,
        "sequence": meeting.sequence,
        "handed": meeting.handed or None,
        "answered": meeting.answered,
        "asked": meeting.asked,
        "created_at": meeting.created_at,
        "confirmed_at": meeting.confirmed_at,
        "closed_at": meeting.closed_at,
        "crm": meeting.crm or None,
        "mark": meeting.mark or None,
    }


def _busy(raw: Sequence[str]) -> Slot:
    starts_at, ends_at = (datetime.fromisoformat(one) for one in raw)
    return Slot(starts_at, ends_at)
