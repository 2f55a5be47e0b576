"""What a person does with a meeting: choose a time, say they will come, move it, call it off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from bot.chat.answering import Works
from bot.chat.callbacks import MeetingButton
from bot.chat.meetings.words import (
    CANCEL,
    DAY,
    DAY_ID,
    DAYS,
    KEEP,
    LATER,
    MOVE,
    PICK,
    SURE,
    YES,
    MeetingVoice,
    Said,
)
from bot.chat.messages import Outgoing
from bot.chat.person_taps import Tap, TapUnitOfWork, answer_once
from bot.chat.texts import Texts
from dialogs.appointments import at_time
from leads.clock import Clock
from leads.contact import Contact
from leads.history import owner_name
from leads.lead import Lead
from leads.meetings.booking import Meetings
from leads.meetings.meeting import MadeBy, Meeting, Slot
from leads.meetings.ports import MeetingsUnitOfWork
from leads.steps import Doer


class PersonUnitOfWork(TapUnitOfWork, MeetingsUnitOfWork, Protocol):
    """What a person's tap reads and writes."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was tapped under which lead, by whom, with the meeting that is to be by then."""

    button: MeetingButton
    lead: Lead
    contact: Contact
    meeting: Meeting | None
    now: datetime


class MeetingDesk:
    """One tap: the use case, then what is said in place of the tapped message."""

    def __init__(
        self,
        works: Works[PersonUnitOfWork],
        meetings: Meetings,
        voice: MeetingVoice,
        texts: Texts,
        clock: Clock,
    ) -> None:
        self._works = works
        self._meetings = meetings
        self._voice = voice
        self._texts = texts
        self._clock = clock

    async def tap(self, tap: Tap[MeetingButton]) -> None:
        """Do what the button says once; a button of somebody else's lead does nothing."""
        await answer_once(self._works, tap, self._answer)

    async def _answer(
        self, uow: PersonUnitOfWork, contact: Contact, tap: Tap[MeetingButton]
    ) -> tuple[Outgoing, ...]:
        """In place of the tapped message; but the caption of a file stays as it is."""
        button, now = tap.button, self._clock.now()
        lead = await uow.leads.get(button.lead)
        if lead is None or lead.contact_id != contact.id:
            return ()
        asked = Asked(button, lead, contact, await uow.meetings.booked_of(lead.id), now)
        text, keyboard = await self._act(uow, asked)
        return (tap.reply(text, keyboard, edits=tap.message_id),)

    async def _act(self, uow: PersonUnitOfWork, asked: Asked) -> Said:
        act, lead, locale = asked.button.act, asked.lead, asked.contact.language
        if act in (YES, MOVE, CANCEL, SURE, KEEP):
            if asked.meeting is None:
                return self._texts.render("meeting_gone", locale), ()
            return await self._changed(uow, asked, asked.meeting)
        if lead.owner_id is None or not lead.is_open:
            return self._texts.render("meeting_gone", locale), ()
        if act == PICK:
            return await self._picked(uow, asked)
        if act == LATER:
            return self._texts.render("meeting_later", locale), self._voice.again(lead.id, locale)
        return await self._times(uow, asked)

    async def _changed(self, uow: PersonUnitOfWork, asked: Asked, meeting: Meeting) -> Said:
        """A word about the meeting that is to be."""
        button, lead, contact, now = asked.button, asked.lead, asked.contact, asked.now
        voice, changes = self._voice, self._voice.changes(meeting, contact.language)
        if button.act == MOVE:
            return await self._first_times(uow, asked)
        if button.act == CANCEL:
            return voice.sure(meeting, contact, now)
        if button.act == SURE:
            await self._meetings.cancel(uow, lead, meeting, Doer(), MadeBy.PERSON, now)
            off = voice.said("meeting_off", meeting, contact, now)
            return off, voice.again(lead.id, contact.language)
        if button.act == YES and button.arg == f"{meeting.id}.{meeting.sequence}":
            await self._meetings.confirm(uow, lead, meeting, now)
            return voice.said("meeting_confirmed", meeting, contact, now), changes
        return voice.said("meeting_stands", meeting, contact, now), changes

    async def _picked(self, uow: PersonUnitOfWork, asked: Asked) -> Said:
        lead, contact, now = asked.lead, asked.contact, asked.now
        try:
            at = self._meetings.terms.slot(at_time(asked.button.arg, UTC))
            meeting = await self._meetings.book(uow, lead, at, Doer(), MadeBy.PERSON, now)
        except ValueError:  # nobody's time, or somebody was quicker
            text, keyboard = await self._first_times(uow, asked)
            return f"{self._texts.render('meeting_taken', contact.language)}\n\n{text}", keyboard
        return self._voice.said("meeting_picked", meeting, contact, now), ()

    async def _times(self, uow: PersonUnitOfWork, asked: Asked) -> Said:
        """The times to choose from: a few, the days, or those of a day."""
        lead, contact, now = asked.lead, asked.contact, asked.now
        if asked.button.act not in (DAYS, DAY):
            return await self._first_times(uow, asked)
        slots = await self._free(uow, asked)
        try:
            day = datetime.strptime(asked.button.arg, DAY_ID).replace(tzinfo=UTC).date()
        except ValueError:
            return self._voice.days(lead.id, contact, slots, now)
        return self._voice.times_of(lead.id, contact, day, slots, now)

    async def _first_times(self, uow: PersonUnitOfWork, asked: Asked) -> Said:
        slots = await self._free(uow, asked)
        owner = owner_name(await uow.events.history(asked.lead.id))
        return self._voice.times(asked.lead.id, asked.contact, owner, slots, asked.now)

    async def _free(self, uow: PersonUnitOfWork, asked: Asked) -> Sequence[Slot]:
        """When the lead's owner can meet; the meeting that is to be is in nobody's way."""
        but = asked.meeting.id if asked.meeting else 0
        return await self._meetings.slots(uow, asked.lead.owner_id or 0, asked.now, but=but)
