"""What staff do with meetings: /meet makes, moves and ends one, /meetings lists them, and a tap
says what became of one."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.chat import wording
from bot.chat.answering import AnsweringUnitOfWork, Works
from bot.chat.book import Book
from bot.chat.by_number import read_numbered
from bot.chat.callbacks import HeldButton
from bot.chat.texts import Texts
from dialogs.kinds.appointments import day_and_time
from leads.clock import Clock
from leads.contact import Contact
from leads.lead import Lead
from leads.local_time import first_moment
from leads.meetings import ports
from leads.meetings.booking import Meetings
from leads.meetings.meeting import MadeBy, Meeting, MeetingRefused
from leads.meetings.ports import MeetingsUnitOfWork
from leads.selling import NotYours, Seller
from leads.steps import Doer
from reports.meetings import MeetingFigures, MeetingReader, by_owner, by_product

DAYS, LONGEST = 90, 3650
MOST = 15
ACTS = {
    **dict.fromkeys(("отмена", "отменить", "cancel", "off"), "cancelled"),
    **dict.fromkeys(("состоялась", "была", "held", "done"), "held"),
    **dict.fromkeys(("неявка", "не пришли", "не пришёл", "no-show", "missed"), "missed"),
}
"""What may be written after the lead's number instead of a time."""


class AllMeetings(ports.Meetings, Protocol):
    """Meetings; `to_come` are everybody's, the nearest first."""

    async def to_come(self, most: int) -> Sequence[Meeting]: ...


class StaffUnitOfWork(AnsweringUnitOfWork, MeetingsUnitOfWork, Protocol):
    """What staff's word on a meeting reads and writes."""

    @property
    def meetings(self) -> AllMeetings: ...


