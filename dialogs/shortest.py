"""The shortest quiz: whether any answer still to come can change how the scenario ends.

Exact or not at all. Every region of every remaining answer is tried; as soon as two endings are
found, or more states than are worth trying, the question is asked. Nothing is estimated, so nobody
gets another verdict for having been asked less. Whatever signals and grade there may be is tried
as well: what is noticed beside the answers decides nothing about what is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from dialogs.conditions import evaluate, slots_of
from dialogs.course import ByIdentity, Course, Scores, State, conditions_at
from dialogs.domains import TooWide
from dialogs.rules import Ending, fired_gate, reached
from dialogs.scenario import Scenario, Step
from dialogs.signals.cases import cases
from dialogs.values import Value

MOST_STATES = 2_000
"""States tried for one decision; past that the question is asked. Whoever decides anew, in another
process or years later, has to give up at the same point: no memory of other decisions is used."""
_MOST_REMEMBERED = 20_000

Place = tuple[int, State, Scores]
"""Before the step with that index: what still matters of the answers, and the points counted."""


def may_be_left_out(scenario: Scenario, step: Step) -> bool:
    """Whether the step is one that is not asked once everything is decided."""
    return scenario.shortest and step.id in _ahead(ByIdentity(scenario)).spared


def left_out(scenario: Scenario) -> frozenset[str]:
    """The steps that are not asked once everything is decided; none unless `shortest`."""
    return _ahead(ByIdentity(scenario)).spared if scenario.shortest else frozenset()


def certain_ending(scenario: Scenario, index: int, values: Mapping[str, Value]) -> Ending | None:
    """The ending to which every way on leads from the step with that index, if there is but one.

    `values` are the answers before that step, by slot id.
    """
    return _ahead(ByIdentity(scenario)).certain(index, values)


def certain_from(scenario: Scenario, place: Place) -> Ending | None:
    """The same for a place on the scenario's course."""
    return _ahead(ByIdentity(scenario)).certain_from(place)


@lru_cache(maxsize=256)
def _ahead(key: ByIdentity) -> _Ahead:
    return _Ahead(key.scenario)


class _Ahead:
    """One scenario, and the decisions made on it so far."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self.spared = _spared(scenario)
        self._decided: dict[Place, Ending | None] = {}
        try:
            self._course: Course | None = Course(scenario)
        except TooWide:
            self._course = None

    def certain(self, index: int, values: Mapping[str, Value]) -> Ending | None:
        course = self._course
        if course is None:
            return None
        state, scores = course.state(index - 1, values), course.counted(index - 1, values)
        return self.certain_from((index, state, scores))

    def certain_from(self, place: Place) -> Ending | None:
        if self._course is None:
            return None
        if place not in self._decided:
            if len(self._decided) >= _MOST_REMEMBERED:
                self._decided.clear()
            self._decided[place] = self._search(self._course, place)
        return self._decided[place]

    def _search(self, course: Course, node: Place) -> Ending | None:
        found: Ending | None = None
        seen: set[Place] = set()
        ahead = [node]
        while ahead:
            here = ahead.pop()
            if here in seen:
                continue
            seen.add(here)
            if len(seen) > MOST_STATES:
                return None
            for reached_here in self._onward(course, here):
                if not isinstance(reached_here, Ending):
                    ahead.append(reached_here)
                elif found is None:
                    found = reached_here
                elif found != reached_here:
                    return None
        return found

    def _onward(self, course: Course, node: Place) -> Iterator[Place | Ending]:
        """One step further: an ending, or what is known behind that step, for every answer."""
        index, state, scores = node
        values = dict(state)
        if index == len(course.steps):
            fit, intent = scores
            known = {**values, "fit": fit, "intent": intent}
            for case in cases(self._scenario):
                yield Ending(reached(self._scenario, {**known, **case}).id, None)
            return
        step = course.steps[index]
        if step.when is not None and evaluate(step.when, values) is not True:
            yield self._behind(course, index, values, scores)
            return
        for answer in course.answers(step, values):
            if answer is not None and step.slot is not None:
                values[step.slot] = answer
            gate = fired_gate(self._scenario, values)
            if gate is not None:
                yield Ending(gate.outcome, gate.id)
            else:
                yield self._behind(course, index, values, scores)

    def _behind(
        self, course: Course, index: int, values: Mapping[str, Value], scores: Scores
    ) -> Place:
        fit, intent = scores
        for row, points in course.due(index):
            if evaluate(row.when, values) is True:
                fit, intent = fit + points[0], intent + points[1]
        return index + 1, course.state(index, values), (fit, intent)


def _spared(scenario: Scenario) -> frozenset[str]:
    """Steps that may be left out: not `always`, and not looked at by a condition of one that is.

    Never the question that comes first, whatever it decides: a conversation begins with one.
    """
    wanted: set[str] = set()
    spared: set[str] = set()
    for step in reversed(scenario.steps):
        if step.always or step.slot in wanted:
            wanted.update(*map(slots_of, conditions_at(scenario, step)))
        elif step.slot is not None:
            spared.add(step.id)
    first = next((step for step in scenario.steps if _comes_first(step)), None)
    return frozenset(spared if first is None else spared - {first.id})


def _comes_first(step: Step) -> bool:
    return step.slot is not None and (step.when is None or evaluate(step.when, {}) is True)
