"""Wall-clock rules on real moments: quiet hours and the first moment of a local time.

Pure functions of moments and a zone. Moments come in with any zone and go out as UTC.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from leads.clock import require_aware


def first_moment(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """The first moment of `day` at which the wall clock in `zone` shows `wall` or later, UTC.

    A time that daylight saving skips gives the moment of the jump; a repeated one the first.
    """
    early, late = _moments(day, wall, zone)
    if late <= early:
        return late
    # The clock jumps over this time, somewhere between the two readings.
    local = datetime.combine(day, wall)
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=(late - early) // timedelta(seconds=2))
        if middle.astimezone(zone).replace(tzinfo=None) >= local:
            late = middle
        else:
            early = middle
    return late


def in_year(month: int, day: int, year: int) -> date:
    """That day of that year; a 29th of February is the 28th in ordinary years."""
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, month, 28)


def in_quiet_hours(moment: datetime, zone: ZoneInfo, start: time, end: time) -> bool:
    """Whether the wall clock in `zone` shows a time in [start, end), which may span midnight.

    Equal bounds mean that there are no quiet hours.
    """
    require_aware(moment=moment)
    wall = moment.astimezone(zone).time()
    if start <= end:
        return start <= wall < end
    return wall >= start or wall < end


def shift_out_of_quiet_hours(due: datetime, zone: ZoneInfo, start: time, end: time) -> datetime:
    """`due` itself, or the end of the quiet hours that it falls into, UTC. Never earlier."""
    if not in_quiet_hours(due, zone, start, end):
        return due.astimezone(UTC)
    today = due.astimezone(zone).date()
    for ahead in range(3):
        day = today + timedelta(days=ahead)
        # On the night when the clock goes back, the end comes twice, and the first may be past.
        for moment in sorted({first_moment(day, end, zone), *_moments(day, end, zone)}):
            if moment > due and not in_quiet_hours(moment, zone, start, end):
                return moment
    raise ValueError(f"quiet hours {start}-{end} never end in {zone.key}")


def _moments(day: date, wall: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Both readings of a local time, as UTC: after a jump (fold 1) and before it (fold 0)."""
    local = datetime.combine(day, wall, tzinfo=zone)
    return local.replace(fold=1).astimezone(UTC), local.replace(fold=0).astimezone(UTC)
