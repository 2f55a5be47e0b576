"""How likely a lead is won: the share of won among closed leads with similar points. Pure.

Never mixed with the grade: a large company that decides slowly keeps its grade.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from leads.verdict import Verdict

FEWEST_CLOSED = 30
"""Closed leads, at least, before anything is said."""
FEWEST_ALIKE = 5
"""Closed leads in a band, at least, before anything is said of it."""
STRENGTH = 10
"""A band is taken for won and lost as if that many more leads of it had ended as all do."""
PARTS = 3


@dataclass(frozen=True, slots=True)
class Ended:
    """A lead that sales have closed: its points, and whether it was won."""

    fit: int
    intent: int
    won: bool


@dataclass(frozen=True, slots=True)
class Chance:
    """The chance of winning in per cent, and how many closed leads `alike` it tell so; with
    `calibrated` they are those that the scenario's own table was made from."""

    percent: int
    alike: int
    calibrated: bool = False


@dataclass(frozen=True, slots=True)
class Bands:
    """Closed leads by thirds of fit and thirds of intent.

    The cuts are the points from which the second and the last third begin; `counts` has for each
    third of fit, and in it each third of intent, how many were closed and how many won.
    """

    fit_cuts: tuple[int, ...]
    intent_cuts: tuple[int, ...]
    counts: tuple[tuple[int, int], ...]

    @property
    def closed(self) -> int:
        """How many leads were closed in all."""
        return sum(closed for closed, _ in self.counts)

    @property
    def won(self) -> int:
        """How many of them were won."""
        return sum(won for _, won in self.counts)

    def chance(self, fit: int, intent: int) -> Chance | None:
        """The chance of a lead with these points; None while there is too little to tell.

        Shrunken to the share of all: (won + k·p) / (closed + k) with k = `STRENGTH`, the mean of a
        Beta posterior; p itself is (all won + 1) / (all closed + 2), Laplace's rule.
        """
        alike, won = self.counts[_cell(self.fit_cuts, self.intent_cuts, fit, intent)]
        if self.closed < FEWEST_CLOSED or alike < FEWEST_ALIKE:
            return None
        overall = (self.won + 1) / (self.closed + 2)
        share = (won + STRENGTH * overall) / (alike + STRENGTH)
        return Chance(round(100 * share), alike)

    def to_json(self) -> dict[str, object]:
        """As plain JSON values; `bands_from` gives an equal value back."""
        return {
            "fit_cuts": list(self.fit_cuts),
            "intent_cuts": list(self.intent_cuts),
            "counts": [list(pair) for pair in self.counts],
        }


def chance_of(verdict: Verdict, found: Bands) -> Chance | None:
    """What the verdict's version of the scenario says, once it was calibrated; else how leads with
    similar points ended, whatever version gave them. None where a gate decided, and no points."""
    if verdict.gate is not None:
        return None
    band = verdict.chance
    if band is None:
        return found.chance(verdict.fit, verdict.intent)
    return Chance(round(100 * band.chance), band.deals, calibrated=True)


def bands_from(raw: Mapping[str, Sequence[object]]) -> Bands:
    """The inverse of `Bands.to_json`."""
    return Bands(
        tuple(int(str(cut)) for cut in raw["fit_cuts"]),
        tuple(int(str(cut)) for cut in raw["intent_cuts"]),
        tuple((int(closed), int(won)) for closed, won in _pairs(raw["counts"])),
    )


def bands(ended: Sequence[Ended]) -> Bands:
    """The bands that closed leads fall into; thirds that points can't tell apart stay empty."""
    fit_cuts = _cuts([one.fit for one in ended])
    intent_cuts = _cuts([one.intent for one in ended])
    counts = [[0, 0] for _ in range(PARTS * PARTS)]
    for one in ended:
        cell = counts[_cell(fit_cuts, intent_cuts, one.fit, one.intent)]
        cell[0] += 1
        cell[1] += one.won
    return Bands(fit_cuts, intent_cuts, tuple((closed, won) for closed, won in counts))


def _cuts(points: Sequence[int]) -> tuple[int, ...]:
    """From which points on the second third begins, and the last; equal points stay together."""
    ranked = sorted(points) or [0]
    below = [ranked[max(part * len(ranked) // PARTS - 1, 0)] for part in range(1, PARTS)]
    return tuple(next((one for one in ranked if one > last), last + 1) for last in below)


def _cell(fit_cuts: Sequence[int], intent_cuts: Sequence[int], fit: int, intent: int) -> int:
    return PARTS * bisect_right(fit_cuts, fit) + bisect_right(intent_cuts, intent)


def _pairs(raw: Sequence[object]) -> list[tuple[int, int]]:
    return [(int(pair[0]), int(pair[1])) for pair in raw if isinstance(pair, list)]
