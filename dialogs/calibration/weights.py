"""Weight of evidence and information value of answers.

Plain, as in I. J. Good, «Probability and the Weighing of Evidence» (1950): the logarithm of
P(answer | won) / P(answer | lost), half a deal added to every count. Shrunken: as if every answer
had been seen in some more deals that end like all deals do, so that a rare answer weighs little.
"""

from __future__ import annotations

import numpy as np

from dialogs.calibration.history import Bools, Floats, Ints

HALF = 0.5
IMAGINED = 30.0
"""Deals of the average ending that are imagined for every answer."""


def counts(codes: Ints, won: Bools, bins: int) -> tuple[Floats, Floats]:
    """Deals won and lost of each bin."""
    wins = np.bincount(codes[won], minlength=bins).astype(np.float64)
    losses = np.bincount(codes[~won], minlength=bins).astype(np.float64)
    return wins, losses


def weight_of_evidence(won: Floats, lost: Floats) -> Floats:
    """The plain weight of each answer of one question, in natural logarithms."""
    weights: Floats = np.log(_share(won) / _share(lost))
    return weights


def information_value(won: Floats, lost: Floats) -> float:
    """How much a question tells: the sum of its weights by the difference of the shares."""
    return float(np.sum((_share(won) - _share(lost)) * weight_of_evidence(won, lost)))


def shrunken_weights(won: Floats, lost: Floats) -> Floats:
    """The weight of each answer drawn towards 0; 0 for an answer that no deal has.

    Both endings must be there.
    """
    rate = won.sum() / (won.sum() + lost.sum())
    odds = (won + IMAGINED * rate) / (lost + IMAGINED * (1 - rate))
    weights: Floats = np.log(odds * (1 - rate) / rate)
    return weights


def _share(counted: Floats) -> Floats:
    shares: Floats = (counted + HALF) / (counted.sum() + HALF)
    return shares
