"""What people think after a purchase, by product: the balance, how it moved, and who moved it.

Pure. On a small base one person moves the number by many points, so names are given.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Protocol

from leads.surveys.survey import Group, Scale, Survey
from reports.intervals import balance_of
from reports.tables import NOTHING, Cell

PERIOD = timedelta(days=90)
FEW = 15
"""Up to so many answers everybody is named."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A survey, and the name of who was asked ("" where it is not known)."""

    survey: Survey
    name: str


@dataclass(frozen=True, slots=True)
class Balance:
    """Answers of one period: how many were asked, and how many of those who answered are what."""

    asked: int = 0
    promoters: int = 0
    passives: int = 0
    detractors: int = 0

    @property
    def answered(self) -> int:
        """How many gave a grade."""
        return self.promoters + self.passives + self.detractors

    @property
    def value(self) -> int | None:
        """Share of promoters less that of detractors, in points from -100 to 100; None without an
        answer."""
        if not self.answered:
            return None
        return round(100 * (self.promoters - self.detractors) / self.answered)


@dataclass(frozen=True, slots=True)
class OfProduct:
    """A product's figures of the last `PERIOD` and of the one before; `voices` are the newest
    answers with names, the lowest grades first, on a small base alone. `open_loops` are surveys
    whose loop is open."""

    product: str | None
    scale: Scale
    now: Balance
    before: Balance
    voices: tuple[Asked, ...]
    open_loops: tuple[Survey, ...]


class AskedReader(Protocol):
    """Surveys."""

    async def since(self, moment: datetime) -> Sequence[Asked]:
        """Everything asked since then, oldest first."""
        ...


async def nps(reader: AskedReader, now: datetime) -> tuple[OfProduct, ...]:
    """The figures of every product that anybody was asked about, the most asked first."""
    asked = await reader.since(now - 2 * PERIOD)
    groups: dict[tuple[str | None, Scale], list[Asked]] = {}
    for one in asked:
        groups.setdefault((one.survey.product, one.survey.scale), []).append(one)
    found = [_of(product, scale, ones, now) for (product, scale), ones in groups.items()]
    return tuple(sorted(found, key=lambda one: (-one.now.asked, one.product or "", one.scale)))


def _of(product: str | None, scale: Scale, asked: Sequence[Asked], now: datetime) -> OfProduct:
    late = [one for one in asked if one.survey.asked_at > now - PERIOD]
    early = [one for one in asked if one.survey.asked_at <= now - PERIOD]
    given = [(one.survey.grade, one) for one in late]
    answered = sorted(
        ((grade, one) for grade, one in given if grade is not None), key=lambda pair: pair[0]
    )
    return OfProduct(
        product,
        scale,
        balance(one.survey for one in late),
        balance(one.survey for one in early),
        tuple(one for _, one in answered) if len(answered) <= FEW else (),
        tuple(one.survey for one in asked if one.survey.is_open),
    )


def balance(surveys: Iterable[Survey]) -> Balance:
    """The figures of these surveys."""
    groups = [survey.group for survey in surveys]
    return Balance(
        len(groups),
        groups.count(Group.PROMOTER),
        groups.count(Group.PASSIVE),
        groups.count(Group.DETRACTOR),
    )


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
