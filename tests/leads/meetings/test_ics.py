"""The file of a meeting: what RFC 5545 and 5546 ask, and what calendars trip over."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event

from leads.meetings.ics import Shown, calendar_file
from leads.meetings.meeting import MadeBy, Meeting, MeetingState, Slot
from tests.leads.samples import NOON

WORDS = Shown("Встреча: Ромашка; и Ко, \\ 1", "Игорь\nhttps://meet.example/x", "", "Ромашка, ООО")
AT = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)  # Berlin's clock jumps within this hour
MEETING = Meeting(1, 1, 2001, "Игорь", Slot(AT, AT + timedelta(hours=1)), MadeBy.PERSON, NOON, id=7)


def parsed(meeting: Meeting, zone: str = "Europe/Berlin", **more: bool) -> Calendar:
    file = calendar_file(meeting, WORDS, ZoneInfo(zone), NOON, **more)
    assert all(len(line) <= 75 for line in file.split(b"\r\n")), "lines are folded"
    return Calendar.from_ical(file)


@pytest.mark.parametrize("zone", ["Europe/Moscow", "Europe/Berlin", "Asia/Kathmandu", "UTC"])
def test_the_times_survive_in_every_zone(zone: str) -> None:
    (event,) = parsed(MEETING, zone).walk("VEVENT")
    assert isinstance(event, Event)
    begins, ends = event.start, event.end
    assert isinstance(begins, datetime) and isinstance(ends, datetime)
    assert begins.astimezone(UTC) == AT and ends.astimezone(UTC) == AT + timedelta(hours=1)
    assert str(event["SUMMARY"]) == WORDS.title and str(event["DESCRIPTION"]) == WORDS.about


def test_a_move_is_the_same_event_with_a_greater_sequence_and_an_end_one_more() -> None:
    moved = MEETING.moved(Slot(AT + timedelta(days=1), AT + timedelta(days=1, hours=1)), 2001, "И")
    off = moved.closed(MeetingState.CANCELLED, NOON)
    files = [parsed(one) for one in (MEETING, moved, off)]
    events = [file.walk("VEVENT")[0] for file in files]
    assert [str(event["SEQUENCE"]) for event in events] == ["0", "1", "2"]
    assert len({str(event["UID"]) for event in events}) == 1
    assert [str(file["METHOD"]) for file in files] == ["PUBLISH", "PUBLISH", "CANCEL"]
    assert [str(event["STATUS"]) for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert all(event.get("ORGANIZER") for event in events)


def test_what_is_kept_on_a_server_has_no_method_and_no_empty_place() -> None:
    kept = parsed(replace(MEETING, product="seo"), published=False)
    assert "METHOD" not in kept
    assert "LOCATION" not in kept.walk("VEVENT")[0]
    assert [str(one["TZID"]) for one in kept.walk("VTIMEZONE")] == ["Europe/Berlin"]
