"""Every case of what outcomes look at besides answers and points: weight of signals, grade.

Whatever the signals of a conversation weigh, one of the cases stands for it; so what holds in all
of them holds for everybody. Nothing here knows which signals can come together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import product

from dialogs.conditions import Compare, leaves, slots_of
from dialogs.course import ByIdentity
from dialogs.rules import reached
from dialogs.scenario import Outcome, Scenario
from dialogs.signals.circumstances import DOUBT, GRADE
from dialogs.signals.weighing import heaviest
from dialogs.values import Value
from leads.company import Grade

Case = Mapping[str, Value]


def cases(scenario: Scenario) -> tuple[Case, ...]:
    """The cases, that of no signal and no grade first; it alone where outcomes look at neither."""
    return _cases(ByIdentity(scenario))


@lru_cache(maxsize=256)
def _cases(key: ByIdentity) -> tuple[Case, ...]:
    named = frozenset[str]().union(*map(names_of, key.scenario.outcomes))
    weights = _weights(key.scenario) if DOUBT in named else ()
    grades = tuple(Grade) if GRADE in named else ()
    return tuple(
        {
            **({} if weight is None else {DOUBT: weight}),
            **({} if grade is None else {GRADE: grade.value}),
        }
        for grade, weight in product((None, *grades), weights or (None,))
    )


def names_of(outcome: Outcome) -> frozenset[str]:
    """The names that the outcome's condition looks at."""
    return frozenset() if outcome.when is None else slots_of(outcome.when)


def thresholds(outcome: Outcome) -> Iterator[Compare]:
    """Where the outcome's condition compares the weight of signals."""
    for leaf in () if outcome.when is None else leaves(outcome.when.tree):
        if isinstance(leaf, Compare) and leaf.slot == DOUBT:
            yield leaf


def _weights(scenario: Scenario) -> tuple[int, ...]:
    most = heaviest(scenario)
    constants = [int(leaf.constant) for one in scenario.outcomes for leaf in thresholds(one)]
    near = {constant + shift for constant in constants for shift in (-1, 0, 1)}
    return tuple(sorted({0, most, *(weight for weight in near if 0 <= weight <= most)}))


def hangs_on_them(scenario: Scenario, values: Mapping[str, Value]) -> bool:
    """Whether signals or grade can change the outcome of answers and points (`fit`, `intent`)."""
    ends = {reached(scenario, {**values, **case}).id for case in cases(scenario)}
    return len(ends) > 1
