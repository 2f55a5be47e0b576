"""The outbox row that brings a meeting to its person: the time in words, with a file for calendars.

It is made of what is stored when it is delivered, so that it never tells a time that was moved.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from bot.chat.meetings.words import MeetingVoice
from bot.chat.outcomes import outcome_of
from bot.chat.sender import Delivery, Sender
from bot.chat.texts import Texts
from leads.clock import Clock
from leads.contact import Contact
from leads.meetings.ics import Shown, calendar_file
from leads.meetings.meeting import Meeting, MeetingState
from leads.outbox import Claimed
from scheduler.relay import Delivered, Outcome, Parked

T = TypeVar("T")
FILE_NAME = "meeting.ics"


class Meetings(Protocol):
    """Meetings."""

    async def get(self, meeting_id: int) -> Meeting | None: ...


class Contacts(Protocol):
    """People."""

    async def get(self, contact_id: int) -> Contact | None: ...


class InviteUnitOfWork(Protocol):
    """What delivering reads."""

    @property
    def meetings(self) -> Meetings: ...
    @property
    def contacts(self) -> Contacts: ...


class Works(Protocol):
    """Runs a piece of work in one transaction."""

    async def run(self, work: Callable[[InviteUnitOfWork], Awaitable[T]]) -> T: ...


@dataclass(frozen=True, slots=True)
class Company:
    """Who invites, and where a salesperson meets."""

    name: str
    place: Callable[[int], str]


class InviteDelivery:
    """Delivers one row; every outcome is a value."""

    def __init__(
        self,
        works: Works,
        sender: Sender,
        voice: MeetingVoice,
        texts: Texts,
        company: Company,
        clock: Clock,
    ) -> None:
        self._works = works
        self._sender = sender
        self._voice = voice
        self._texts = texts
        self._company = company
        self._clock = clock

    async def invite(self, row: Claimed) -> Outcome:
        """The meeting as it is now; nothing once it is over, or booked anew after it was off."""

        async def work(uow: InviteUnitOfWork) -> tuple[Meeting | None, Contact | None]:
            meeting = await uow.meetings.get(int(row.payload["meeting_id"]))
            return meeting, await uow.contacts.get(int(row.payload["contact_id"]))

        meeting, contact = await self._works.run(work)
        if contact is None or not contact.can_be_written_to:
            return Parked("the person is no longer known or has blocked the bot")
        what = str(row.payload["what"])
        state = MeetingState.CANCELLED if what == "cancelled" else MeetingState.BOOKED
        if meeting is None or meeting.state is not state:
            return Delivered()
        return outcome_of(await self._send(meeting, contact, what))

    async def _send(self, meeting: Meeting, contact: Contact, what: str) -> Delivery:
        locale, now = contact.language, self._clock.now()
        place = self._company.place(meeting.owner_id)
        shown = Shown(
            title=self._texts.label("meeting_title", locale).format(company=self._company.name),
            about=f"{meeting.owner}\n{place}".strip(),
            place=place,
            organizer=self._company.name,
        )
        file = calendar_file(meeting, shown, self._voice.zone_of(contact), now)
        keyboard = self._voice.changes(meeting, locale) if meeting.booked else ()
        caption = self._voice.told(what, meeting, contact, now)
        return await self._sender.file(contact.telegram_id, FILE_NAME, file, caption, keyboard)
