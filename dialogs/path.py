"""The live path: which steps the answers so far lead through, and which one is next.

Steps are walked in the order of the file, and each `when` sees only the answers given before it on
the walk; the first gate that an answer makes true ends it. So an answer can never change what was
asked before it, and answers of steps that the walk does not reach (any more) count for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dialogs.conditions import evaluate
from dialogs.offered import still_offered
from dialogs.scenario import Gate, Scenario, Step
from dialogs.session import Answer, Value


@dataclass(frozen=True, slots=True)
class Path:
    """Answers on the live path in order, their values by slot id, the step to ask (None: end)."""

    answers: tuple[Answer, ...]
    values: Mapping[str, Value]
    step: Step | None
    index: int
    """Place of `step` in the scenario; the number of steps when there is none."""
    asked: int
    """How many of `answers` are answers to questions, not information that was read."""
    gate: Gate | None = None
    """The gate that ends the path, if one does."""


def walk(scenario: Scenario, by_step: Mapping[str, Value]) -> Path:
    """Follow the answers (keyed by step id) from the start to a gate, or to the first step without
    an answer.

    A step whose `when` is false or unknown is passed over; an answer whose option is not offered
    any more is none.
    """
    live: list[Answer] = []
    values: dict[str, Value] = {}
    asked = 0
    for index, step in enumerate(scenario.steps):
        if step.when is not None and evaluate(step.when, values) is not True:
            continue
        value = by_step.get(step.id)
        slot = None if step.slot is None else scenario.slots[step.slot]
        if value is None or (slot is not None and not still_offered(slot, value, values)):
            return Path(tuple(live), values, step, index, asked)
        live.append(Answer(step.id, value))
        if step.slot is not None:
            values[step.slot] = value
            asked += 1
        gate = fired_gate(scenario, values)
        if gate is not None:
            return Path(tuple(live), values, None, len(scenario.steps), asked, gate)
    return Path(tuple(live), values, None, len(scenario.steps), asked)


def fired_gate(scenario: Scenario, answers: Mapping[str, Value]) -> Gate | None:
    """The first gate, in the order of the file, that the answers (by slot id) make true."""
    for gate in scenario.gates:
        if evaluate(gate.when, answers) is True:
            return gate
    return None
