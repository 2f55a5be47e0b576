"""Confidence intervals for shares and for differences between two shares.

Wilson's score interval: E. B. Wilson, «Probable inference, the law of succession, and statistical
inference», JASA 22 (1927), 209-212. The difference: R. G. Newcombe, «Interval estimation for the
difference between independent proportions», Statistics in Medicine 17 (1998), 873-890, method 10
(Wilson's intervals combined, no continuity correction). The difference between two shares of the
same people: D. G. Bonett, R. M. Price, «Adjusted Wald confidence interval for a difference of
binomial proportions based on paired data», Journal of Educational and Behavioral Statistics 37
(2012), 479-488. All keep their level with few people and with shares near 0 and 1, where the
textbook's p ± z·√(p(1-p)/n) does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import sqrt

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole` people, with `low` and `high`; everything between 0 and 1.

    Of nobody nothing is known: the share is then 0 and the interval everything.
    """

    part: int
    whole: int
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Difference:
    """The second share minus the first, with `low` and `high`; between -1 and 1."""

    value: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out «no difference»."""
        return self.low > 0 or self.high < 0


def share(part: int, whole: int, *, confidence: float = CONFIDENCE) -> Share:
    """A share with Wilson's interval. ValueError unless 0 ≤ part ≤ whole."""
    if not 0 <= part <= whole:
        raise ValueError(f"{part} of {whole} is no share")
    if whole == 0:
        return Share(0, 0, 0.0, 0.0, 1.0)
    z = _deviations(confidence)
    p = part / whole
    centre = p + z * z / (2 * whole)
    spread = z * sqrt(p * (1 - p) / whole + z * z / (4 * whole * whole))
    divisor = 1 + z * z / whole
    # At the ends the bound is exact; arithmetic may miss it by the last digit.
    low = 0.0 if part == 0 else (centre - spread) / divisor
    high = 1.0 if part == whole else (centre + spread) / divisor
    return Share(part, whole, p, low, high)


def difference(first: Share, second: Share) -> Difference:
    """`second` minus `first` with Newcombe's interval, at the confidence of the two."""
    value = second.value - first.value
    down = sqrt((second.value - second.low) ** 2 + (first.high - first.value) ** 2)
    up = sqrt((second.high - second.value) ** 2 + (first.value - first.low) ** 2)
    return Difference(value, max(-1.0, value - down), min(1.0, value + up))


def balance_of(more: int, less: int, whole: int, *, confidence: float = CONFIDENCE) -> Difference:
    """Of `whole` people the share that is `more` minus the share that is `less`, with the adjusted
    interval of Bonett and Price: one person is added to each side. ValueError unless both fit into
    the whole; of nobody nothing is known.
    """
    if min(more, less) < 0 or more + less > whole:
        raise ValueError(f"{more} and {less} are no parts of {whole}")
    if whole == 0:
        return Difference(0.0, -1.0, 1.0)
    z = _deviations(confidence)
    up, down = (more + 1) / (whole + 2), (less + 1) / (whole + 2)
    spread = z * sqrt((up + down - (up - down) ** 2) / (whole + 2))
    low, high = max(-1.0, up - down - spread), min(1.0, up - down + spread)
    return Difference((more - less) / whole, low, high)


@cache
def _deviations(confidence: float) -> float:
    """So many standard deviations to either side hold that share of a normal distribution."""
    # Half a megabyte, which cards with their shares would bring into every start.
    from statistics import NormalDist  # noqa: PLC0415

    return NormalDist().inv_cdf((1 + confidence) / 2)