class StaffMeetings:
    """Answers to commands and taps, as texts; times are on the company's clock (`zone`)."""

    def __init__(
        self,
        works: Works[StaffUnitOfWork],
        meetings: Meetings,
        reader: MeetingReader,
        book: Book,
        texts: Texts,
        clock: Clock,
        zone: ZoneInfo,
        locale: str,
    ) -> None:
        self._works = works
        self._meetings = meetings
        self._reader = reader
        self._book = book
        self._texts = texts
        self._clock = clock
        self._zone = zone
        self._locale = locale

    async def meet(self, uow: StaffUnitOfWork, args: str, by: Seller, locale: str) -> str:
        """Make, move or end the meeting of a lead; the answer says what was noted, or why not."""
        numbered = read_numbered(args)
        if numbered is None:
            return self._texts.render("meet_usage", locale)
        lead_id, what = numbered
        lead = await uow.leads.get(lead_id)
        if lead is None:
            return self._texts.render("lead_not_found", locale, asked=str(lead_id))
        try:
            _check_theirs(lead, by)
            act = ACTS.get(what.casefold())
            if act is not None:
                return await self._end(uow, lead, act, by, locale)
            return await self._agree(uow, lead, what, by, locale)
        except MeetingRefused as refused:
            return self._texts.label(f"meeting_refused_{refused.reason}", locale)
        except NotYours:
            return self._texts.label("not_your_lead", locale)

    async def _agree(
        self, uow: StaffUnitOfWork, lead: Lead, typed: str, by: Seller, locale: str
    ) -> str:
        now = self._clock.now()
        found = day_and_time(typed, now.astimezone(self._zone).date())
        if found is None:
            return self._texts.render("meet_usage", locale)
        day, hour, _ = found
        at = self._meetings.terms.slot(first_moment(day, hour, self._zone))
        doer = Doer(by.id, by.name)
        meeting = await self._meetings.book(uow, lead, at, doer, MadeBy.STAFF, now)
        contact = await uow.contacts.get(lead.contact_id)
        return self._texts.render(
            "meet_set",
            locale,
            lead_id=lead.id,
            at=meeting.at.starts_at,
            moved=meeting.sequence > 0,
            theirs=self._theirs(meeting, contact),
        )

    async def _end(
        self, uow: StaffUnitOfWork, lead: Lead, act: str, by: Seller, locale: str
    ) -> str:
        meeting = await uow.meetings.booked_of(lead.id)
        if meeting is None:
            raise MeetingRefused("none")
        await self._close(uow, lead, meeting, act, by)
        return self._texts.render("meeting_noted", locale, lead_id=lead.id, act=act)

    async def tap(self, update_id: int, button: HeldButton, by: Seller) -> str:
        """Say what became of the meeting, once; the words of the toast."""

        async def work(uow: StaffUnitOfWork) -> str:
            if not await uow.inbox.claim(update_id):
                return ""
            try:
                return await self._tapped(uow, button, by)
            except MeetingRefused as refused:
                return self._texts.label(f"meeting_refused_{refused.reason}", self._locale)
            except NotYours:
                return self._texts.label("not_your_lead", self._locale)

        return await self._works.run(work, update_ids=(update_id,))

    async def _tapped(self, uow: StaffUnitOfWork, button: HeldButton, by: Seller) -> str:
        meeting = await uow.meetings.get(button.meeting)
        lead = await uow.leads.get(meeting.lead_id) if meeting else None
        if meeting is None or lead is None or button.act not in ACTS.values():
            raise MeetingRefused("none")
        _check_theirs(lead, by)
        await self._close(uow, lead, meeting, button.act, by)
        return self._texts.toast("meeting_noted", self._locale, lead_id=lead.id, act=button.act)

    async def listed(self, uow: StaffUnitOfWork, args: str, locale: str, *, figures: bool) -> str:
        """What is to come; for managers what became of the meetings of so many days, too."""
        days = int(args) if args.isdecimal() and 0 < int(args) <= LONGEST else DAYS
        coming = await uow.meetings.to_come(MOST)
        past = await self._reader.since(days) if figures else ()
        return self._texts.render(
            "meetings",
            locale,
            coming=[
                {
                    "lead_id": one.lead_id,
                    "owner": one.owner,
                    "at": one.at.starts_at,
                    "confirmed": one.confirmed_at is not None,
                    "asked": one.at.ends_at <= self._clock.now(),
                }
                for one in coming
            ],
            days=days,
            owners=[self._row(one, one.name, locale) for one in by_owner(past)],
            kinds=[
                self._row(one, self._book.product(one.name, locale), locale)
                for one in by_product(past)
                if one.name
            ],
        )

    async def _close(
        self, uow: StaffUnitOfWork, lead: Lead, meeting: Meeting, act: str, by: Seller
    ) -> None:
        close = {
            "held": self._meetings.held,
            "missed": self._meetings.missed,
            "cancelled": self._meetings.cancel,
        }[act]
        await close(uow, lead, meeting, Doer(by.id, by.name), MadeBy.STAFF, self._clock.now())

    def _theirs(self, meeting: Meeting, contact: Contact | None) -> str:
        """The time on the person's clock, where that differs."""
        if contact is None or contact.zone is None:
            return ""
        here, there = (
            wording.clock(meeting.at.starts_at, zone)
            for zone in (self._zone, ZoneInfo(contact.zone))
        )
        return there if there != here else ""

    def _row(self, one: MeetingFigures, name: str, locale: str) -> dict[str, object]:
        came, spoken = one.came, self._texts.spoken(locale)
        return {
            "name": name,
            "ahead": one.ahead,
            "held": one.held,
            "missed": one.missed,
            "cancelled": one.cancelled,
            "moved": one.moved,
            "briefed": one.briefed,
            "came": wording.percent(Decimal(f"{came.value * 100:.0f}"), spoken),
            "whole": came.whole,
        }


def _check_theirs(lead: Lead, by: Seller) -> None:
    """Raise `NotYours` for somebody else's lead, `MeetingRefused` while it is nobody's."""
    if lead.owner_id is None:
        raise MeetingRefused("no_owner")
    if not by.manager and lead.owner_id != by.id:
        raise NotYours(lead.owner_id)
