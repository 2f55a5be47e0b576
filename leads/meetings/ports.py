"""What meetings read and write, and who puts them into words; narrow protocols."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from leads.assigning import Absences
from leads.consent import Basis
from leads.contact import Contact
from leads.desk_ports import DeskUnitOfWork
from leads.lead import Lead
from leads.meetings.meeting import Meeting, Slot
from leads.outbox import OutboxMessage


class Meetings(Protocol):
    """Meetings; `get` and `booked_of` hold the row until the work is over. `taken` are the times of
    a salesperson's meetings that are still to be and end after a moment."""

    async def get(self, meeting_id: int) -> Meeting | None: ...
    async def booked_of(self, lead_id: int) -> Meeting | None: ...
    async def made_in(self, crm: str, mark: str) -> Meeting | None: ...
    async def taken(self, owner_id: int, since: datetime, *, but: int) -> Sequence[Slot]: ...
    async def add(self, meeting: Meeting) -> Meeting: ...
    async def save(self, meeting: Meeting) -> None: ...


class Calendars(Protocol):
    """Salespeople's calendars. `hold` lets nobody else book with them until the work is over;
    `busy` is what was read from elsewhere last."""

    async def hold(self, owner_id: int) -> None: ...
    async def busy(self, owner_id: int) -> Sequence[Slot]: ...


class ShownMeetings(Protocol):
    """A person's meetings that stand in salespeople's own calendars: whose, and which."""

    async def shown(self, contact_id: int) -> Sequence[tuple[int, int]]: ...


class MeetingsUnitOfWork(DeskUnitOfWork, Protocol):
    """What meetings read and write; committed as a whole or not at all."""

    @property
    def meetings(self) -> Meetings: ...
    @property
    def calendars(self) -> Calendars: ...
    @property
    def absences(self) -> Absences: ...


class Sessions(Protocol):
    """Conversations."""

    async def active(self, contact_id: int) -> object | None: ...


class RemindingUnitOfWork(MeetingsUnitOfWork, Protocol):
    """What touches about meetings read and write."""

    @property
    def sessions(self) -> Sessions: ...


class MeetingWords(Protocol):
    """Puts into words what the person is told unasked; `key` names the row for ever."""

    def offer(
        self,
        lead: Lead,
        contact: Contact,
        owner: str,
        slots: Sequence[Slot],
        basis: Basis,
        key: str,
        now: datetime,
    ) -> OutboxMessage:
        """Times to choose from."""
        ...

    def missed(
        self,
        meeting: Meeting,
        contact: Contact,
        slots: Sequence[Slot],
        basis: Basis,
        key: str,
        now: datetime,
    ) -> OutboxMessage:
        """They did not come: no reproach, and times to choose from."""
        ...

    def reminder(
        self, meeting: Meeting, contact: Contact, basis: Basis, key: str, now: datetime
    ) -> OutboxMessage:
        """The meeting is near."""
        ...
