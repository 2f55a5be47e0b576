"""Which values of a column count as one answer, found on the deals at hand.

Numbers: up to `FINE` quantiles, neighbours merged while the deals can't tell them apart (ChiMerge,
Kerber 1992, with the likelihood ratio). Words: rare ones go to `Rest`. Nothing said is an answer of
its own. No column loses a value: every one falls into exactly one bin.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dialogs.calibration.card import Between, Bin, Blank, Levels, Rest
from dialogs.calibration.history import Bools, Column, Floats, Ints, Numbers, Words
from dialogs.calibration.weights import counts

FINE = 32
MOST = 8
"""Bins of a column at most, those for the rest and for nothing said not counted."""
LEAST_SHARE, LEAST = 0.01, 5
"""Deals of a bin at least: this share of them, and this number."""
TOLD_APART = 6.63
"""Likelihood ratio of two neighbours at which they stay two: 1 % of chance, one degree."""


@dataclass(frozen=True, slots=True)
class Binned:
    """A column cut into bins; `codes` has the bin's position for every deal."""

    name: str
    bins: tuple[Bin, ...]
    codes: Ints


def cut(column: Column, won: Bools) -> tuple[Bin, ...]:
    """The bins that the deals suggest."""
    least = max(LEAST, int(LEAST_SHARE * len(won)))
    match column:
        case Numbers(values=values):
            return (*_ranges(values, won, least), Blank())
        case Words(levels=levels, codes=codes):
            deals = np.bincount(codes[codes >= 0], minlength=len(levels))
            frequent = [int(at) for at in np.argsort(-deals, kind="stable") if deals[at] >= least]
            return (*(Levels((levels[at],)) for at in frequent[:MOST]), Rest(), Blank())


def sort_into(column: Column, bins: tuple[Bin, ...]) -> Binned:
    """Every deal's bin; the bins may come from other deals of the same column."""
    if isinstance(column, Numbers):
        edges = [one.low for one in bins if isinstance(one, Between) and one.low is not None]
        codes = np.searchsorted(np.array(edges, np.float64), column.values, side="right")
        codes[np.isnan(column.values)] = len(bins) - 1
    else:
        place = {
            word: at for at, one in enumerate(bins) if isinstance(one, Levels) for word in one.words
        }
        # One more at the end: -1, nothing said, finds the last of the bins.
        places = [*(place.get(word, len(bins) - 2) for word in column.levels), len(bins) - 1]
        codes = np.array(places, np.int64)[column.codes]
    return Binned(column.name, bins, codes.astype(np.int64))


def _ranges(values: Floats, won: Bools, least: int) -> list[Between]:
    said = ~np.isnan(values)
    known, ended = values[said], won[said]
    if not len(known):
        return [Between(None, None)]
    quantiles = np.quantile(known, np.linspace(0, 1, FINE + 1)[1:-1])
    edges = np.unique([_short(edge) for edge in quantiles])
    edges = edges[(edges > known.min()) & (edges <= known.max())]
    codes = np.searchsorted(edges, known, side="right")
    wins, lost = counts(codes, ended, len(edges) + 1)
    kept = _merged(wins, wins + lost, list(map(float, edges)), least)
    return [Between(low, high) for low, high in zip([None, *kept], [*kept, None], strict=True)]


def _short(edge: float) -> float:
    """An edge that people can read: three digits that count."""
    return float(f"{edge:.3g}")


def _merged(wins: Floats, deals: Floats, edges: list[float], least: int) -> list[float]:
    """The edges that stay when the neighbours that differ least become one, again and again."""
    while edges:
        apart = 2 * (
            _likelihood(wins[:-1], deals[:-1])
            + _likelihood(wins[1:], deals[1:])
            - _likelihood(wins[:-1] + wins[1:], deals[:-1] + deals[1:])
        )
        small = np.minimum(deals[:-1], deals[1:]) < least
        if small.any():
            at = int(np.argmin(np.where(small, apart, np.inf)))
        elif len(edges) >= MOST or apart.min() < TOLD_APART:
            at = int(np.argmin(apart))
        else:
            break
        del edges[at]
        wins, deals = _joined(wins, at), _joined(deals, at)
    return edges


def _joined(counts: Floats, at: int) -> Floats:
    joined = np.delete(counts, at + 1)
    joined[at] += counts[at + 1]
    return joined


def _likelihood(wins: Floats, deals: Floats) -> Floats:
    """Logarithm of the likelihood of wins among deals at the rate they show; 0·log 0 is 0."""
    lost = deals - wins
    rate = wins / np.maximum(deals, 1)
    found: Floats = wins * np.log(np.where(wins > 0, rate, 1)) + lost * np.log(
        np.where(lost > 0, 1 - rate, 1)
    )
    return found
