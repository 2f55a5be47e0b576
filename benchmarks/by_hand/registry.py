"""Which report is answered by hand where, and whether an answer is the report's.

A statement by hand is the best one that a good engineer would write for this one report: one or
few, over the rows themselves, with the indexes in `INDEXES`, which are made for these statements
alone, in a copy of the database. What Python does around it is to turn rows into places.
"""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.by_hand import now, pipeline, purchases, results, sellers, talking, trying
from benchmarks.by_hand.dialect import NOTE, Figures, Rival
from reports.tables import Report
from tests.reports.base.test_base import figures

SUBJECTS = (purchases, pipeline, sellers, talking, results, now, trying)
BY_HAND: Mapping[str, Rival] = {
    name: rival for subject in SUBJECTS for name, rival in subject.RIVALS.items()
}
INDEXES = tuple(index for subject in SUBJECTS for index in subject.INDEXES)
DUCK = purchases.DUCK
ENOUGH = 1 / 3
"""Of the report's figures, those that an answer has to have at least; others follow from them."""


def same(name: str, report: Report, answer: Figures) -> None:
    """Refuse an answer with another figure than the report, or with too few of them."""
    shown = {place: value for place, (value, _) in figures(report).items() if value is not None}
    told = {(NOTE, one.table, key): said for one in report.notes for key, said in one.says.items()}
    wrong = {
        place: f"ours {shown.get(place)}, by hand {value}"
        for place, value in answer.items()
        if {**shown, **told}.get(place) != value
    }
    assert not wrong, f"{name} differs in {len(wrong)}: {list(wrong.items())[:5]}"
    many = sum(value is not None for value in answer.values())
    assert many >= ENOUGH * len(shown), f"{name}: {many} of {len(shown)} figures by hand"
