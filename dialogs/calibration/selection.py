"""Which questions are worth asking: added one by one while deals not looked at are told better."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn.model_selection import StratifiedKFold

from dialogs.calibration.bins import cut, sort_into
from dialogs.calibration.history import Bools, Floats, History, Ints
from dialogs.calibration.logistic import chances, regress
from dialogs.calibration.weights import counts, shrunken_weights

ENOUGH = 10_000
"""Deals that a choice is made on; more of them are sampled."""
FEW = 500
"""Deals under which the folds are too small to choose by: the most promising question is taken, and
shrinkage alone keeps it from promising too much."""
TRIED = 8
"""Candidates that are tried in earnest for every place otherwise, the most promising ones."""
SLACK = 1e-3
"""How much log-loss more questions may cost: folds differ by more when they are drawn anew."""
FOLDS = 5


@dataclass(slots=True)
class _Fold:
    """Weights of evidence by column, learned on the training part for both parts."""

    train: Floats
    test: Floats
    trained: Bools
    tested: Bools
    rest: Floats
    """What the questions chosen so far leave unexplained of the training part."""


def choose(history: History, most: int, seed: int) -> list[str]:
    """Names of at most `most` columns, the most telling first; at least one."""
    folds = _folds(_sample(history, seed), seed)
    return [
        history.columns[at].name
        for at in _chosen(folds, min(most, len(history.columns)), len(history))
    ]


def _chosen(folds: list[_Fold], most: int, deals: int) -> list[int]:
    chosen: list[int] = []
    reached: list[float] = []
    while len(chosen) < most:
        tried: dict[int, float] = {}
        for candidate in _promising(folds, chosen):
            loss = _loss(folds, [*chosen, candidate])
            if loss is not None:
                tried[candidate] = loss
            if len(tried) == (1 if deals < FEW else TRIED):
                break
        if not tried:
            break
        best = min(tried, key=lambda candidate: tried[candidate])
        chosen.append(best)
        reached.append(tried[best])
        for fold in folds:
            fold.rest = fold.trained - _chances(fold, chosen, fold.train)[0]
    if deals < FEW:
        return chosen
    good = [at for at, loss in enumerate(reached, 1) if loss <= min(reached) + SLACK]
    return chosen[: good[-1]]


def _sample(history: History, seed: int) -> History:
    if len(history) <= ENOUGH:
        return history
    drawn = np.random.default_rng(seed).choice(len(history), ENOUGH, replace=False)
    return history.at(np.sort(drawn))


def _folds(history: History, seed: int) -> list[_Fold]:
    splits = StratifiedKFold(FOLDS, shuffle=True, random_state=seed + 1)
    return [_fold(history, train, test) for train, test in splits.split(history.won, history.won)]


def _fold(history: History, train: Ints, test: Ints) -> _Fold:
    learned, judged = history.at(train), history.at(test)
    pairs: list[tuple[Floats, Floats]] = []
    for column, other in zip(learned.columns, judged.columns, strict=True):
        bins = cut(column, learned.won)
        binned = sort_into(column, bins)
        weights = shrunken_weights(*counts(binned.codes, learned.won, len(bins)))
        pairs.append((weights[binned.codes], weights[sort_into(other, bins).codes]))
    return _Fold(
        np.column_stack([pair[0] for pair in pairs]),
        np.column_stack([pair[1] for pair in pairs]),
        learned.won,
        judged.won,
        learned.won - learned.won.mean(),
    )


def _promising(folds: list[_Fold], chosen: list[int]) -> list[int]:
    """Columns by how much of the rest they explain (Rao's score test), the best first."""
    promise = np.zeros(folds[0].train.shape[1])
    for fold in folds:
        promise += (fold.rest @ fold.train) ** 2 / np.maximum((fold.train**2).sum(axis=0), 1e-12)
    promise[chosen] = -1
    return [int(at) for at in np.argsort(-promise, kind="stable") if promise[at] >= 0]


def _loss(folds: list[_Fold], columns: list[int]) -> float | None:
    """Log-loss on the parts not learned from; None if a column would count backwards."""
    total, strengths = 0.0, np.zeros(len(columns))
    for fold in folds:
        found, factors = _chances(fold, columns, fold.test)
        chance = np.clip(found, 1e-9, 1 - 1e-9)
        total -= float(np.mean(np.log(np.where(fold.tested, chance, 1 - chance))))
        strengths += factors
    return total / len(folds) if len(columns) == 1 or (strengths > 0).all() else None


def _chances(fold: _Fold, columns: list[int], table: Floats) -> tuple[Floats, Floats]:
    intercept, factors = regress(fold.train[:, columns], fold.trained)
    return chances(intercept + table[:, columns] @ factors), factors
