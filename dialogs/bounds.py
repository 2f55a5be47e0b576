"""Every path through a scenario, followed at once: what is reachable, and with which scores.

Steps are taken in order. What was answered is kept only as long as a later condition looks at it,
and states that differ in nothing that matters any more are merged; so the work grows with the
number of answers that matter at the same time, not with the number of paths. Whether the facts
found here are mistakes is for `dialogs.checks`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from dialogs.conditions import Truth, evaluate, slots_of
from dialogs.course import Course, Scores
from dialogs.domains import TooWide
from dialogs.rules import Ending
from dialogs.scenario import Gate, Outcome, Personal, Scenario, SlotType, Step
from dialogs.shortest import certain_from, left_out
from dialogs.signals.cases import cases, thresholds
from dialogs.signals.circumstances import DOUBT, GRADE
from dialogs.signals.weighing import heaviest
from dialogs.values import Blank, Value
from leads.stage import Stage

MAX_STATES = 20_000

State = tuple[Ending | None, tuple[tuple[str, Value], ...]]
"""The ending, where the shortest quiz has left out a question because of it; and the answers that
are still looked at."""
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
    reached, `totals` the scores that outcomes were decided by, `verdicts` all that a verdict can
    say, those of a gate and of a quiz cut short included. ("signals", id of an outcome) has its
    truths with the heaviest signals and no grade; `swayed` are outcomes that qualify without
    signals, each with what they turn it into.
    """

    truths: dict[tuple[str, str], set[Truth]] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    unasked: dict[str, set[str]] = field(default_factory=dict)
    without_consent: set[str] = field(default_factory=set)
    ends: set[str] = field(default_factory=set)
    totals: set[Scores] = field(default_factory=set)
    verdicts: set[Scores] = field(default_factory=set)
    swayed: set[tuple[str, str]] = field(default_factory=set)
    longest: int = 0

    def note(self, kind: str, name: str, truth: Truth) -> Truth:
        self.truths.setdefault((kind, name), set()).add(truth)
        return truth


def explore(
    scenario: Scenario, *, without: Iterable[str] = (), shortened: bool = False
) -> Explored:
    """Follow every path, the gates in `without` left out. Raises `TooWide` past the cap.

    Every question is asked, as the rules see it; with `shortened`, only those that a `shortest`
    scenario asks.
    """
    return _Walk(scenario, frozenset(without), shortened=shortened).run()


