"""Meetings in words for the person: times on their clock, and the buttons to choose by. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.chat import wording
from bot.chat.callbacks import MeetingButton
from bot.chat.messages import Button, Keyboard, Outgoing, in_rows
from bot.chat.texts import Texts
from bot.chat.words import whose_clock
from dialogs.appointments import time_id
from leads.consent import Basis
from leads.contact import Contact
from leads.lead import Lead
from leads.meetings.availability import by_day, proposed
from leads.meetings.meeting import Meeting, Slot, Terms
from leads.outbox import OutboxMessage, Priority

PICK, OFFER, DAYS, DAY, LATER = "pick", "offer", "days", "day", "later"
YES, MOVE, CANCEL, SURE, KEEP = "yes", "move", "cancel", "sure", "keep"
MOST_DAYS, MOST_TIMES = 10, 24
DAY_ID = "%Y%m%d"
Said = tuple[str, Keyboard]


class MeetingVoice:
    """`leads.meetings.ports.MeetingWords` with the templates; `zone` is the company's, `place`
    says where a salesperson meets."""

    def __init__(
        self, texts: Texts, terms: Terms, zone: ZoneInfo, place: Callable[[int], str]
    ) -> None:
        self._texts = texts
        self._terms = terms
        self._zone = zone
        self._place = place

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
        """The first times, with the way to others."""
        return _row(contact, self.times(lead.id, contact, owner, slots, now), basis, key)

    def missed(
        self,
        meeting: Meeting,
        contact: Contact,
        slots: Sequence[Slot],
        basis: Basis,
        key: str,
        now: datetime,
    ) -> OutboxMessage:
        """No reproach, and times to choose from."""
        text = self._texts.render("meeting_missed", contact.language, owner=meeting.owner)
        keyboard = self._choice(meeting.lead_id, contact, slots, now)
        return _row(contact, (text, keyboard), basis, key)

    def reminder(
        self, meeting: Meeting, contact: Contact, basis: Basis, key: str, now: datetime
    ) -> OutboxMessage:
        """The meeting is near; one tap says what the person does."""
        starts_at = meeting.at.starts_at.astimezone(self.zone_of(contact))
        near = wording.near_word(starts_at, contact.language, now)
        text = self._about(
            "meeting_reminder",
            meeting,
            contact,
            now,
            near=near,
            place=self._place(meeting.owner_id),
        )
        return _row(contact, (text, self.answers(meeting, contact.language)), basis, key)

    def times(
        self, lead_id: int, contact: Contact, owner: str, slots: Sequence[Slot], now: datetime
    ) -> Said:
        """A few times; words alone when there are none."""
        locale = contact.language
        if not slots:
            return self._texts.render("meeting_none", locale, owner=owner), ()
        text = self._texts.render(
            "meeting_offer",
            locale,
            owner=owner,
            minutes=self._terms.length // timedelta(minutes=1),
            zoned=self.zoned(contact, now),
        )
        return text, self._choice(lead_id, contact, slots, now)

    def days(self, lead_id: int, contact: Contact, slots: Sequence[Slot], now: datetime) -> Said:
        """The days that have free times."""
        locale = contact.language
        zone = self.zone_of(contact)
        days = list(by_day(slots, zone).items())[:MOST_DAYS]
        buttons = [
            _button(
                wording.near_day(free[0].starts_at.astimezone(zone), locale, now),
                lead_id,
                DAY,
                f"{day:{DAY_ID}}",
            )
            for day, free in days
        ]
        back = _button(self._texts.label("back", locale), lead_id, OFFER)
        text = self._texts.render("meeting_days", locale, zoned=self.zoned(contact, now))
        return text, (*in_rows(buttons), (back,))

    def times_of(
        self, lead_id: int, contact: Contact, day: date, slots: Sequence[Slot], now: datetime
    ) -> Said:
        """The free times of a day."""
        locale, zone = contact.language, self.zone_of(contact)
        free = by_day(slots, zone).get(day, [])[:MOST_TIMES]
        buttons = [
            _button(
                f"{slot.starts_at.astimezone(zone):%H:%M}", lead_id, PICK, time_id(slot.starts_at)
            )
            for slot in free
        ]
        back = _button(self._texts.label("back", locale), lead_id, DAYS)
        text = self._texts.render(
            "meeting_times", locale, day=day, zoned=self.zoned(contact, now), count=len(free)
        )
        return text, (*in_rows(buttons, 4), (back,))

    def said(self, name: str, meeting: Meeting, contact: Contact, now: datetime) -> str:
        """A word about the meeting: the template `name`."""
        return self._about(name, meeting, contact, now)

    def told(self, what: str, meeting: Meeting, contact: Contact, now: datetime) -> str:
        """The caption of the file: booked, moved, handed or cancelled."""
        place = self._place(meeting.owner_id)
        return self._about("meeting_told", meeting, contact, now, act=what, place=place)

    def answers(self, meeting: Meeting, locale: str) -> Keyboard:
        """Will be there, another time, not at all."""
        mark = f"{meeting.id}.{meeting.sequence}"
        yes = _button(self._texts.label("meeting_yes", locale), meeting.lead_id, YES, mark)
        return ((yes,), *self.changes(meeting, locale))

    def changes(self, meeting: Meeting, locale: str) -> Keyboard:
        """Another time, not at all."""
        return (
            tuple(
                _button(self._texts.label(f"meeting_{act}", locale), meeting.lead_id, act)
                for act in (MOVE, CANCEL)
            ),
        )

    def again(self, lead_id: int, locale: str) -> Keyboard:
        """Times to choose from, whenever the person likes."""
        return ((_button(self._texts.label("meeting_offer", locale), lead_id, OFFER),),)

    def sure(self, meeting: Meeting, contact: Contact, now: datetime) -> Said:
        """Whether to call it off; moving it is as near."""
        locale = contact.language
        keyboard = tuple(
            (_button(self._texts.label(f"meeting_{act}", locale), meeting.lead_id, act),)
            for act in (MOVE, SURE, KEEP)
        )
        return self._about("meeting_sure", meeting, contact, now), keyboard

    def zone_of(self, contact: Contact) -> ZoneInfo:
        """The person's clock where it is known, else the company's."""
        return ZoneInfo(contact.zone) if contact.zone else self._zone

    def zoned(self, contact: Contact, now: datetime) -> str:
        """Whose clock the times are on, in words."""
        return whose_clock(self._texts, contact, self._zone, now)

    def when(self, at: datetime, contact: Contact, now: datetime) -> str:
        """«завтра, 11:00» on the person's clock."""
        return wording.near(at.astimezone(self.zone_of(contact)), contact.language, now)

    def at(self, at: datetime, contact: Contact) -> str:
        """«в среду, 25 ноября, 11:00», which is true whenever it is read."""
        zone = self.zone_of(contact)
        return f"{wording.weekday(at, contact.language, zone)}, {wording.clock(at, zone)}"

    def _choice(
        self, lead_id: int, contact: Contact, slots: Sequence[Slot], now: datetime
    ) -> Keyboard:
        locale = contact.language
        buttons = [
            _button(self.when(slot.starts_at, contact, now), lead_id, PICK, time_id(slot.starts_at))
            for slot in proposed(slots, self.zone_of(contact))
        ]
        others = [
            _button(self._texts.label(f"meeting_{act}", locale), lead_id, act)
            for act in (DAYS, LATER)
        ]
        return (*in_rows(buttons), tuple(others))

    def _about(
        self, name: str, meeting: Meeting, contact: Contact, now: datetime, **more: object
    ) -> str:
        return self._texts.render(
            name,
            contact.language,
            owner=meeting.owner,
            meets=self.at(meeting.at.starts_at, contact),
            zoned=self.zoned(contact, now),
            **more,
        )


def _button(label: str, lead_id: int, act: str, arg: str = "") -> Button:
    return Button(label, MeetingButton(lead=lead_id, act=act, arg=arg).pack())


def _row(contact: Contact, said: Said, basis: Basis, key: str) -> OutboxMessage:
    text, keyboard = said
    return Outgoing.to_person(contact, text, basis, keyboard).row(key, Priority.REMINDER)
