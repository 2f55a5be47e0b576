"""From which score on: for a wanted precision, for what the team can take, and for grades.

Scores and endings of deals, the scores out of fold, so that the promise holds for deals to come.
Plain Python over numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil

FEWEST = 10
"""Deals above a threshold, at least, before its precision counts."""
A_SHARE, B_SHARE = 0.8, 0.95
"""Grade A holds the first 80 % of the wins, B the next 15 %, C the last 5 %, by falling score."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """Deals with at least `score` points: how many, and how many of them were won."""

    score: int
    deals: int
    won: int


def steps(scores: Sequence[float], won: Sequence[bool]) -> tuple[Threshold, ...]:
    """What every threshold would let through, the highest first; part of a point counts as none."""
    ranked = sorted(
        ((int(score // 1), ended) for score, ended in zip(scores, won, strict=True)), reverse=True
    )
    found: list[Threshold] = []
    deals = wins = 0
    for score, group in groupby(ranked, key=lambda pair: pair[0]):
        endings = [ended for _, ended in group]
        deals, wins = deals + len(endings), wins + sum(endings)
        found.append(Threshold(max(score, 0), deals, wins))
    return tuple(found)


def for_precision(through: Sequence[Threshold], wanted: float) -> Threshold | None:
    """The lowest threshold above which at least the share `wanted` is won; None if none is."""
    good = [one for one in through if one.deals >= FEWEST and one.won >= wanted * one.deals]
    return good[-1] if good else None


def for_capacity(through: Sequence[Threshold], deals: float) -> Threshold | None:
    """The lowest threshold that lets no more than `deals` through; None if the best are more."""
    taken = [one for one in through if one.deals <= deals]
    return taken[-1] if taken else None


def grades(through: Sequence[Threshold]) -> tuple[Threshold, Threshold]:
    """Where A begins and where B begins; what is below B is C. Something must have been won."""
    wins = through[-1].won
    first, second = (
        next(one for one in through if one.won >= ceil(share * wins))
        for share in (A_SHARE, B_SHARE)
    )
    return first, second
