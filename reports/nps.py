"""What people think after a purchase as one figure: the balance. Pure.

On a small base one person moves it by many points, so names are given beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from leads.surveys.survey import Group
from reports.intervals import balance_of
from reports.tables import NOTHING, Cell

FEW = 15
"""Up to so many answers everybody is named."""


def balance_cell(many: Mapping[Group | None, int]) -> Cell:
    """Promoters less detractors among those who answered, in points of a hundred, with its
    interval; nothing where nobody did. Given how many are of each group."""
    more, less = many.get(Group.PROMOTER, 0), many.get(Group.DETRACTOR, 0)
    answered = more + less + many.get(Group.PASSIVE, 0)
    if not answered:
        return NOTHING
    interval = balance_of(more, less, answered)
    bounds = (round(100 * interval.low), round(100 * interval.high))
    return Cell(Fraction(100 * (more - less), answered), answered, bounds=bounds)
