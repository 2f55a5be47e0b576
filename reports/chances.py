"""Do the chances that a scenario promises come true? Bands of scores, months later. Pure.

Three questions are asked of leads that ended since. *Is the sum right?* Expected wins against
actual ones, calibration in the large. *Is every band right?* The wins of a band against its
beta-binomial prediction, which knows how few deals a chance came from. Their p-values are held to
one level together by Holm's rule (Scandinavian Journal of Statistics 6 (1979), 65-70), so that of a
hundred reports about honest chances at most one warns. *Do the same kinds of leads come?* The
population stability index of the bands, called a shift above 0.25 (Siddiqi, Credit Risk Scorecards,
2006) where chance hardly explains it: that says nothing about the chances, and warns of nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import exp, lgamma, log, sqrt
from statistics import NormalDist
from typing import Protocol

from leads.winning import WinBand, WinTable
from reports.intervals import Share, share
from reports.outcomes import Fate, is_won

SPAN = timedelta(days=365)
"""How far back leads are looked at: what was longer ago says little about today."""
FEWEST = 30
"""Ended leads, at least, before anything is concluded."""
FEWEST_OF_BAND = 10
"""Ended leads of a band, at least, before its share is told."""
LEVEL = 0.01
"""How often a report about honest chances may warn."""
SHIFTED = 0.25
PRIOR = 0.5
NEGLIGIBLE = 1e-12
"""Below that share of a tail the rest of it is not added up."""


class Conclusion(StrEnum):
    """What the report says of the chances; `uneven`: right in sum, wrong in some band."""

    TOO_FEW = "too_few"
    HOLDS = "holds"
    FEWER = "fewer"
    MORE = "more"
    UNEVEN = "uneven"


@dataclass(frozen=True, slots=True)
class Promise:
    """Chances, and by their digests the versions of a scenario that carry them: one that only
    changed a text promises the same."""

    table: WinTable
    digests: frozenset[str]


@dataclass(frozen=True, slots=True)
class Lot:
    """So many leads with the same fate and a `score` of the same band, all judged long enough ago
    to have `settled` or none of them."""

    score: int
    settled: bool
    fate: Fate
    many: int


@dataclass(frozen=True, slots=True)
class Ended:
    """A lead that ended, by number, and when it did; its `score`, or another of the same band."""

    lead: int
    score: int
    won: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class BandNow:
    """A band: what it promised and what came. `upto` is its highest score, None for no end.

    `off` says that chance hardly explains the difference.
    """

    band: WinBand
    upto: int | None
    actual: Share
    off: bool


@dataclass(frozen=True, slots=True)
class ChancesReport:
    """Expected against actual; `brier` is the mean squared error of the chances, `brier_expected`
    what it would be if they held."""

    bands: tuple[BandNow, ...]
    expected: float
    actual: Share
    brier: float
    brier_expected: float
    stability: float
    shifted: bool
    conclusion: Conclusion
    still_open: int
    young: int

    @property
    def warns(self) -> bool:
        """Whether somebody should look: the chances don't come true."""
        return self.conclusion not in {Conclusion.TOO_FEW, Conclusion.HOLDS}


@dataclass(frozen=True, slots=True)
class Watched:
    """A version of a scenario that carries chances, and how they do."""

    scenario: str
    version: int
    promise: Promise
    report: ChancesReport

    @property
    def name(self) -> str:
        """The version, as scenario@version."""
        return f"{self.scenario}@{self.version}"


class ChancesReader(Protocol):
    """The versions in use that carry chances, with their reports up to now."""

    async def watched(self) -> Sequence[Watched]: ...

    async def ended(self, promise: Promise) -> Sequence[Ended]:
        """The leads that the report of a promise counts."""
        ...


def watch(table: WinTable, leads: Iterable[Lot]) -> ChancesReport:
    """The report of leads that this table made a promise about.

    Young ones are left out whatever became of them: sales are often lost sooner than won, so the
    endings of a young lot promise too little.
    """
    counts = {band: [0, 0] for band in table.bands}
    young = still_open = 0
    for lot in leads:
        won = is_won(lot.fate, table.target)
        if not lot.settled:
            young += lot.many
        elif won is not None:
            of_band = counts[table.band(lot.score)]
            of_band[0] += lot.many
            of_band[1] += lot.many * won
        elif not lot.fate.closed:
            still_open += lot.many
    many = sum(deals for deals, _ in counts.values())
    wins = sum(wins for _, wins in counts.values())
    expected = sum(band.chance * deals for band, (deals, _) in counts.items())
    sure = many >= FEWEST
    overall, *each = _unlikely(
        [_p_overall(counts), *(_p_of(band, *ended) for band, ended in counts.items())]
    )
    stability = _stability(counts)
    return ChancesReport(
        bands=tuple(
            BandNow(band, upto, share(counts[band][1], counts[band][0]), off and sure)
            for (band, upto), off in zip(_ends(table), each, strict=True)
        ),
        expected=expected,
        actual=share(wins, many),
        brier=_mean(counts, lambda p, deals, wins: wins * (1 - p) ** 2 + (deals - wins) * p * p),
        brier_expected=_mean(counts, lambda p, deals, _: deals * p * (1 - p)),
        stability=stability,
        shifted=sure and stability > max(SHIFTED, _by_chance(counts)),
        conclusion=_conclusion(sure, overall, any(each), wins > expected),
        still_open=still_open,
        young=young,
    )


