"""Every path through a scenario, followed at once: what is reachable, and with which scores.

Steps are taken in order. What was answered is kept only as long as a later condition looks at it,
and states that differ in nothing that matters any more are merged; so the work grows with the
number of answers that matter at the same time, not with the number of paths. Whether the facts
found here are mistakes is for `dialogs.checks`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dialogs.conditions import Truth, evaluate, slots_of
from dialogs.domains import TooWide, conditions_of, regions_of
from dialogs.scenario import Gate, Personal, Scenario, ScoreRow, SlotType, Step
from dialogs.session import Blank, Value

MAX_STATES = 20_000

Scores = tuple[int, int]
State = tuple[tuple[str, Value], ...]
Front = dict[State, dict[Scores, int]]
"""States after a step, each with the scores it may have and the most questions asked on the way."""


@dataclass(slots=True)
class Explored:
    """What is true on some path.

    `truths` is keyed by ("step" | "gate" | "row" | "outcome", id). `shown` are steps that some
    path shows, `unasked` the slots whose answer a shown-or-not decision lacks on some path,
    `without_consent` the contact questions that some path asks before a consent was given.
    Rows that are true only where
    a gate ends the path count as never true: their points decide nothing. `ends` are the outcomes
    reached, `totals` the scores of paths that no gate ended.
    """

    truths: dict[tuple[str, str], set[Truth]] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    unasked: dict[str, set[str]] = field(default_factory=dict)
    without_consent: set[str] = field(default_factory=set)
    ends: set[str] = field(default_factory=set)
    totals: set[Scores] = field(default_factory=set)
    longest: int = 0

    def note(self, kind: str, name: str, truth: Truth) -> Truth:
        self.truths.setdefault((kind, name), set()).add(truth)
        return truth


def explore(scenario: Scenario, *, without: Iterable[str] = ()) -> Explored:
    """Follow every path, the gates in `without` left out. Raises `TooWide` past the cap."""
    return _Walk(scenario, frozenset(without)).run()


class _Walk:
    def __init__(self, scenario: Scenario, without: frozenset[str]) -> None:
        self.scenario = scenario
        self.found = Explored()
        self.gates = [gate for gate in scenario.gates if gate.id not in without]
        self.regions = regions_of(scenario.slots, conditions_of(scenario))
        self.asked_at = {
            step.slot: index for index, step in enumerate(scenario.steps) if step.slot is not None
        }
        self.consents = [
            slot.id for slot in scenario.slots.values() if slot.type is SlotType.CONSENT
        ]
        for consent in self.consents:
            self.regions.setdefault(consent, (True, False))
        self.rows = [(row, (row.add, 0)) for row in scenario.fit]
        self.rows += [(row, (0, row.add)) for row in scenario.intent]
        self.settles = {row.id: self._last(row) for row, _ in self.rows}

    def _last(self, row: ScoreRow) -> int:
        """The step after which the row can't change any more."""
        return max((self.asked_at.get(slot, -1) for slot in slots_of(row.when)), default=-1)

    def run(self) -> Explored:
        front: Front = {(): {(0, 0): 0}}
        front = self.settle(front, -1)
        for index, step in enumerate(self.scenario.steps):
            front = self.settle(self.take(front, index, step), index)
        for state, scores in front.items():
            self.finish(dict(state), scores)
        return self.found

    def take(self, front: Front, index: int, step: Step) -> Front:
        after: Front = {}
        for state, scores in front.items():
            values = dict(state)
            if not self.shows(step, index, values):
                _merge(after, state, scores)
                continue
            self.found.shown.add(step.id)
            asked = {pair: count + (step.slot is not None) for pair, count in scores.items()}
            self.found.longest = max(self.found.longest, *asked.values())
            for answer in self.answers(step):
                now = (
                    values if answer is None or step.slot is None else {**values, step.slot: answer}
                )
                gate = self.knocked_out(now)
                if gate is None:
                    _merge(after, _state(now), asked)
                else:
                    self.found.ends.add(gate.outcome)
            if len(after) > MAX_STATES:
                raise TooWide(step.id)
        return after

    def shows(self, step: Step, index: int, values: Mapping[str, Value]) -> bool:
        slot = None if step.slot is None else self.scenario.slots[step.slot]
        if step.when is not None:
            truth = self.found.note("step", step.id, evaluate(step.when, values))
            if truth is None:
                mentioned = slots_of(step.when)
                missing = {name for name in mentioned if name not in values}
                if missing and not any(isinstance(values.get(name), Blank) for name in mentioned):
                    earlier = {name for name in missing if self.asked_at.get(name, index) < index}
                    self.found.unasked.setdefault(step.id, set()).update(earlier)
            if truth is not True:
                return False
        contact = slot is not None and slot.personal is Personal.CONTACT
        if contact and not any(values.get(consent) is True for consent in self.consents):
            self.found.without_consent.add(step.id)
        return True

    def answers(self, step: Step) -> tuple[Value | None, ...]:
        """Stand-ins for every answer that matters; None for one that nothing looks at."""
        if step.slot is None or step.slot not in self.regions:
            return (None,)
        blank = (Blank.DONT_KNOW,) if step.unsure or step.optional else ()
        return (*self.regions[step.slot], *blank)

    def knocked_out(self, values: Mapping[str, Value]) -> Gate | None:
        for gate in self.gates:
            if self.found.note("gate", gate.id, evaluate(gate.when, values)) is True:
                return gate
        return None

    def settle(self, front: Front, index: int) -> Front:
        """Count the rows that are decided now, and forget what nothing will look at."""
        due = [(row, add) for row, add in self.rows if self.settles[row.id] == index]
        needed = self.needed(index)
        after: Front = {}
        for state, scores in front.items():
            values = dict(state)
            fit = intent = 0
            for row, (more_fit, more_intent) in due:
                if self.found.note("row", row.id, evaluate(row.when, values)) is True:
                    fit, intent = fit + more_fit, intent + more_intent
            moved = {(one + fit, two + intent): count for (one, two), count in scores.items()}
            _merge(after, tuple(item for item in state if item[0] in needed), moved)
        if sum(map(len, after.values())) > MAX_STATES:
            raise TooWide(str(index))
        return after

    def needed(self, index: int) -> frozenset[str]:
        """Slots that some condition still looks at after the step with that index."""
        later = self.scenario.steps[index + 1 :]
        names: set[str] = set()
        for step in later:
            if step.when is not None:
                names |= slots_of(step.when)
            slot = None if step.slot is None else self.scenario.slots[step.slot]
            if slot is not None and slot.personal is Personal.CONTACT:
                names.update(self.consents)
        for row, _ in self.rows:
            if self.settles[row.id] > index:
                names |= slots_of(row.when)
        for gate in self.gates if later else ():
            names |= slots_of(gate.when)
        for outcome in self.scenario.outcomes:
            if outcome.when is not None:
                names |= slots_of(outcome.when)
        return frozenset(names)

    def finish(self, values: Mapping[str, Value], scores: Mapping[Scores, int]) -> None:
        for fit, intent in scores:
            self.found.totals.add((fit, intent))
            known = {**values, "fit": fit, "intent": intent}
            for outcome in self.scenario.outcomes:
                if outcome.only_by_gate:
                    continue
                if outcome.when is None or (
                    self.found.note("outcome", outcome.id, evaluate(outcome.when, known)) is True
                ):
                    self.found.ends.add(outcome.id)
                    break


def _state(values: Mapping[str, Value]) -> State:
    return tuple(values.items())


def _merge(front: Front, state: State, scores: Mapping[Scores, int]) -> None:
    there = front.get(state)
    if there is None:
        front[state] = dict(scores)
        return
    for pair, count in scores.items():
        there[pair] = max(there.get(pair, 0), count)
