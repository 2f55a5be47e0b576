"""The company's wall clock in statements by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from benchmarks.by_hand.dialect import Dialect
from tests.reports.base.making import EPOCH, SINCE, UNTIL, ZONE, micros

HOUR, MICROSECOND = timedelta(hours=1), timedelta(microseconds=1)


def midnight(of: Dialect, day: date) -> str:
    """When a day begins."""
    return of.at(micros(datetime.combine(day, time.min, ZONE)))


def local(of: Dialect, instant: str) -> str:
    """An instant as microseconds of the wall clock since 1970."""
    ahead = " ".join(f"WHEN {instant} >= {of.at(at)} THEN {ahead}" for at, ahead in _CHANGES)
    return f"{of.micros(instant)} + CASE {ahead} END"


def _changes() -> list[tuple[int, int]]:
    """Since when the clock is how far ahead of UTC, the last first."""
    at, end = (EPOCH + one * MICROSECOND for one in (SINCE, UNTIL))
    found: list[tuple[int, int]] = []
    at = at.astimezone(UTC).replace(minute=0, second=0) - timedelta(days=1)
    while at < end:
        ahead = (at.astimezone(ZONE).utcoffset() or timedelta()) // MICROSECOND
        if not found or found[-1][1] != ahead:
            found.append((micros(at), ahead))
        at += HOUR
    return found[::-1]


_CHANGES = _changes()
