"""The use cases of meetings: book, move, confirm, call off, and say what became of one.

Nobody books twice with the same salesperson: whoever books holds that calendar until the end of
the transaction, and a time that overlaps another meeting is refused. Who may do what is asked by
the caller (`bot.chat.meetings`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from leads.facts import Fact
from leads.history import brief_filled, owner_name
from leads.lead import Lead
from leads.meetings.availability import free_slots
from leads.meetings.facts import (
    MeetingBooked,
    MeetingCancelled,
    MeetingConfirmed,
    MeetingHeld,
    MeetingMissed,
    MeetingMoved,
)
from leads.meetings.meeting import MadeBy, Meeting, MeetingRefused, MeetingState, Slot, Terms
from leads.meetings.ports import MeetingsUnitOfWork
from leads.policy import Policy
from leads.stage import Stage
from leads.steps import Doer, Steps, Where
from leads.team import Member, Team


class _About(Where):
    """What facts of meetings have in common."""

    meeting: int
    starts_at: datetime
    ends_at: datetime
    owner_id: int
    owner: str
    made_by: str
    sequence: int
    place: str
    origin: str
    mark: str


class Meetings:
    """The use cases, under one company's policy; `team` says when its members are there."""

    def __init__(self, steps: Steps, policy: Policy, terms: Terms, team: Team | None) -> None:
        self.steps = steps
        self._policy = policy
        self.terms = terms
        self._team = team

    async def slots(
        self, uow: MeetingsUnitOfWork, owner_id: int, now: datetime, *, but: int = 0
    ) -> tuple[Slot, ...]:
        """When that salesperson can meet; the meeting `but` is in nobody's way."""
        taken = await uow.meetings.taken(owner_id, now, but=but)
        busy = await uow.calendars.busy(owner_id)
        member = await self._member(uow, owner_id)
        return free_slots(member, self._policy, self.terms, (*taken, *busy), now)

    def place(self, owner_id: int) -> str:
        """Where that salesperson meets: the address of a room, "" where there is none."""
        member = self._team.member(owner_id) if self._team else None
        return (member.link if member else "") or self.terms.link

    async def book(
        self,
        uow: MeetingsUnitOfWork,
        lead: Lead,
        at: Slot,
        by: Doer,
        made_by: MadeBy,
        now: datetime,
        *,
        mark: str = "",
    ) -> Meeting:
        """Agree a meeting of the lead, or another time for the one that is to be.

        `mark` names it in the CRM where it was made.

        The person gets what is free, staff and CRMs whatever is still to come and overlaps no other
        meeting. `MeetingRefused` with lead_closed, no_owner, past or taken.
        """
        if not lead.is_open:
            raise MeetingRefused("lead_closed")
        if lead.owner_id is None:
            raise MeetingRefused("no_owner")
        before = await uow.meetings.booked_of(lead.id)
        await uow.calendars.hold(lead.owner_id)
        await self._check_free(uow, lead.owner_id, at, made_by, now, but=before.id if before else 0)
        history = await uow.events.history(lead.id)
        owner = owner_name(history)
        if before is not None:
            return await self._moved(uow, lead, before, at, owner, by, made_by, now)
        answered, asked = brief_filled(history)
        meeting = await uow.meetings.add(
            Meeting(
                lead_id=lead.id,
                contact_id=lead.contact_id,
                owner_id=lead.owner_id,
                owner=owner,
                at=at,
                made_by=made_by,
                created_at=now,
                product=lead.product,
                answered=answered,
                asked=asked,
                crm=by.crm if mark else "",
                mark=mark,
            )
        )
        lead = await self._to_key_stage(uow, lead, by, now)
        about = self._about(meeting, lead, by, made_by, now)
        await self.steps.record(uow, MeetingBooked(**about), lead, now)
        return meeting

    async def hand_over(
        self, uow: MeetingsUnitOfWork, lead: Lead, before: Meeting, now: datetime
    ) -> Meeting:
        """Let whoever has the lead now hold the meeting at its time. `MeetingRefused` where they
        have another one or are busy then, or are not there that day."""
        owner_id = lead.owner_id or before.owner_id
        await uow.calendars.hold(owner_id)
        busy = await uow.calendars.busy(owner_id)
        taken = await uow.meetings.taken(owner_id, now, but=before.id)
        member = await self._member(uow, owner_id)
        day = before.at.starts_at.astimezone(self._policy.zone).date()
        if before.at.meets((*taken, *busy)) or not member.works(day, self._policy):
            raise MeetingRefused("taken")
        owner = owner_name(await uow.events.history(lead.id))
        return await self._moved(uow, lead, before, before.at, owner, Doer(), MadeBy.STAFF, now)

    def booked_fact(self, meeting: Meeting, lead: Lead, now: datetime) -> MeetingBooked:
        """What booking the meeting as it is now would be as a fact."""
        return MeetingBooked(**self._about(meeting, lead, Doer(), MadeBy.STAFF, now))

    async def confirm(
        self, uow: MeetingsUnitOfWork, lead: Lead, meeting: Meeting, now: datetime
    ) -> Meeting:
        """The person says that they will be there."""
        if meeting.confirmed_at is not None:
            return meeting
        meeting = replace(meeting, confirmed_at=now)
        about = self._about(meeting, lead, Doer(), MadeBy.PERSON, now)
        return await self._keep(uow, lead, meeting, MeetingConfirmed(**about), now)

    async def cancel(
        self,
        uow: MeetingsUnitOfWork,
        lead: Lead,
        meeting: Meeting,
        by: Doer,
        made_by: MadeBy,
        now: datetime,
        *,
        why: str = "",
    ) -> Meeting:
        """Call the meeting off."""
        fact = MeetingCancelled(**self._about(meeting, lead, by, made_by, now), why=why)
        return await self._close(uow, lead, meeting, MeetingState.CANCELLED, fact, now)

    async def held(
        self,
        uow: MeetingsUnitOfWork,
        lead: Lead,
        meeting: Meeting,
        by: Doer,
        made_by: MadeBy,
        now: datetime,
    ) -> Meeting:
        """It took place: the lead goes on from its key stage. `MeetingRefused` before it began."""
        self._check_begun(meeting, made_by, now)
        answered, asked = brief_filled(await uow.events.history(lead.id))
        meeting = replace(meeting, answered=answered, asked=asked)
        about = self._about(meeting, lead, by, made_by, now)
        fact = MeetingHeld(**about, answered=answered, asked=asked)
        meeting = await self._close(uow, lead, meeting, MeetingState.HELD, fact, now)
        following = self.steps.funnel(lead).next_after(Stage.KEY_STAGE)
        if lead.stage is Stage.KEY_STAGE and following is not None:
            await self.steps.move(uow, lead, following, by, now)
        return meeting

    async def missed(
        self,
        uow: MeetingsUnitOfWork,
        lead: Lead,
        meeting: Meeting,
        by: Doer,
        made_by: MadeBy,
        now: datetime,
    ) -> Meeting:
        """The person did not come. `MeetingRefused` before it began."""
        self._check_begun(meeting, made_by, now)
        fact = MeetingMissed(**self._about(meeting, lead, by, made_by, now))
        return await self._close(uow, lead, meeting, MeetingState.MISSED, fact, now)

    async def _moved(
        self,
        uow: MeetingsUnitOfWork,
        lead: Lead,
        before: Meeting,
        at: Slot,
        owner: str,
        by: Doer,
        made_by: MadeBy,
        now: datetime,
    ) -> Meeting:
        if before.at == at and before.owner_id == lead.owner_id:
            return before
        meeting = before.moved(at, lead.owner_id or before.owner_id, owner)
        about = self._about(meeting, lead, by, made_by, now)
        fact = MeetingMoved(**about, before=before.at.starts_at, had_by=before.owner_id)
        return await self._keep(uow, lead, meeting, fact, now)

    async def _close(
        self,
        uow: MeetingsUnitOfWork,
        lead: Lead,
        meeting: Meeting,
        state: MeetingState,
        fact: Fact,
        now: datetime,
    ) -> Meeting:
        if not meeting.booked:
            raise MeetingRefused("over")
        return await self._keep(uow, lead, meeting.closed(state, now), fact, now)

    async def _keep(
        self, uow: MeetingsUnitOfWork, lead: Lead, meeting: Meeting, fact: Fact, now: datetime
    ) -> Meeting:
        """Write the meeting as it is by now, with the fact that made it so."""
        await uow.meetings.save(meeting)
        await self.steps.record(uow, fact, lead, now)
        return meeting

    async def _check_free(
        self,
        uow: MeetingsUnitOfWork,
        owner_id: int,
        at: Slot,
        made_by: MadeBy,
        now: datetime,
        *,
        but: int,
    ) -> None:
        if at.starts_at <= now:
            raise MeetingRefused("past")
        if made_by is MadeBy.PERSON:
            free: Sequence[Slot] = await self.slots(uow, owner_id, now, but=but)
            if at not in free:
                raise MeetingRefused("taken")
        elif at.meets(await uow.meetings.taken(owner_id, now, but=but)):
            raise MeetingRefused("taken")

    def _check_begun(self, meeting: Meeting, made_by: MadeBy, now: datetime) -> None:
        if now < meeting.at.starts_at and made_by is not MadeBy.CRM:
            raise MeetingRefused("not_begun")

    async def _to_key_stage(
        self, uow: MeetingsUnitOfWork, lead: Lead, by: Doer, now: datetime
    ) -> Lead:
        funnel = self.steps.funnel(lead)
        behind = funnel.reached(lead.stage, Stage.KEY_STAGE)
        if behind or Stage.KEY_STAGE not in funnel.allowed(lead.stage):
            return lead
        return await self.steps.move(uow, lead, Stage.KEY_STAGE, by, now)

    async def _member(self, uow: MeetingsUnitOfWork, owner_id: int) -> Member:
        """Whoever is in no team works in the company's hours."""
        if self._team is None:
            return Member(owner_id, "")
        team = self._team.without(await uow.absences.all())
        return team.member(owner_id) or Member(owner_id, "")

    def _about(
        self, meeting: Meeting, lead: Lead, by: Doer, made_by: MadeBy, now: datetime
    ) -> _About:
        return {
            **by.where(lead, now),
            "meeting": meeting.id,
            "starts_at": meeting.at.starts_at,
            "ends_at": meeting.at.ends_at,
            "owner_id": meeting.owner_id,
            "owner": meeting.owner,
            "made_by": made_by.value,
            "sequence": meeting.sequence,
            "place": self.place(meeting.owner_id),
            "origin": meeting.crm,
            "mark": meeting.mark,
        }
