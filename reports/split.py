"""Two versions of a scenario compared on the people who began with them, and what may be concluded.

Counting is storage's; here are the shares, their intervals and a sentence in plain words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from reports.intervals import Difference, Share, difference, share

FEWEST = 30
"""People per version below which nothing is concluded, however far apart the shares are."""
SAME = 0.05
"""A difference surely below this (five points) is called none."""


class Conclusion(StrEnum):
    """What the figures allow to say about one share."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class Arm:
    """People on one side of a split: each counts once, by the best they came to.

    `version` is what its scenario says.
    """

    version: int
    started: int
    finished: int
    qualified: int


@dataclass(frozen=True, slots=True)
class Measure:
    """One share on both sides: of all who started, how many `finished` or were `qualified`."""

    key: str
    first: Share
    second: Share
    difference: Difference
    conclusion: Conclusion


@dataclass(frozen=True, slots=True)
class SplitReport:
    """A split's two sides, and their measures."""

    first: Arm
    second: Arm
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class RunningSplit:
    """A split under way: the scenario's title by locale, how many per cent get the second side."""

    title: Mapping[str, str]
    share: int
    since: datetime
    report: SplitReport


def compare(first: Arm, second: Arm, *, judged: bool) -> SplitReport:
    """The report of a split. A brief gives no verdict: it is not `judged`."""
    measures = [_measure("finished", first, second, first.finished, second.finished)]
    if judged:
        measures.append(_measure("qualified", first, second, first.qualified, second.qualified))
    return SplitReport(first, second, tuple(measures))


def _measure(key: str, first: Arm, second: Arm, before: int, after: int) -> Measure:
    a, b = share(before, first.started), share(after, second.started)
    apart = difference(a, b)
    return Measure(key, a, b, apart, _conclusion(a, b, apart))


def _conclusion(first: Share, second: Share, apart: Difference) -> Conclusion:
    if min(first.whole, second.whole) < FEWEST:
        return Conclusion.TOO_FEW
    if apart.is_clear:
        return Conclusion.BETTER if apart.value > 0 else Conclusion.WORSE
    if max(-apart.low, apart.high) < SAME:
        return Conclusion.SAME
    return Conclusion.TOO_FEW
