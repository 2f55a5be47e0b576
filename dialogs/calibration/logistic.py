"""Ridge logistic regression of a few columns, by Newton's method.

Choosing questions takes thousands of tiny fits. scikit-learn's own spends most of their time on
checks, and its Newton solver warns of columns that explain nothing; a test holds the two together.
"""

from __future__ import annotations

import numpy as np

from dialogs.calibration.history import Bools, Floats

STEPS = 50
CLOSE = 1e-9
TOUCH = 1e-12


def regress(table: Floats, won: Bools, penalty: float = 1.0) -> tuple[float, Floats]:
    """Intercept and coefficients that minimise log-loss summed + penalty/2 · Σ coefficient²."""
    full = np.column_stack([np.ones(len(table)), table])
    ridge = np.full(full.shape[1], penalty)
    ridge[0] = 0.0
    found = np.zeros(full.shape[1])
    found[0] = np.log(won.mean() / (1 - won.mean()))
    signs = np.where(won, 1.0, -1.0)
    loss = _loss(full, signs, ridge, found)
    for _ in range(STEPS):
        chance = chances(full @ found)
        slope = full.T @ (chance - won) + ridge * found
        bend = (full.T * (chance * (1 - chance))) @ full + np.diag(ridge + 1e-12)
        step = np.linalg.solve(bend, slope)
        nearer = _loss(full, signs, ridge, found - step)
        while nearer > loss + TOUCH * loss and np.abs(step).max() >= CLOSE:
            step = step / 2
            nearer = _loss(full, signs, ridge, found - step)
        found, loss = found - step, nearer
        if np.abs(step).max() < CLOSE:
            break
    return float(found[0]), found[1:]


def chances(log_odds: Floats) -> Floats:
    """Log-odds → probabilities, without overflow."""
    found: Floats = 0.5 * (1 + np.tanh(log_odds / 2))
    return found


def _loss(full: Floats, signs: Floats, ridge: Floats, found: Floats) -> float:
    return float(np.logaddexp(0, -signs * (full @ found)).sum() + (ridge * found**2).sum() / 2)
