"""Part of the composition root: what meetings are made of. All construction, no logic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.app.policies import terms_of_meetings
from bot.app.settings import Settings
from bot.chat.access import Access
from bot.chat.answering import Answering
from bot.chat.book import Book
from bot.chat.callbacks import MeetingButton
from bot.chat.meetings.delivery import Company, InviteDelivery
from bot.chat.meetings.person import MeetingDesk
from bot.chat.meetings.router import staff_meetings_router
from bot.chat.meetings.staff import StaffMeetings, StaffUnitOfWork
from bot.chat.meetings.words import MeetingVoice
from bot.chat.person_taps import taps_router
from bot.chat.router import Router
from bot.chat.sender import Sender
from bot.chat.texts import Texts
from leads.clock import Clock
from leads.meetings.booking import Meetings
from leads.meetings.caused import ASK, HANDING, MISSED, OFFER, OVER, REMIND, SOON, TOLD
from leads.meetings.meeting import Meeting
from leads.meetings.reminding import Reminding
from leads.policy import Policy
from leads.steps import Steps
from leads.team import Team
from scheduler.dispatch import Own
from storage.database import Database
from storage.meetings import meetings_since
from storage.unit_of_work import UnitOfWork


class StoredMeetings:
    """`MeetingReader` over the database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def since(self, days: int) -> list[Meeting]:
        """Meetings that were to be in the last `days` days or later."""
        since = self._clock.now() - timedelta(days=days)
        return await self._database.read(lambda connection: meetings_since(connection, since))


@dataclass(frozen=True)
class MeetingParts:
    """The use cases, what touches do, what brings the file, and the handlers."""

    meetings: Meetings
    voice: MeetingVoice
    touches: Mapping[str, Own[UnitOfWork]]
    database: Database
    texts: Texts
    clock: Clock
    settings: Settings

    def invites(self, sender: Sender) -> InviteDelivery:
        """What brings a meeting's file to its person."""
        company = Company(self.settings.company_name, self.meetings.place)
        return InviteDelivery(self.database, sender, self.voice, self.texts, company, self.clock)

    def routers(
        self,
        book: Book,
        answering: Answering[StaffUnitOfWork],
        access: Access,
        wake: Callable[[], None],
    ) -> tuple[Router, Router]:
        """The handlers of the person's buttons and of staff."""
        locale = self.settings.default_language
        desk = MeetingDesk(self.database, self.meetings, self.voice, self.texts, self.clock)
        staff = StaffMeetings(
            self.database,
            self.meetings,
            StoredMeetings(self.database, self.clock),
            book,
            self.texts,
            self.clock,
            self.settings.zone,
            locale,
        )
        return taps_router(MeetingButton, desk.tap, wake), staff_meetings_router(
            staff, answering, access, self.texts, wake, default_locale=locale
        )


def meetings_of(
    settings: Settings,
    database: Database,
    steps: Steps,
    policy: Policy,
    team: Team | None,
    texts: Texts,
    clock: Clock,
) -> MeetingParts:
    """Everything for these settings."""
    meetings = Meetings(steps, policy, terms_of_meetings(settings), team)
    voice = MeetingVoice(texts, meetings.terms, settings.zone, meetings.place)
    reminding = Reminding(meetings, voice, policy)
    touches: dict[str, Own[UnitOfWork]] = {
        OFFER: reminding.offer,
        REMIND: reminding.remind,
        TOLD: reminding.tell,
        MISSED: reminding.missed,
        SOON: reminding.soon,
        ASK: reminding.ask,
        OVER: reminding.over,
        HANDING: reminding.hand_over,
    }
    return MeetingParts(meetings, voice, touches, database, texts, clock, settings)
