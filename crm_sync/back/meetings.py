"""One event about a meeting beside a lead's card: read where it can be, and followed once.

As with cards, what counts is how the meeting stands, not the event: what we wrote ourselves, what
was told already and what is older than that is no news.
"""

from __future__ import annotations

from dataclasses import dataclass

from crm_sync.back.asking import Asking
from crm_sync.back.known import Word, is_stale, last_word, says_same
from crm_sync.back.ports import ListeningUnitOfWork, Standing, Works
from crm_sync.capabilities import Capability
from crm_sync.cards import CrmMeeting, CrmRef, Entity
from crm_sync.events import Change, CrmEvent
from crm_sync.publishing.connection import Connection
from crm_sync.publishing.links import (
    MEETING,
    Party,
    Written,
    meeting_of,
    meeting_word,
    over_word,
)
from leads.clock import Clock
from leads.crm_back.meeting import SaidMeeting
from leads.crm_back.meetings import MeetingsBack
from leads.meetings.booking import Meetings


@dataclass(frozen=True, slots=True)
class Looked:
    """What is known of the meeting before it is read; None for one that nobody has told of."""

    standing: Standing | None


class MeetingEars:
    """Lets meetings of leads follow what CRMs tell of them."""

    def __init__(self, works: Works, meetings: Meetings, asking: Asking, clock: Clock) -> None:
        self._works = works
        self._back = MeetingsBack(meetings)
        self._asking = asking
        self._clock = clock

    async def once(self, crm: Connection, event: CrmEvent) -> bool:
        """Deal with one event; False when we wrote to the meeting meanwhile."""
        looked = await self._works.run(lambda uow: self._look(uow, crm, event))
        if looked is None:
            return True
        meeting = event.meeting
        if Capability.READ in crm.adapter.capabilities:
            meeting = await self._asking(crm, lambda: crm.adapter.meeting(event.ref))
        elif event.change is Change.DELETED:
            meeting = None
        return await self._works.run(
            lambda uow: self._follow(uow, crm, event, meeting, looked.standing)
        )

    async def _look(
        self, uow: ListeningUnitOfWork, crm: Connection, event: CrmEvent
    ) -> Looked | None:
        """None when the event says nothing new of a lead of ours."""
        if await uow.crm_calls.heard(crm.name, event.id):
            return None
        standing = await uow.crm_links.standing(crm.name, event.ref)
        told = event.meeting
        if standing is None:
            ours = told is None or await uow.crm_links.standing(crm.name, told.at) is not None
            return Looked(None) if ours else None
        before = last_word(standing.known, standing.sent, MEETING)
        if before is None or (told is not None and says_same(MEETING, before, _word(told))):
            return None
        return Looked(standing)

    async def _follow(
        self,
        uow: ListeningUnitOfWork,
        crm: Connection,
        event: CrmEvent,
        meeting: CrmMeeting | None,
        seen: Standing | None,
    ) -> bool:
        if await uow.crm_calls.heard(crm.name, event.id):
            return True
        standing = await uow.crm_links.standing(crm.name, event.ref)
        if (standing and standing.written_at) != (seen and seen.written_at):
            return False
        if Capability.READ not in crm.adapter.capabilities:
            await uow.crm_calls.note(crm.name, event.id)
        party = standing.party if standing else await self._party(uow, crm, event.ref, meeting)
        lead = await uow.leads.get(party.number) if party else None
        contact = await uow.contacts.get(lead.contact_id) if lead else None
        if party is None or lead is None or contact is None or contact.erased_at is not None:
            return True
        before = last_word(standing.known, standing.sent, MEETING) if standing else None
        word = _word(meeting) if meeting else over_word(str(before.value)) if before else None
        if word is None or not _is_news(crm, event, meeting, before, word):
            return True
        if standing is None:
            await uow.crm_links.keep(crm.name, [Written(party, event.ref, {MEETING: word})])
        at = (meeting.changed_at if meeting else None) or event.at
        known = {MEETING: Word(word, at, event.id)}
        await uow.crm_links.followed(crm.name, party, {MEETING: word}, known)
        said = _said(crm, party, meeting, word, before)
        await self._back.follow(uow, lead, said, self._clock.now())
        return True

    async def _party(
        self, uow: ListeningUnitOfWork, crm: Connection, ref: CrmRef, meeting: CrmMeeting | None
    ) -> Party | None:
        """What a meeting that has no link yet is of ours: one that was made there, unless it is
        of another's card, or one that we are just putting there."""
        card = await uow.crm_links.standing(crm.name, meeting.at) if meeting else None
        if card is None or meeting is None or card.party.entity is not Entity.LEAD:
            return None
        ours = Party(Entity.TASK, card.party.number)
        if meeting.key is None or not meeting.key.startswith(f"{ours.key}-"):
            return Party(Entity.TASK, card.party.number, f"there-{ref.id}")
        return None


def _word(meeting: CrmMeeting) -> str:
    return meeting_word(meeting.starts_at, meeting.minutes, meeting.state)


def _is_news(
    crm: Connection, event: CrmEvent, meeting: CrmMeeting | None, before: Word | None, word: str
) -> bool:
    if before is None:
        return True
    fresh = Capability.READ in crm.adapter.capabilities
    at = (meeting.changed_at if meeting else None) or event.at
    stale = is_stale(before, at, event.id, fresh=fresh)
    return not stale and not says_same(MEETING, before, word)


def _said(
    crm: Connection, party: Party, meeting: CrmMeeting | None, word: str, before: Word | None
) -> SaidMeeting:
    starts_at, minutes, state = meeting_of(word)
    known = meeting_of(str(before.value)) if before else None
    return SaidMeeting(
        crm.name,
        party.mark,
        meeting.title if meeting else "",
        starts_at,
        minutes if minutes is not None or known is None else known[1],
        state,
        crm.plan.member_of(meeting.owner) if meeting else None,
        known[0] if known else None,
    )
