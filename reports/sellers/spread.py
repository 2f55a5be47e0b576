"""How spans of time are spread: the middle one, and how long all but the slowest tenth took."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from reports.tables import NOTHING, Cell


@dataclass(frozen=True, slots=True)
class Spread:
    """Of `many` spans, at least one. The median of an even number is the mean of the middle two;
    `p90` is the span at place ⌈0.9 n⌉ of n in order (nearest rank)."""

    many: int
    median: timedelta
    p90: timedelta


def middle_of(found: Spread | None) -> Cell:
    """The median with what it rests on; nothing of nobody."""
    return Cell(found.median, found.many) if found else NOTHING
