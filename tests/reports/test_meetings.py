"""Figures of meetings: one that went along with its lead was not moved by that."""

from datetime import UTC, datetime, timedelta

from leads.meetings.meeting import MadeBy, Meeting, Slot
from reports.meetings import by_owner

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def meeting() -> Meeting:
    return Meeting(1, 1, 5, "Пётр", Slot(NOON, NOON + HOUR), MadeBy.STAFF, NOON - HOUR, id=1)


def test_handed_over_is_not_moved_and_both_is() -> None:
    handed = meeting().moved(meeting().at, 6, "Вера")
    assert (handed.sequence, handed.was_moved) == (1, False)
    later = Slot(NOON + HOUR, NOON + 2 * HOUR)
    both = handed.moved(later, 6, "Вера").moved(later, 5, "Пётр")
    assert (both.sequence, both.handed, both.was_moved) == (3, 2, True)
    (vera,) = by_owner([handed])
    assert (vera.name, vera.ahead, vera.moved) == ("Вера", 1, 0)
    (peter,) = by_owner([both])
    assert (peter.name, peter.moved) == ("Пётр", 1)
