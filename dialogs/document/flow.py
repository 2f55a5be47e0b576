"""Which step can follow which, and where each way ends.

Like `dialogs.bounds`, steps are taken in order with one stand-in for every region of answers, and
only what a later condition looks at is remembered. Points are of no interest here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from dialogs.conditions import evaluate, slots_of
from dialogs.domains import TooWide, conditions_of, regions_of
from dialogs.offered import still_offered
from dialogs.rules import fired_gate
from dialogs.scenario import Scenario, Step
from dialogs.session import Blank, Value

MAX_STATES = 20_000

_State = tuple[str | None, tuple[tuple[str, Value], ...]]
"""The step shown last, and the answers that still matter."""


class Way(StrEnum):
    """What leads from a step to what follows."""

    STEP = "step"
    GATE = "gate"
    END = "end"


@dataclass(frozen=True, slots=True)
class Move:
    """From the step `source` to a step or an outcome; `gate` is the rule that ends it there."""

    source: str
    target: str
    way: Way
    gate: str | None = None


def moves(scenario: Scenario, ends: frozenset[str]) -> tuple[Move, ...]:
    """Every move that some answers make, in the order of the file.

    `ends` are the outcomes that are reached (`dialogs.bounds`); each of them that takes points
    follows every step that can be the last. Raises `TooWide` past the cap.
    """
    walk = _Walk(scenario)
    fronts: set[_State] = {(None, ())}
    for index, step in enumerate(scenario.steps):
        fronts = walk.take(fronts, index, step)
        if len(fronts) > MAX_STATES:
            raise TooWide(step.id)
    last = [step.id for step in scenario.steps if step.id in {source for source, _ in fronts}]
    open_ends = [one.id for one in scenario.outcomes if one.id in ends and not one.only_by_gate]
    found = [*walk.found, *(Move(step, end, Way.END) for step in last for end in open_ends)]
    return tuple(dict.fromkeys(found))


class _Walk:
    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.regions = regions_of(scenario.slots, conditions_of(scenario))
        self.found: list[Move] = []
        self._later = [self._named_after(index) for index in range(len(scenario.steps))]

    def take(self, fronts: set[_State], index: int, step: Step) -> set[_State]:
        after: set[_State] = set()
        for source, state in fronts:
            values = dict(state)
            if step.when is not None and evaluate(step.when, values) is not True:
                after.add((source, self._kept(values, index)))
                continue
            if source is not None:
                self.found.append(Move(source, step.id, Way.STEP))
            for answer in self._answers(step, values):
                now = values if step.slot is None else {**values, step.slot: answer}
                gate = fired_gate(self.scenario, now)
                if gate is None:
                    after.add((step.id, self._kept(now, index)))
                else:
                    self.found.append(Move(step.id, gate.outcome, Way.GATE, gate.id))
        return after

    def _answers(self, step: Step, values: Mapping[str, Value]) -> tuple[Value, ...]:
        if step.slot is None:
            return (True,)
        slot = self.scenario.slots[step.slot]
        blank = (Blank.DONT_KNOW,) if step.unsure or step.optional else ()
        answers = self.regions.get(slot.id, (True,))
        return (*(one for one in answers if still_offered(slot, one, values)), *blank)

    def _kept(self, values: Mapping[str, Value], index: int) -> tuple[tuple[str, Value], ...]:
        later = self._later[index]
        return tuple(sorted((name, value) for name, value in values.items() if name in later))

    def _named_after(self, index: int) -> frozenset[str]:
        """Slots that a step after that one looks at, or a gate while steps are left."""
        later = self.scenario.steps[index + 1 :]
        conditions = [step.when for step in later if step.when is not None]
        conditions += [gate.when for gate in self.scenario.gates if later]
        return frozenset[str]().union(*map(slots_of, conditions))
