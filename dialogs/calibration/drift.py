"""Do promised chances come true? Expected wins against actual ones, in ten groups.

Plain Python over numbers: a report or a digest, months later, needs no extra for it. Intervals are
the reader's business (`reports.intervals`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

GROUPS = 10
SURE = 1.96
"""Standard errors beyond which a card is warned of; one honest card of twenty gets there too."""
FEWEST = 30


@dataclass(frozen=True, slots=True)
class Group:
    """Deals with similar chances: how many there are, how many were won, how many should be."""

    deals: int
    won: int
    expected: float


@dataclass(frozen=True, slots=True)
class Drift:
    """Expected against actual; `errors` is the difference in standard errors.

    Above 0 more were won than expected. Under `FEWEST` deals nothing is said: `too_few`.
    """

    groups: tuple[Group, ...]
    errors: float

    @property
    def deals(self) -> int:
        """How many deals were compared."""
        return sum(group.deals for group in self.groups)

    @property
    def won(self) -> int:
        """How many were won."""
        return sum(group.won for group in self.groups)

    @property
    def expected(self) -> float:
        """How many the card promised."""
        return sum(group.expected for group in self.groups)

    @property
    def too_few(self) -> bool:
        """Whether there are too few deals to say anything."""
        return self.deals < FEWEST

    @property
    def warns(self) -> bool:
        """Whether the card promises what doesn't come true any more."""
        return not self.too_few and abs(self.errors) > SURE


def drift(chances: Sequence[float], won: Sequence[bool]) -> Drift:
    """Compare what a card promised with what came. ValueError when the lengths differ.

    The difference is measured in its standard error if every deal were won with its own chance,
    sqrt(Σ p(1-p)): Spiegelhalter's and Cox's idea of calibration in the large.
    """
    groups = deciles(chances, won)
    spread = sqrt(sum(chance * (1 - chance) for chance in chances))
    actual, expected = sum(won), sum(chances)
    return Drift(groups, (actual - expected) / spread if spread > 0 else 0.0)


def deciles(chances: Sequence[float], won: Sequence[bool]) -> tuple[Group, ...]:
    """Ten groups of equal size by chance, the best first; equal chances are never torn apart."""
    if len(chances) != len(won):
        raise ValueError(f"{len(chances)} chances for {len(won)} deals")
    ranked = sorted(zip(chances, won, strict=True), key=lambda pair: -pair[0])
    groups: list[Group] = []
    begin = 0
    for tenth in range(1, GROUPS + 1):
        end = round(tenth * len(ranked) / GROUPS)
        while 0 < end < len(ranked) and ranked[end][0] == ranked[end - 1][0]:
            end += 1
        part = ranked[begin:end]
        if part:
            wins = sum(ended for _, ended in part)
            groups.append(Group(len(part), wins, sum(chance for chance, _ in part)))
            begin = end
    return tuple(groups)
