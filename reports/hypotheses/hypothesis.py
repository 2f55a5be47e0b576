"""A hypothesis: what is tried, whom it touches, since when, and what is expected of it. Values
only; what it earned is `earned`'s."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from dialogs.reading.dates.calendar import add_months
from reports.asking.filters import EVERYTHING, Filters

HORIZONS = (3, 6)
"""After so many months a hypothesis is judged."""
DAY = timedelta(days=1)
DAYS_OF_A_MONTH = Fraction(1461, 48)


class Measure(StrEnum):
    """What is counted of a hypothesis, in the order to be told."""

    ENQUIRIES = "enquiries"
    QUALIFIED = "qualified"
    WORTHY = "worthy"  # graded A or B
    KEY_STAGE = "key_stage"
    SALES = "sales"
    REVENUE = "revenue"


@dataclass(frozen=True, slots=True)
class Aim:
    """What is expected, as a figure: so much of `of` a month, or, with `among`, such a share of
    those (`to` is then a fraction of 1). `was` is how much it was before, as its author says."""

    of: Measure
    to: Fraction
    was: Fraction | None = None
    among: Measure | None = None


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One of the register. `id` is 0 until storage has allotted one.

    `filters` say whose leads it touches, never those of one salesperson. `ended` is its last day,
    None while it runs. `expects` is what is hoped for in the author's words.
    """

    id: int
    name: str
    started: date
    author: int
    author_name: str
    locale: str
    noted_at: datetime
    filters: Filters = EVERYTHING
    ended: date | None = None
    expects: str = ""
    aim: Aim | None = None

    def due(self, months: int) -> date:
        """The day on which so many months have passed."""
        return add_months(self.started, months) or date.max

    def left(self, today: date) -> timedelta | None:
        """Until it is judged next; None where it was for good."""
        ahead = [due for due in map(self.due, HORIZONS) if due > today]
        return ahead[0] - today if ahead else None

    def ran(self, today: date) -> timedelta:
        """How long it was, or has been, tried."""
        return (self.ended or today) - self.started + DAY

    def open_to_change(self, today: date) -> bool:
        """What was expected is not rewritten once it may be known what came."""
        return self.due(HORIZONS[0]) > today


@dataclass(frozen=True, slots=True)
class Term:
    """What a hypothesis is judged by: leads whose enquiry came on days in [since, until), by what
    became of them before `ripe`. `months` is 0 of one that is too young to be judged."""

    months: int
    since: date
    until: date
    ripe: date

    @property
    def before(self) -> Term:
        """As many days right before, with as much time to ripen."""
        length = self.until - self.since
        return Term(self.months, self.since - length, self.since, self.ripe - length)

    @property
    def in_months(self) -> Fraction:
        """How many months enquiries came in: a whole stretch is as long as it is called."""
        if self.months and self.until == self.ripe:
            return Fraction(self.months)
        return Fraction((self.until - self.since).days) / DAYS_OF_A_MONTH


def terms(hypothesis: Hypothesis, today: date) -> Iterator[Term]:
    """Those that are over; for one too young for any, what has been so far (today is in it)."""
    over = [months for months in HORIZONS if hypothesis.due(months) <= today]
    ends = {months: hypothesis.due(months) for months in over} or {0: today + DAY}
    for months, ripe in ends.items():
        until = ripe if hypothesis.ended is None else min(ripe, hypothesis.ended + DAY)
        yield Term(months, hypothesis.started, until, ripe)
