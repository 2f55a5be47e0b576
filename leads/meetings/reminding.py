"""What touches about meetings do when their time has come: all is asked again right then."""

from __future__ import annotations

from datetime import datetime, timedelta

from leads.caused import row_key, staff_rows, stamp, to_sales
from leads.consent import Basis, basis_for
from leads.contact import Contact
from leads.history import owner_name
from leads.lead import Lead
from leads.meetings.booking import Meetings
from leads.meetings.caused import ASKED_AGAIN, CLASH, invite_row
from leads.meetings.meeting import MadeBy, Meeting, MeetingRefused
from leads.meetings.ports import MeetingWords, RemindingUnitOfWork
from leads.policy import Policy
from leads.steps import Doer
from leads.touch import Touch
from leads.working_time import next_working

WHILE_ANSWERING = timedelta(minutes=15)
OFFERED_ANYWAY = timedelta(hours=1)
"""Whoever is asked something is left alone with times to choose from, but not for longer."""


class Reminding:
    """The use cases; a moment given back means: due again then."""

    def __init__(self, meetings: Meetings, words: MeetingWords, policy: Policy) -> None:
        self._meetings = meetings
        self._words = words
        self._policy = policy

    async def offer(self, uow: RemindingUnitOfWork, touch: Touch, now: datetime) -> datetime | None:
        """Propose times to whoever has a salesperson and no meeting."""
        lead, contact = await self._whose(uow, touch)
        if lead is None or contact is None or lead.owner_id is None or not lead.is_open:
            return None
        if await uow.meetings.booked_of(lead.id) is not None:
            return None
        since = lead.taken_at or now
        if now < since + OFFERED_ANYWAY and await uow.sessions.active(contact.id) is not None:
            return now + WHILE_ANSWERING
        slots = await self._meetings.slots(uow, lead.owner_id, now)
        if slots:
            owner = owner_name(await uow.events.history(lead.id))
            basis = await self._basis(uow, touch, now)
            key = row_key(touch.key)
            await uow.outbox.add(self._words.offer(lead, contact, owner, slots, basis, key, now))
        return None

    async def remind(
        self, uow: RemindingUnitOfWork, touch: Touch, now: datetime
    ) -> datetime | None:
        """Remind the person of a meeting that is as it was when this was planned."""
        meeting = await self._same(uow, touch)
        _, contact = await self._whose(uow, touch)
        if meeting is not None and contact is not None:
            basis, key = await self._basis(uow, touch, now), row_key(touch.key)
            await uow.outbox.add(self._words.reminder(meeting, contact, basis, key, now))
        return None

    async def tell(self, uow: RemindingUnitOfWork, touch: Touch, now: datetime) -> datetime | None:
        """Tell the person what somebody else did with the meeting."""
        lead, contact = await self._whose(uow, touch)
        if lead is not None and contact is not None:
            basis, said = await self._basis(uow, touch, now), touch.payload
            meeting_id, what, mark = int(str(said["meeting_id"])), str(said["what"]), said["mark"]
            row = invite_row(meeting_id, lead.id, contact, what, basis, str(mark))
            await uow.outbox.add(row)
        return None

    async def missed(
        self, uow: RemindingUnitOfWork, touch: Touch, now: datetime
    ) -> datetime | None:
        """Ask whoever did not come for another time."""
        meeting = await uow.meetings.get(int(str(touch.payload["meeting_id"])))
        lead, contact = await self._whose(uow, touch)
        if meeting is None or lead is None or contact is None or not lead.is_open:
            return None
        if await uow.meetings.booked_of(lead.id) is not None:
            return None
        slots = await self._meetings.slots(uow, lead.owner_id or meeting.owner_id, now)
        basis, key = await self._basis(uow, touch, now), row_key(touch.key)
        await uow.outbox.add(self._words.missed(meeting, contact, slots, basis, key, now))
        return None

    async def soon(self, uow: RemindingUnitOfWork, touch: Touch, now: datetime) -> datetime | None:
        """Remind sales, with the brief."""
        await self._tell_sales(uow, touch, row_key(touch.key))
        return None

    async def ask(self, uow: RemindingUnitOfWork, touch: Touch, now: datetime) -> datetime | None:
        """Ask sales what became of the meeting, until somebody says."""
        if not await self._tell_sales(uow, touch, f"{row_key(touch.key)}:{stamp(now)}"):
            return None
        return next_working(now + ASKED_AGAIN, self._policy)

    async def over(self, uow: RemindingUnitOfWork, touch: Touch, now: datetime) -> datetime | None:
        """Call off the meeting that is still to be of a lead that was closed."""
        lead, _ = await self._whose(uow, touch)
        meeting = await uow.meetings.booked_of(lead.id) if lead else None
        if lead is not None and meeting is not None and not lead.is_open:
            by, made_by = Doer(), MadeBy.STAFF
            await self._meetings.cancel(uow, lead, meeting, by, made_by, now, why="lead_closed")
        return None

    async def hand_over(
        self, uow: RemindingUnitOfWork, touch: Touch, now: datetime
    ) -> datetime | None:
        """Let the meeting follow its lead to another salesperson; where they can't hold it then, it
        stays and they and every manager are told. Never put off: None."""
        lead, _ = await self._whose(uow, touch)
        meeting = await uow.meetings.booked_of(lead.id) if lead and lead.is_open else None
        if lead is None or meeting is None or lead.owner_id in (None, meeting.owner_id):
            return None
        if meeting.at.starts_at <= now:
            return None
        try:
            await self._meetings.hand_over(uow, lead, meeting, now)
        except MeetingRefused:
            told = {"starts_at": meeting.at.starts_at.isoformat(), "holder": meeting.owner}
            for row in staff_rows(lead, CLASH, row_key(touch.key), told):
                await uow.outbox.add(row)
        return None

    async def _tell_sales(self, uow: RemindingUnitOfWork, touch: Touch, key: str) -> bool:
        meeting = await self._same(uow, touch)
        lead, _ = await self._whose(uow, touch)
        if meeting is None or lead is None:
            return False
        about = {
            "meeting_id": meeting.id,
            "starts_at": meeting.at.starts_at.isoformat(),
            "holder": meeting.owner,
        }
        await uow.outbox.add(to_sales(lead, touch.kind, key, about))
        return True

    async def _same(self, uow: RemindingUnitOfWork, touch: Touch) -> Meeting | None:
        """The meeting that the touch is about, None once it is over or moved."""
        meeting = await uow.meetings.get(int(str(touch.payload["meeting_id"])))
        if meeting is None or not meeting.booked:
            return None
        return meeting if meeting.sequence == touch.payload["sequence"] else None

    async def _whose(
        self, uow: RemindingUnitOfWork, touch: Touch
    ) -> tuple[Lead | None, Contact | None]:
        lead = await uow.leads.get(touch.lead_id) if touch.lead_id is not None else None
        return lead, await uow.contacts.get(lead.contact_id) if lead else None

    async def _basis(self, uow: RemindingUnitOfWork, touch: Touch, now: datetime) -> Basis:
        ledger = await uow.consents.of(touch.contact_id or 0)
        return basis_for(touch.purpose, ledger, now)
