"""The calendar of an appointment: which times it offers."""

from __future__ import annotations

import re
from datetime import time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dialogs.appointments import Grid
from dialogs.schema.fields import Fields

MAX_DAYS = 20
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_SHORTEST = timedelta(minutes=15)


def read_grid(fields: Fields) -> Grid | None:
    """The calendar that the keys of an appointment describe; None where one is wrong."""
    days = fields.whole("days", least=1)
    start, end, every = clock(fields, "from"), clock(fields, "to"), _every(fields)
    zone = _zone(fields)
    if days is not None and days > MAX_DAYS:
        fields.report.error(
            "wrong-type",
            fields.values["days"].mark,
            f"{days} working days are more than anybody leafs through",
            f"write {MAX_DAYS} or less",
        )
    if days is None or start is None or end is None or every is None:
        return None
    room = timedelta(hours=end.hour - start.hour, minutes=end.minute - start.minute)
    if room < every:
        fields.report.error(
            "wrong-type",
            fields.values["to"].mark,
            f"{fields.path[-1]}: no appointment fits between from and to",
            "let to be later than from by at least every",
        )
        return None
    return Grid(days, start, end, every, zone)


def clock(fields: Fields, key: str) -> time | None:
    """A time of day, like "10:00"."""
    scalar = fields.scalar(key)
    if scalar is None:
        return None
    found = _CLOCK.fullmatch(scalar.text)
    if found is None:
        fields.report.error(
            "wrong-type", scalar.mark, f"{scalar.text[:20]!r} is no time of day", 'write "10:00"'
        )
        return None
    return time(int(found[1]), int(found[2]))


def _every(fields: Fields) -> timedelta | None:
    span = fields.span("every", "mh")
    if span is not None and span < _SHORTEST:
        fields.report.error(
            "wrong-type",
            fields.values["every"].mark,
            "no appointment is as short as that",
            "write at least 15m: 30m or 1h",
        )
        return None
    return span


def _zone(fields: Fields) -> str | None:
    scalar = fields.scalar("zone")
    if scalar is None:
        return None
    try:
        ZoneInfo(scalar.text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        fields.report.error(
            "unknown-value",
            scalar.mark,
            f"{scalar.text[:40]!r} is no time zone",
            "write for example Europe/Moscow, or leave it out for the company's own",
        )
    return scalar.text
