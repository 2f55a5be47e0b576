"""When a client buys next: from their own rhythm, else from the product's. Pure arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

SOONEST = timedelta(days=7)
"""Several payments within a week are one purchase."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A client buys every `interval` or so, as far as `orders` purchases tell; the `last` was
    then."""

    interval: timedelta
    orders: int
    last: datetime

    @property
    def expected(self) -> datetime:
        """When the next purchase is expected."""
        return self.last + self.interval


def rhythm_of(paid: Sequence[datetime], again: timedelta | None) -> Rhythm | None:
    """The rhythm of purchases `paid` at these moments; None when nothing tells it.

    The mean of the client's own intervals, with the product's usual one (`again`) counted as one
    more: (last − first + again) / (repeats + 1), which a client who bought once has alone. It is
    the inverse of the rate that `leads.grading.potential` expects, with the product's in place of
    all clients' pace.
    """
    purchases = _purchases(sorted(paid))
    if not purchases:
        return None
    repeats = len(purchases) - 1
    weight = repeats + (1 if again is not None else 0)
    if not weight:
        return None
    span = purchases[-1] - purchases[0] + (again or timedelta())
    return Rhythm(span / weight, len(purchases), purchases[-1])


def _purchases(paid: Sequence[datetime]) -> list[datetime]:
    found: list[datetime] = []
    for moment in paid:
        if found and moment - found[-1] < SOONEST:
            found[-1] = moment
        else:
            found.append(moment)
    return found
