"""Where answers lead: the gate that they fire, the outcome that they reach.

The rules themselves; when they are looked at is for `dialogs.path`, what a verdict says of them for
`dialogs.qualification`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from dialogs.conditions import evaluate
from dialogs.scenario import Gate, Outcome, Scenario
from dialogs.values import Value


class Ending(NamedTuple):
    """How a scenario ends, by id: the outcome, and the gate if one knocked out."""

    outcome: str
    gate: str | None


def fired_gate(scenario: Scenario, answers: Mapping[str, Value]) -> Gate | None:
    """The first gate, in the order of the file, that the answers (by slot id) make true."""
    for gate in scenario.gates:
        if evaluate(gate.when, answers) is True:
            return gate
    return None


def reached(scenario: Scenario, values: Mapping[str, Value]) -> Outcome:
    """The first outcome that is true of answers, `fit` and `intent`; gates are left out."""
    open_ones = [outcome for outcome in scenario.outcomes if not outcome.only_by_gate]
    for outcome in open_ones:
        if outcome.when is None or evaluate(outcome.when, values) is True:
            return outcome
    # A checked scenario ends in an `else`; an unchecked one ends in whatever it names last.
    return (open_ones or list(scenario.outcomes))[-1]
