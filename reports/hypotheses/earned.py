"""What a hypothesis earned, against the stretch before it, and what may be concluded. Pure;
counting is storage's.

Only leads whose enquiry came within a stretch count, by what became of them before its end, and
money when it is paid: both stretches had the same time, so that neither is ahead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from math import sqrt
from statistics import NormalDist
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from reports.asking.filters import Filters
from reports.hypotheses.hypothesis import Aim, Hypothesis, Measure, Term, terms
from reports.intervals import CONFIDENCE
from reports.slices import midnight
from reports.source import Behind

FEWEST = 10
"""Cases, at least, before anything is concluded."""
Z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)


class Sum(NamedTuple):
    """So much of a measure, of so many cases; `squares` is the sum of the squares of the cases'
    amounts. Of a count all three are the same."""

    value: int
    cases: int
    squares: float


Counted = Mapping[Measure, Sum]


class Window(NamedTuple):
    """Enquiries in [since, until), and what became of them before `ripe`."""

    since: datetime
    until: datetime
    ripe: datetime


class Wanted(NamedTuple):
    """Leads to be counted: whose, and in which windows."""

    filters: Filters
    windows: tuple[Window, ...]


class HypothesisReader(Protocol):
    """The register, and leads by the windows of hypotheses; sums are in one currency."""

    async def register(self) -> Sequence[Hypothesis]:
        """All of them, the latest first."""
        ...

    async def counted(self, wanted: Sequence[Wanted], currency: str) -> Sequence[Sequence[Counted]]:
        """Every measure of every window, in their order."""
        ...

    async def behind(
        self, filters: Filters, window: Window, measure: Measure, currency: str
    ) -> Behind:
        """Which leads those are; of revenue their orders."""
        ...


class Earned(NamedTuple):
    """What came within a term, and within as many days before."""

    term: Term
    now: Counted
    before: Counted


class Change(StrEnum):
    """How a measure compares with before; `unclear`: chance alone may explain the difference."""

    FEW = "few"
    UNCLEAR = "unclear"
    MORE = "more"
    LESS = "less"


class Conclusion(StrEnum):
    """What became of an expectation."""

    FEW = "few"
    MET = "met"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class Result:
    """What came of an aim, in its own unit, resting on so many cases; None of nobody."""

    fact: Fraction | None
    cases: int
    conclusion: Conclusion


def change(before: Sum, now: Sum) -> Change:
    """Sums that come at random, one by one, are compound Poisson: their variance is estimated
    without bias by the sum of squares."""
    if before.cases + now.cases < FEWEST:
        return Change.FEW
    difference = now.value - before.value
    if abs(difference) <= Z * sqrt(before.squares + now.squares):
        return Change.UNCLEAR
    return Change.MORE if difference > 0 else Change.LESS


def result(aim: Aim, earned: Earned) -> Result:
    """The aim held against what came. Few are cases of which neither so many came nor were so many
    expected that it would say something."""
    came = earned.now[aim.of]
    if aim.among is not None:
        whole = earned.now[aim.among].value
        share = Fraction(came.value, whole) if whole else None
        return _result(aim, share, whole, whole)
    months = earned.term.in_months
    expected = came.cases if aim.of is Measure.REVENUE else aim.to * months
    return _result(aim, came.value / months, came.cases, max(expected, came.cases))


def too_few(hypothesis: Hypothesis, earned: Earned) -> bool:
    """Whether nothing can be concluded of what it is about: its aim, or else enquiries."""
    if hypothesis.aim is not None:
        return result(hypothesis.aim, earned).conclusion is Conclusion.FEW
    of = Measure.ENQUIRIES
    return change(earned.before[of], earned.now[of]) is Change.FEW


async def earned(
    reader: HypothesisReader,
    hypotheses: Sequence[Hypothesis],
    today: date,
    zone: ZoneInfo,
    currency: str,
) -> list[list[Earned]]:
    """Of each of them its terms up to `today`, by one reading of the database."""
    found = [list(terms(one, today)) for one in hypotheses]
    wanted = [
        Wanted(
            one.filters,
            tuple(window(each, zone) for term in mine for each in (term, term.before)),
        )
        for one, mine in zip(hypotheses, found, strict=True)
    ]
    counted = await reader.counted(wanted, currency)
    return [
        [
            Earned(term, now, before)
            for term, now, before in zip(mine, sums[::2], sums[1::2], strict=True)
        ]
        for mine, sums in zip(found, counted, strict=True)
    ]


def window(term: Term, zone: ZoneInfo) -> Window:
    """The term by the company's clock."""
    return Window(midnight(term.since, zone), midnight(term.until, zone), midnight(term.ripe, zone))


def _result(aim: Aim, fact: Fraction | None, cases: int, weight: Fraction | int) -> Result:
    if fact is None or weight < FEWEST:
        return Result(fact, cases, Conclusion.FEW)
    return Result(fact, cases, Conclusion.MET if fact >= aim.to else Conclusion.SHORT)
