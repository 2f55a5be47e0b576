"""What becomes of a lead by a meeting that sales made, moved or ended in a CRM."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from leads.crm_back.facts import MeetingHeard
from leads.crm_back.meeting import MeetingState, SaidMeeting
from leads.lead import Lead
from leads.meetings.booking import Meetings
from leads.meetings.meeting import MadeBy, Meeting, MeetingRefused, Slot
from leads.meetings.ports import MeetingsUnitOfWork
from leads.steps import Doer


class MeetingsBack:
    """The use case: the meeting that is kept here follows `said` in the same transaction."""

    def __init__(self, meetings: Meetings) -> None:
        self._meetings = meetings

    async def follow(
        self, uow: MeetingsUnitOfWork, lead: Lead, said: SaidMeeting, now: datetime
    ) -> None:
        """Note it in the lead's history, and do the same here. `said` is news: told once.

        What cannot be done here (nobody has the lead, they have another meeting then, the lead has
        another one) stands in history alone.
        """
        by = Doer(crm=said.crm)
        fact = MeetingHeard(
            **by.where(lead, now),
            mark=said.mark,
            starts_at=said.starts_at,
            minutes=said.minutes,
            became=said.state,
            was_at=said.was_at,
        )
        await self._meetings.steps.record(uow, fact, lead, now)
        meeting = await self._kept(uow, said)
        if meeting is not None and meeting.lead_id != lead.id:
            return
        with suppress(MeetingRefused):
            await self._do(uow, lead, meeting, said, by, now)

    async def _do(
        self,
        uow: MeetingsUnitOfWork,
        lead: Lead,
        meeting: Meeting | None,
        said: SaidMeeting,
        by: Doer,
        now: datetime,
    ) -> None:
        made_by = MadeBy.CRM
        if said.state is MeetingState.PLANNED:
            booked = await uow.meetings.booked_of(lead.id)
            if (booked and booked.id) == (meeting and meeting.id):
                at, mark = self._slot(said, meeting), "" if said.number else said.mark
                await self._meetings.book(uow, lead, at, by, made_by, now, mark=mark)
        elif meeting is not None:
            held = said.state is MeetingState.HELD
            end = self._meetings.held if held else self._meetings.cancel
            await end(uow, lead, meeting, by, made_by, now)

    async def _kept(self, uow: MeetingsUnitOfWork, said: SaidMeeting) -> Meeting | None:
        if said.number is not None:
            return await uow.meetings.get(said.number)
        return await uow.meetings.made_in(said.crm, said.mark)

    def _slot(self, said: SaidMeeting, meeting: Meeting | None) -> Slot:
        """As long as the CRM says, else as before, else as usual."""
        length = self._meetings.terms.length
        if meeting is not None:
            length = meeting.at.ends_at - meeting.at.starts_at
        if said.minutes:
            length = timedelta(minutes=said.minutes)
        return Slot(said.starts_at, said.starts_at + length)
