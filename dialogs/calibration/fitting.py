"""The card itself: chosen questions → shrunken weights → whole points → honest probabilities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn.model_selection import StratifiedKFold

from dialogs.calibration.bins import Binned, cut, sort_into
from dialogs.calibration.card import Answer, Card, Question
from dialogs.calibration.history import Bools, Floats, History, Ints
from dialogs.calibration.logistic import chances, regress
from dialogs.calibration.selection import choose
from dialogs.calibration.weights import counts, shrunken_weights

SCALE = 100
"""What all best answers together are worth, but for rounding."""
FOLDS = 5
WEAK = 0.01
"""How little Platt's slope is held back: only where a card parts won from lost without a slip."""
SEED = 20240601


@dataclass(frozen=True, slots=True)
class Fitted:
    """A card, and for every deal of the history the log-odds by a card that never saw it."""

    card: Card
    unseen: Floats

    @property
    def chances(self) -> Floats:
        """The probabilities of winning, out of fold, calibrated as the card is."""
        return chances(self.unseen)

    @property
    def scores(self) -> Floats:
        """The same on the card's own scale of points; parts of a point occur."""
        scores: Floats = (self.unseen - self.card.intercept) / self.card.slope
        return scores


@dataclass(frozen=True, slots=True)
class _Draft:
    """Points before their calibration: log-odds are `zero + step · score`."""

    questions: tuple[Question, ...]
    zero: float
    step: float

    def log_odds(self, history: History) -> Floats:
        found: Floats = self.zero + self.step * _scored(self.questions, history)
        return found


def fit(history: History, questions: int, *, seed: int = SEED) -> Fitted:
    """The best card of at most so many questions. Both endings must be there, ten times each."""
    draft = _draft(history, questions, seed)
    unseen = np.zeros(len(history), np.float64)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    for train, test in folds.split(unseen, history.won):
        unseen[test] = _draft(history.at(train), questions, seed).log_odds(history.at(test))
    intercept, slope = platt(unseen, history.won)
    card = Card(
        questions=draft.questions,
        intercept=intercept + slope * draft.zero,
        slope=slope * draft.step,
        deals=len(history),
        won=int(history.won.sum()),
        blanks=history.blanks,
    )
    return Fitted(card, intercept + slope * unseen)


def scored(card: Card, history: History) -> Floats:
    """The card's points for deals of the same columns."""
    return _scored(card.questions, history)


def applied(card: Card, history: History) -> Floats:
    """The card's probabilities for deals of the same columns."""
    return chances(card.intercept + card.slope * scored(card, history))


def platt(log_odds: Floats, won: Bools) -> tuple[float, float]:
    """Intercept and slope that make log-odds honest (Platt 1999); the slope stays positive."""
    intercept, factors = regress(log_odds.reshape(-1, 1), won, WEAK)
    return intercept, max(float(factors[0]), 1e-6)


def _scored(questions: tuple[Question, ...], history: History) -> Floats:
    score = np.zeros(len(history), np.float64)
    columns = history.only([question.column for question in questions]).columns
    for question, column in zip(questions, columns, strict=True):
        points = np.array([answer.points for answer in question.answers], np.float64)
        bins = tuple(answer.bin for answer in question.answers)
        score += points[sort_into(column, bins).codes]
    return score


def _draft(history: History, questions: int, seed: int) -> _Draft:
    names = choose(history, questions, seed)
    won = history.won
    chosen = history.only(names).columns
    binned = [sort_into(column, cut(column, won)) for column in chosen]
    tables = [counts(one.codes, won, len(one.bins)) for one in binned]
    weights = [shrunken_weights(*table) for table in tables]
    strength, zero = _strengths(binned, weights, won)
    worths = [factor * weight for factor, weight in zip(strength, weights, strict=True)]
    reach = sum(float(np.ptp(worth)) for worth in worths)
    step = reach / SCALE if reach > 0 else 1.0
    points = tuple(np.rint((worth - worth.min()) / step).astype(np.int64) for worth in worths)
    asked = map(_question, binned, points, tables)
    return _Draft(
        questions=tuple(question for question in asked if question.most > 0),
        zero=zero + sum(float(worth.min()) for worth in worths),
        step=step,
    )


def _strengths(binned: list[Binned], weights: list[Floats], won: Bools) -> tuple[Floats, float]:
    """How much of its weight each question keeps beside the others, and the intercept.

    A question that would count backwards beside the others counts nothing.
    """
    table = np.column_stack(
        [weight[one.codes] for one, weight in zip(binned, weights, strict=True)]
    )
    kept = np.arange(table.shape[1])
    while True:
        intercept, factors = regress(table[:, kept], won)
        forward = factors > 0
        if forward.all() or len(kept) == 1:
            strength = np.zeros(table.shape[1])
            strength[kept] = np.maximum(factors, 0)
            return strength, intercept
        kept = kept[forward] if forward.any() else kept[:1]


def _question(binned: Binned, points: Ints, table: tuple[Floats, Floats]) -> Question:
    won, lost = table
    return Question(
        binned.name,
        tuple(
            Answer(one, int(points[at]), int(won[at]), int(won[at] + lost[at]))
            for at, one in enumerate(binned.bins)
        ),
    )
