"""Odoo's predictive lead scoring, for comparison: naive Bayes on frequencies, 0.1 added to each.

As in `crm.lead._pls_get_naive_bayes_probabilities` of Odoo: P(value | won) is the value's frequency
over the field's, 0.1 is added to the deals won and lost too, a value that was never seen is passed
over, and nothing said counts nothing. Numbers are cut into tenths first: Odoo scores words only.
"""

from dataclasses import dataclass

import numpy as np

from dialogs.calibration.history import Floats, History, Ints, Numbers
from dialogs.calibration.logistic import chances
from dialogs.calibration.weights import counts

ADDED = 0.1


@dataclass(frozen=True, slots=True)
class Frequencies:
    """P(value | won) and P(value | lost) of one field, in the order of its values."""

    given_won: Floats
    given_lost: Floats


def frequencies(codes: Ints, won: np.ndarray, values: int) -> Frequencies:
    """The frequencies of a field; `codes` below 0 are not answered."""
    said = codes >= 0
    wins, losses = counts(codes[said], won[said], values)
    return Frequencies(*((n + ADDED) / (n.sum() + ADDED * values) for n in (wins, losses)))


def odoo(train: History, test: History) -> Floats:
    """Probability of winning for every deal of `test`."""
    won = float(train.won.sum())
    odds = np.full(len(test), np.log((won + ADDED) / (len(train) - won + ADDED)))
    for learned, judged in zip(train.columns, test.columns, strict=True):
        if isinstance(learned, Numbers):
            assert isinstance(judged, Numbers)
            edges = np.unique(np.nanquantile(learned.values, np.linspace(0, 1, 11)[1:-1]))
            values = len(edges) + 1
            codes, others = (_tenths(one.values, edges) for one in (learned, judged))
        else:
            assert not isinstance(judged, Numbers)
            values, codes, others = len(learned.levels), learned.codes, judged.codes
        seen = np.bincount(codes[codes >= 0], minlength=values) > 0
        place = np.cumsum(seen) - 1
        found = frequencies(np.where(codes >= 0, place[codes], -1), train.won, int(seen.sum()))
        known = (others >= 0) & seen[others]
        weight = np.log(found.given_won / found.given_lost)
        odds += np.where(known, weight[place[others]], 0.0)
    return chances(odds)


def _tenths(values: Floats, edges: Floats) -> Ints:
    codes = np.searchsorted(edges, values, side="right")
    return np.where(np.isnan(values), -1, codes)
