"""What people think after a purchase as one figure: the balance. Pure.

On a small base one person moves it by many points, so names are given beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

from leads.surveys.survey import Group
from reports.intervals import balance_of
from reports.tables import NOTHING, Cell

FEW = 15
"""Up to so many answers everybody is named."""


def balance_cell(groups: Iterable[Group | None]) -> Cell:
    """Promoters less detractors among those who answered, in points of a hundred, with its
    interval; nothing where nobody did."""
    found = Counter(one for one in groups if one)
    many, more, less = found.total(), found[Group.PROMOTER], found[Group.DETRACTOR]
    if not many:
        return NOTHING
    interval = balance_of(more, less, many)
    bounds = (round(100 * interval.low), round(100 * interval.high))
    return Cell(Fraction(100 * (more - less), many), many, bounds=bounds)
