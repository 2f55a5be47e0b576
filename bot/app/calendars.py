"""Salespeople's own calendars kept up: busy times are read, meetings are written, both outside of
any transaction.

One process of all reads a calendar when it is time. What is written is a row of the outbox, so that
an outage loses nothing: it brings the event as the meeting is by then.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.app.meetings import MeetingParts
from bot.app.rows import OutboxRows
from bot.app.settings import SettingsError, calendar_secrets
from bot.chat.messages import Outgoing
from bot.chat.texts import Texts
from crm_sync.errors import CrmAccountError, CrmError, CrmRefused
from leads.caused import stamp
from leads.clock import Clock
from leads.consent import STAFF_BASIS, Purpose
from leads.contact import Contact
from leads.meetings.ics import Shown, calendar_file
from leads.meetings.meeting import Meeting, MeetingState
from leads.outbox import Claimed, RetryPolicy, Topic
from leads.team import Team
from scheduler.relay import Deferred, Delivered, Outcome, Parked, Relay
from scheduler.steady import SteadyRelay
from storage.database import Database
from storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from crm_sync.calendars.caldav import CalDav

log = logging.getLogger(__name__)

EVERY = timedelta(minutes=5)
BACK, AHEAD = timedelta(days=1), timedelta(days=60)
"""How much of a calendar is read."""

RETRIES = RetryPolicy(base=timedelta(seconds=10), cap=timedelta(minutes=15))


@dataclass(frozen=True, slots=True)
class Company:
    """Whose meetings these are: its name, its clock, the language of staff, and where somebody
    meets."""

    name: str
    zone: ZoneInfo
    locale: str
    place: Callable[[int], str]


class SalesCalendars:
    """Called every few seconds; `calendars` are those of salespeople by their Telegram id."""

    def __init__(
        self,
        database: Database,
        calendars: Mapping[int, CalDav],
        texts: Texts,
        company: Company,
        clock: Clock,
        owner: str,
    ) -> None:
        self._database = database
        self._calendars = calendars
        self._texts = texts
        self._company = company
        self._clock = clock
        self._next: dict[int, datetime] = {}
        self._alone = asyncio.Lock()
        rows = OutboxRows(database, RETRIES, owner, (Topic.CALENDAR,))
        self.relay = SteadyRelay(
            Relay(rows, {Topic.CALENDAR.value: self._deliver}, clock), rows, clock
        )

    async def __call__(self) -> None:
        """Begin what has to be written, and read what it is time for."""
        async with self._alone:
            await self.relay.tick()
            await asyncio.gather(*(self._read(*one) for one in self._calendars.items()))

    async def close(self) -> None:
        """Finish what is under way and close every connection."""
        await self.relay.stop()
        async with self._alone:
            for calendar in self._calendars.values():
                await calendar.aclose()

    async def _read(self, owner_id: int, calendar: CalDav) -> None:
        now = self._clock.now()
        if now < self._next.get(owner_id, now):
            return
        self._next[owner_id] = now + EVERY
        if not await self._database.run(
            lambda uow: uow.calendars.claim(owner_id, now, now + EVERY)
        ):
            return
        try:
            busy = await calendar.busy(now - BACK, now + AHEAD)
        except CrmError as error:
            reason = str(error)
            log.warning("the calendar of %s could not be read: %s", owner_id, reason)
            await self._database.run(lambda uow: self._failed(uow, owner_id, reason))
        else:
            await self._database.run(lambda uow: uow.calendars.keep(owner_id, busy, now))

    async def _failed(self, uow: UnitOfWork, owner_id: int, reason: str) -> None:
        """Its owner is told once; what was read before goes on counting."""
        since = await uow.calendars.fails(owner_id, uow.now)
        text = self._texts.render("calendar_failing", self._company.locale, reason=reason)
        message = Outgoing(owner_id, text, Purpose.SERVICE.value, str(STAFF_BASIS))
        await uow.outbox.add(message.row(f"calendar_failing:{owner_id}:{stamp(since)}"))

    async def _deliver(self, row: Claimed) -> Outcome:
        owner_id, meeting_id = int(row.payload["owner_id"]), int(row.payload["meeting_id"])
        calendar = self._calendars.get(owner_id)
        if calendar is None:
            return Parked(f"{owner_id} has no calendar in TEAM_FILE")

        async def look(uow: UnitOfWork) -> tuple[Meeting | None, Contact | None]:
            meeting = await uow.meetings.get(meeting_id)
            return meeting, await uow.contacts.get(meeting.contact_id) if meeting else None

        meeting, contact = await self._database.run(look)
        if meeting is None or contact is None:
            return Delivered()
        gone = meeting.state is MeetingState.CANCELLED or contact.erased_at is not None
        try:
            if gone or meeting.owner_id != owner_id:
                await calendar.delete(meeting.uid)
            else:
                await calendar.put(meeting.uid, self._event(meeting, contact))
        except (CrmRefused, CrmAccountError) as error:
            return Parked(str(error))
        except CrmError as error:
            return Deferred(str(error), error.retry_after)
        return Delivered()

    def _event(self, meeting: Meeting, contact: Contact) -> bytes:
        locale = self._company.locale
        name = contact.name or self._texts.label("nameless", locale)
        shown = Shown(
            title=self._texts.label("event_title", locale).format(name=name),
            about=self._texts.label("event_about", locale).format(lead=meeting.lead_id),
            place=self._company.place(meeting.owner_id),
            organizer=self._company.name,
        )
        return calendar_file(meeting, shown, self._company.zone, self._clock.now(), published=False)


def calendars_of(team: Team | None, met: MeetingParts, owner: str) -> SalesCalendars | None:
    """What keeps the calendars of the team up; None where nobody has one.

    SettingsError for one without its password, or without the library that reads them.
    """
    members = [one for one in team.members if one.calendar is not None] if team else []
    if not members:
        return None
    try:
        from crm_sync.calendars.caldav import CalDav
    except ImportError as error:
        raise SettingsError(
            "TEAM_FILE: calendars need one more library: pip install 'prequal[calendars]'"
        ) from error
    settings, secrets = met.settings, calendar_secrets()
    calendars: dict[int, CalDav] = {}
    for member in members:
        assert member.calendar is not None
        name = f"CALENDAR_{member.calendar.secret}"
        if name not in secrets:
            raise SettingsError(f"{name}: set the password of the calendar of {member.name}.")
        calendars[member.id] = CalDav(member.calendar, secrets[name], settings.zone, met.clock)
    place = met.meetings.place
    company = Company(settings.company_name, settings.zone, settings.default_language, place)
    return SalesCalendars(met.database, calendars, met.texts, company, met.clock, owner)
