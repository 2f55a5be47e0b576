"""Everything that a history suggests, or why it suggests nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from dialogs.calibration.bins import cut, sort_into
from dialogs.calibration.card import Card
from dialogs.calibration.drift import Drift, Group, deciles, drift
from dialogs.calibration.fitting import SEED, Fitted, applied, fit, scored
from dialogs.calibration.history import Floats, History
from dialogs.calibration.measures import Quality, auc_error, base_log_loss, quality
from dialogs.calibration.table import bands
from dialogs.calibration.thresholds import Threshold, grades, steps
from dialogs.calibration.weights import counts, information_value
from leads.winning import WinBand

FEWEST_DEALS = 40
FEWEST_OF_AN_ENDING = 10
SIGNAL = 0.6
"""An AUC below this is no signal: of a won and a lost deal, hardly more than a coin tells which."""
TELLS_ALL = 0.95
"""A single column with such an AUC was hardly known before the sale."""
SURE = 1.96
LATE = 0.3
"""The last part of the history, on which a card made from the rest is tried."""


class Silence(StrEnum):
    """Why nothing is proposed."""

    FEW_DEALS = "few_deals"
    ONE_ENDING = "one_ending"
    NO_COLUMNS = "no_columns"
    NO_SIGNAL = "no_signal"


@dataclass(frozen=True, slots=True)
class Later:
    """A card from the first deals, tried on the last ones."""

    auc: float
    drift: Drift


@dataclass(frozen=True, slots=True)
class Evidence:
    """How well the card does on deals it never saw; `auc_low` and `auc_high` are at 95 %."""

    quality: Quality
    base_log_loss: float
    auc_low: float
    auc_high: float
    groups: tuple[Group, ...]
    later: Later | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A card with its thresholds, the chances by its score, and its evidence."""

    card: Card
    evidence: Evidence
    through: tuple[Threshold, ...]
    grades: tuple[Threshold, Threshold]
    bands: tuple[WinBand, ...]
    suspicious: tuple[str, ...] = ()
    """Columns that alone nearly tell the ending, as what is filled in after a sale does."""
    telling: tuple[tuple[str, float], ...] = ()
    """Every column with its information value, the most telling first."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No card: why, on how many deals; with the evidence where a card was tried."""

    why: Silence
    deals: int
    won: int
    evidence: Evidence | None = None


def propose(deals: History, questions: int, *, seed: int = SEED) -> Proposal | Nothing:
    """The card of at most so many questions with all that it promises, or why there is none."""
    if why := _too_little(deals):
        return Nothing(why, len(deals), int(deals.won.sum()))
    fitted = fit(deals, questions, seed=seed)
    evidence = _evidence(deals, fitted, questions, seed)
    if evidence.quality.auc < SIGNAL or evidence.auc_low <= 0.5:
        return Nothing(Silence.NO_SIGNAL, len(deals), int(deals.won.sum()), evidence)
    through = steps(list(map(float, fitted.scores)), list(map(bool, deals.won)))
    return Proposal(
        card=fitted.card,
        evidence=evidence,
        through=through,
        grades=grades(through),
        bands=_bands(fitted.card, deals),
        suspicious=_suspicious(fitted.card, deals),
        telling=_telling(deals),
    )


def _bands(card: Card, deals: History) -> tuple[WinBand, ...]:
    """By the card's own points, since leads to come get these; the chances are those of `platt`,
    which were fitted to deals that no card had seen."""
    points, promised = scored(card, deals), applied(card, deals)
    return bands(list(map(float, points)), list(map(float, promised)))


def _telling(deals: History) -> tuple[tuple[str, float], ...]:
    cuts = [sort_into(column, cut(column, deals.won)) for column in deals.columns]
    values = [
        (one.name, information_value(*counts(one.codes, deals.won, len(one.bins)))) for one in cuts
    ]
    return tuple(sorted(values, key=lambda pair: -pair[1]))


def _suspicious(card: Card, deals: History) -> tuple[str, ...]:
    alone = (replace(card, questions=(question,)) for question in card.questions)
    return tuple(
        one.questions[0].column
        for one in alone
        if quality(deals.won, applied(one, deals)).auc > TELLS_ALL
    )


def _too_little(deals: History) -> Silence | None:
    if len(deals) < FEWEST_DEALS:
        return Silence.FEW_DEALS
    if deals.rarer < FEWEST_OF_AN_ENDING:
        return Silence.ONE_ENDING
    return None if deals.columns else Silence.NO_COLUMNS


def _evidence(deals: History, fitted: Fitted, questions: int, seed: int) -> Evidence:
    found = quality(deals.won, fitted.chances)
    won = int(deals.won.sum())
    error = SURE * auc_error(found.auc, won, len(deals) - won)
    return Evidence(
        quality=found,
        base_log_loss=base_log_loss(deals.won),
        auc_low=max(0.0, found.auc - error),
        auc_high=min(1.0, found.auc + error),
        groups=_groups(fitted.chances, deals),
        later=_later(deals, questions, seed),
    )


def _groups(chances: Floats, deals: History) -> tuple[Group, ...]:
    return deciles(list(map(float, chances)), list(map(bool, deals.won)))


def _later(deals: History, questions: int, seed: int) -> Later | None:
    """None where the first or the last deals are too few to tell."""
    border = round((1 - LATE) * len(deals))
    early, late = deals.at(np.arange(border)), deals.at(np.arange(border, len(deals)))
    if _too_little(early) or late.rarer == 0:
        return None
    chances = applied(fit(early, questions, seed=seed).card, late)
    endings = list(map(bool, late.won))
    return Later(quality(late.won, chances).auc, drift(list(map(float, chances)), endings))
