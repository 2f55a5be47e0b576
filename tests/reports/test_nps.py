"""The balance of surveys as one figure."""

from collections import Counter
from fractions import Fraction

from leads.surveys.survey import Group, Scale
from reports.nps import balance_cell
from reports.tables import NOTHING


def test_a_balance_has_an_interval() -> None:
    groups: list[Group | None] = [Scale.NPS.group(grade) for grade in (10, 4, 9)]
    found = balance_cell(Counter([*groups, None]))
    assert (found.value, found.whole) == (Fraction(100, 3), 3)
    low, high = found.bounds or (0, 0)
    assert low < 0 and high > 33
    assert balance_cell({None: 1}) == NOTHING
