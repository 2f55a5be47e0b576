"""A meeting as an iCalendar file (RFC 5545) that any calendar takes in. Pure.

The same file serves the person, who opens it, and a salesperson's calendar, where it is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

from leads.meetings.meeting import Meeting, MeetingState

PRODUCT = "-//Prequal//Meetings//EN"
FEW_DAYS = timedelta(days=366)
"""How far the rules of the zone are told around a meeting."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a calendar shows of a meeting, in words. `organizer` is the company."""

    title: str
    about: str
    place: str
    organizer: str


def calendar_file(
    meeting: Meeting, shown: Shown, zone: ZoneInfo, now: datetime, *, published: bool = True
) -> bytes:
    """The file, with times on the clock of `zone` and its rules.

    `published` says with METHOD what is to become of it at whoever opens it; an object kept on a
    server has none (RFC 4791, 4.1). A meeting that is called off takes itself away: its SEQUENCE is
    one more than that of the last time agreed.
    """
    from icalendar import Calendar, Event, vCalAddress, vText  # noqa: PLC0415 - takes 0.2 s

    off = meeting.state is MeetingState.CANCELLED
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    if published:
        calendar.add("METHOD", "CANCEL" if off else "PUBLISH")
    entry = Event()
    entry.add("UID", meeting.uid)
    entry.add("SEQUENCE", meeting.sequence + off)
    entry.add("DTSTAMP", now.astimezone(UTC))
    entry.add("DTSTART", meeting.at.starts_at.astimezone(zone))
    entry.add("DTEND", meeting.at.ends_at.astimezone(zone))
    entry.add("SUMMARY", shown.title)
    entry.add("DESCRIPTION", shown.about)
    if shown.place:
        entry.add("LOCATION", shown.place)
    entry.add("STATUS", "CANCELLED" if off else "CONFIRMED")
    organizer = vCalAddress(f"urn:prequal:{quote(shown.organizer)}")
    organizer.params["CN"] = vText(shown.organizer)
    entry["ORGANIZER"] = organizer
    calendar.add_component(entry)
    around = meeting.at.starts_at.date()
    calendar.add_missing_timezones(around - FEW_DAYS, around + FEW_DAYS)
    return bytes(calendar.to_ical())