class _Walk:
    def __init__(self, scenario: Scenario, without: frozenset[str], *, shortened: bool) -> None:
        self.scenario = scenario
        self.left_out = left_out(scenario) if shortened else frozenset[str]()
        self.found = Explored()
        self.gates = [gate for gate in scenario.gates if gate.id not in without]
        self.course = Course(scenario)
        self.cases = cases(scenario)
        self.weighing = [
            (one.id, one.when) for one in scenario.outcomes if one.when and any(thresholds(one))
        ]
        self.consents = [
            slot.id for slot in scenario.slots.values() if slot.type is SlotType.CONSENT
        ]

    def run(self) -> Explored:
        front: Front = {(None, ()): {(0, 0): 0}}
        front = self.settle(front, -1)
        for index, step in enumerate(self.scenario.steps):
            front = self.settle(self.take(front, index, step), index)
        for (certain, state), scores in front.items():
            self.finish(certain, dict(state), scores)
        return self.found

    def take(self, front: Front, index: int, step: Step) -> Front:
        after: Front = {}
        for (certain, state), scores in front.items():
            values = dict(state)
            if not self.shows(step, index, values):
                _merge(after, (certain, state), scores)
                continue
            asked_with = self.leave_out(index, (certain, state), scores, after)
            if asked_with:
                self.found.shown.add(step.id)
            asked = {pair: count + (step.slot is not None) for pair, count in scores.items()}
            self.found.longest = max(self.found.longest, *(asked[pair] for pair in asked_with), 0)
            for answer in self.answers(step, values):
                now = (
                    values if answer is None or step.slot is None else {**values, step.slot: answer}
                )
                gate = None if certain is not None else self.knocked_out(now)
                if gate is None:
                    _merge(after, (certain, tuple(now.items())), asked)
                else:
                    self.knock_out(gate.outcome, index, now, asked)
            if len(after) > MAX_STATES:
                raise TooWide(step.id)
        return after

    def leave_out(
        self, index: int, state: State, scores: Mapping[Scores, int], after: Front
    ) -> Collection[Scores]:
        """The scores with which the step is asked; with the others it is left out, which goes to
        `after`, or ends where the certain ending is a gate's.

        A question that is left out may have its answer all the same, from before a correction: so
        that way is followed, too.
        """
        if self.scenario.steps[index].id not in self.left_out:
            return scores
        certain, items = state
        values = dict(items)
        still_open = []
        for pair, count in scores.items():
            place = (index, self.course.state(index - 1, values), pair)
            ending = certain or certain_from(self.scenario, place)
            if ending is None:
                still_open.append(pair)
            elif ending.gate is None:
                _merge(after, (ending, items), {pair: count})
            else:
                self.knock_out(ending.outcome, index, values, {pair: count})
        return still_open

    def shows(self, step: Step, index: int, values: Mapping[str, Value]) -> bool:
        slot = None if step.slot is None else self.scenario.slots[step.slot]
        if step.when is not None:
            truth = self.found.note("step", step.id, evaluate(step.when, values))
            if truth is None:
                mentioned = slots_of(step.when)
                missing = {name for name in mentioned if name not in values}
                if missing and not any(isinstance(values.get(name), Blank) for name in mentioned):
                    asked_at = self.course.asked_at
                    earlier = {name for name in missing if asked_at.get(name, index) < index}
                    self.found.unasked.setdefault(step.id, set()).update(earlier)
            if truth is not True:
                return False
        contact = slot is not None and slot.personal is Personal.CONTACT
        if contact and not any(values.get(consent) is True for consent in self.consents):
            self.found.without_consent.add(step.id)
        return True

    def knock_out(
        self, outcome: str, index: int, values: Mapping[str, Value], scores: Mapping[Scores, int]
    ) -> None:
        """An ending by a gate at that step: the rows that are still open count as they stand."""
        self.found.ends.add(outcome)
        fit = intent = 0
        for row, (more_fit, more_intent) in self.course.undue(index - 1):
            if evaluate(row.when, values) is True:
                fit, intent = fit + more_fit, intent + more_intent
        self.found.verdicts.update((one + fit, two + intent) for one, two in scores)

    def answers(self, step: Step, values: Mapping[str, Value]) -> tuple[Value | None, ...]:
        """As of the course; a consent matters to the contact questions behind it."""
        if step.slot in self.consents and step.slot not in self.course.domains:
            return (True, False)
        return self.course.answers(step, values)

    def knocked_out(self, values: Mapping[str, Value]) -> Gate | None:
        for gate in self.gates:
            if self.found.note("gate", gate.id, evaluate(gate.when, values)) is True:
                return gate
        return None

    def settle(self, front: Front, index: int) -> Front:
        """Count the rows that are decided now, and forget what nothing will look at."""
        due = self.course.due(index)
        needed = self.needed(index)
        after: Front = {}
        for (certain, state), scores in front.items():
            values = dict(state)
            fit = intent = 0
            for row, (more_fit, more_intent) in due:
                if self.found.note("row", row.id, evaluate(row.when, values)) is True:
                    fit, intent = fit + more_fit, intent + more_intent
            moved = {(one + fit, two + intent): count for (one, two), count in scores.items()}
            kept = tuple(item for item in state if item[0] in needed)
            _merge(after, (certain, kept), moved)
        if sum(map(len, after.values())) > MAX_STATES:
            raise TooWide(str(index))
        return after

    def needed(self, index: int) -> frozenset[str]:
        """Slots that are still looked at after the step with that index."""
        later = (step.slot for step in self.scenario.steps[index + 1 :])
        slots = (self.scenario.slots[slot] for slot in later if slot is not None)
        contacts = any(slot.personal is Personal.CONTACT for slot in slots)
        return self.course.needed(index).union(self.consents if contacts else ())

    def finish(
        self, certain: Ending | None, values: Mapping[str, Value], scores: Mapping[Scores, int]
    ) -> None:
        self.found.verdicts.update(scores)
        if certain is not None:
            self.found.ends.add(certain.outcome)
            return
        for fit, intent in scores:
            self.found.totals.add((fit, intent))
            known = {**values, "fit": fit, "intent": intent}
            unswayed: dict[object, Outcome | None] = {}
            for case in self.cases:
                end = self.ending({**known, **case})
                sober = unswayed.setdefault(case.get(GRADE), end)  # no signal comes first
                if sober and end and end is not sober and sober.stage is Stage.QUALIFIED:
                    self.found.swayed.add((sober.id, end.id))
            for name, condition in self.weighing:
                most = {**known, DOUBT: heaviest(self.scenario)}
                self.found.note("signals", name, evaluate(condition, most))

    def ending(self, known: Mapping[str, Value]) -> Outcome | None:
        for outcome in self.scenario.outcomes:
            if outcome.only_by_gate:
                continue
            if outcome.when is None or (
                self.found.note("outcome", outcome.id, evaluate(outcome.when, known)) is True
            ):
                self.found.ends.add(outcome.id)
                return outcome
        return None


def _merge(front: Front, state: State, scores: Mapping[Scores, int]) -> None:
    there = front.get(state)
    if there is None:
        front[state] = dict(scores)
        return
    for pair, count in scores.items():
        there[pair] = max(there.get(pair, 0), count)