def _conclusion(sure: bool, overall: bool, some_band: bool, more: bool) -> Conclusion:
    if not sure:
        return Conclusion.TOO_FEW
    if overall:
        return Conclusion.MORE if more else Conclusion.FEWER
    return Conclusion.UNEVEN if some_band else Conclusion.HOLDS


Counts = Mapping[WinBand, Sequence[int]]
"""How many leads of every band ended, and how many of them were won."""


class _Error(Protocol):
    """Squared error of a band's leads, from its chance, how many there are and were won."""

    def __call__(self, chance: float, deals: int, won: int, /) -> float: ...


def _ends(table: WinTable) -> list[tuple[WinBand, int | None]]:
    ends: list[int | None] = [band.least - 1 for band in table.bands[1:]]
    return list(zip(table.bands, [*ends, None], strict=True))


def _mean(counts: Counts, of: _Error) -> float:
    many = sum(deals for deals, _ in counts.values())
    return sum(of(band.chance, *ended) for band, ended in counts.items()) / max(1, many)


def _unlikely(values: Sequence[float]) -> list[bool]:
    """Which p-values are too small together, by Holm's step-down rule."""
    found = [False] * len(values)
    for step, at in enumerate(sorted(range(len(values)), key=lambda one: values[one])):
        if values[at] > LEVEL / (len(values) - step):
            break
        found[at] = True
    return found


def _p_of(band: WinBand, deals: int, won: int) -> float:
    """Twice the smaller tail of the beta-binomial prediction of a band, at most 1."""
    if deals == 0:
        return 1.0
    a = band.chance * band.deals + PRIOR
    b = (1 - band.chance) * band.deals + PRIOR
    mass = _mass(won, deals, a, b)
    # Counted from the other end, the upper tail is a lower one.
    return min(1.0, 2 * _up_to(won, mass, deals, a, b), 2 * _up_to(deals - won, mass, deals, b, a))


def _up_to(won: int, mass: float, deals: int, a: float, b: float) -> float:
    """The probability of `won` or fewer, which has that `mass`: the next lower one's is a multiple
    of it."""
    found = mass
    while won and mass > NEGLIGIBLE * found:
        mass *= won * (deals - won + b) / ((deals - won + 1) * (won - 1 + a))
        won -= 1
        found += mass
    return found


def _mass(won: int, deals: int, a: float, b: float) -> float:
    """Beta-binomial probability of `won` among `deals`."""
    ways = lgamma(deals + 1) - lgamma(won + 1) - lgamma(deals - won + 1)
    return exp(ways + _log_beta(won + a, deals - won + b) - _log_beta(a, b))


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def _p_overall(counts: Counts) -> float:
    """Of all wins, by the normal law with a correction for whole numbers.

    The spread is that of the leads and that of the chances, which were found in finitely many.
    """
    spread = difference = 0.0
    for band, (deals, wins) in counts.items():
        p = (band.chance * band.deals + PRIOR) / (band.deals + 2 * PRIOR)
        spread += deals * p * (1 - p) * (1 + deals / band.deals)
        difference += wins - band.chance * deals
    if spread == 0:
        return 1.0
    errors = max(0.0, abs(difference) - PRIOR) / sqrt(spread)
    return 2 * (1 - NormalDist().cdf(errors))


def _stability(counts: Counts) -> float:
    """PSI: Σ (now - then) · ln(now / then) over the shares of the bands; half a lead is added to
    every count, so that an empty band stays finite."""
    now = [deals + PRIOR for deals, _ in counts.values()]
    then = [band.deals + PRIOR for band in counts]
    pairs = [(x / sum(now), y / sum(then)) for x, y in zip(now, then, strict=True)]
    return sum((x - y) * log(x / y) for x, y in pairs)


def _by_chance(counts: Counts) -> float:
    """The PSI that chance alone exceeds with probability `LEVEL`: χ² with bands - 1 degrees times
    (1/n + 1/m) (Yurdakul 2018); the quantile by Wilson and Hilferty (1931)."""
    freedom = max(1, len(counts) - 1)
    now = max(1, sum(deals for deals, _ in counts.values()))
    then = sum(band.deals for band in counts)
    part = 2 / (9 * freedom)
    quantile = freedom * (1 - part + NormalDist().inv_cdf(1 - LEVEL) * sqrt(part)) ** 3
    return quantile * (1 / now + 1 / then)
