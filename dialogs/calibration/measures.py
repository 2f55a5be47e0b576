"""How good probabilities are: order (AUC), honesty (log-loss, Brier), and the best fifth.

Measured by scikit-learn; what it has no word for is here.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score

from dialogs.calibration.history import Bools, Floats

TOP = 0.2


@dataclass(frozen=True, slots=True)
class Quality:
    """Every figure between 0 and 1, but log-loss, which has no upper end."""

    auc: float
    log_loss: float
    brier: float
    top: float


def quality(won: Bools, chance: Floats) -> Quality:
    """The figures of these probabilities. Both endings must be there."""
    return Quality(
        auc=float(roc_auc_score(won, chance)),
        log_loss=float(log_loss(won, chance, labels=[False, True])),
        brier=float(brier_score_loss(won, chance)),
        top=top_precision(won, chance),
    )


def top_precision(won: Bools, chance: Floats, share: float = TOP) -> float:
    """The share won among the best `share` of the deals.

    Deals with equal chances at the border count in part, so that their order doesn't matter.
    """
    wanted = max(1, round(share * len(won)))
    border = np.sort(chance)[-wanted]
    above, at = chance > border, chance == border
    inside = wanted - int(above.sum())
    return float((won[above].sum() + inside * won[at].mean()) / wanted)


def base_log_loss(won: Bools) -> float:
    """The log-loss of telling everybody the average: what a model must beat."""
    rate = float(won.mean())
    return float(-(rate * np.log(rate) + (1 - rate) * np.log(1 - rate)))


def auc_error(auc: float, won: int, lost: int) -> float:
    """Standard error of an AUC (Hanley and McNeil, Radiology 143 (1982), 29-36)."""
    q1, q2 = auc / (2 - auc), 2 * auc * auc / (1 + auc)
    spread = auc * (1 - auc) + (won - 1) * (q1 - auc * auc) + (lost - 1) * (q2 - auc * auc)
    return sqrt(max(spread, 0.0) / (won * lost))
