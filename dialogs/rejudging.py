"""Leads that were judged, judged by two versions of their scenario: whose outcome would change.

A verdict keeps the answers it rests on, so this needs nobody's help. Pure; which leads there are is
storage's knowledge.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dialogs.carried import fits
from dialogs.conditions import slots_of
from dialogs.domains import TooWide, conditions_of, regions_of
from dialogs.path import walk
from dialogs.qualification import replay_slots
from dialogs.scenario import Scenario, Step
from dialogs.schema.slot_types import names_of
from dialogs.signals.circumstances import Circumstances
from dialogs.values import Blank, Value, value_from_json
from leads.verdict import JsonValue

MOST_MISSING = 3
"""Past so many missing answers it is not tried whether they matter: they would have to be asked."""


@dataclass(frozen=True, slots=True)
class JudgedLead:
    """A lead's verdict as far as it matters here: outcome, version, answers by slot id, and what
    was known besides them."""

    id: int
    outcome: str
    digest: str
    inputs: Mapping[str, JsonValue]
    circumstances: Mapping[str, JsonValue] = field(default_factory=dict)


@dataclass(slots=True)
class Rejudged:
    """Leads by what a new version would make of them; ids in the order in which they came.

    `changed` is keyed by the outcomes before and after. `missing` are leads whose outcome depends
    on an answer that is not there, keyed by the question they lack; `unknown_before` those
    that the old version can't judge either, as they were judged by yet another one.
    """

    same: list[int] = field(default_factory=list)
    changed: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    missing: dict[str, list[int]] = field(default_factory=dict)
    unknown_before: list[int] = field(default_factory=list)

    @property
    def count_changed(self) -> int:
        """How many leads would get another outcome."""
        return sum(len(ids) for ids in self.changed.values())


def rejudge(old: Scenario, new: Scenario, leads: Iterable[JudgedLead]) -> Rejudged:
    """Judge every lead by both versions, with the answers it has given."""
    found = Rejudged()
    judge_old, judge_new = _Judge(old), _Judge(new)
    for lead in leads:
        answers = {slot: value_from_json(raw) for slot, raw in lead.inputs.items()}
        beside = Circumstances.from_json(lead.circumstances)
        same = lead.digest == old.digest
        before = lead.outcome if same else judge_old.outcome(answers, old, beside)
        after = judge_new.outcome(answers, old, beside)
        if before is None:
            found.unknown_before.append(lead.id)
        elif after is None:
            found.missing.setdefault(judge_new.needs(answers, old), []).append(lead.id)
        elif after == before:
            found.same.append(lead.id)
        else:
            found.changed.setdefault((before, after), []).append(lead.id)
    return found


class _Judge:
    """A version, ready to judge answers that another version has collected."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._names = names_of(scenario.slots)
        conditions = tuple(conditions_of(scenario))
        self._matters = frozenset(slot for one in conditions for slot in slots_of(one))
        try:
            self._regions = regions_of(scenario.slots, conditions)
        except TooWide:
            self._regions = {}

    def outcome(
        self, answers: Mapping[str, Value], collected_by: Scenario, beside: Circumstances
    ) -> str | None:
        """The outcome, None when it depends on an answer that is not there."""
        endings = self._endings(self._usable(answers, collected_by), frozenset(), beside)
        return endings.pop() if len(endings) == 1 else None

    def needs(self, answers: Mapping[str, Value], collected_by: Scenario) -> str:
        """The step at which the answers come to an end."""
        step = self._missing(self._usable(answers, collected_by))
        return step.id if step else ""

    def _endings(
        self, values: Mapping[str, Value], tried: frozenset[str], beside: Circumstances
    ) -> set[str]:
        """Where these answers may lead, whatever the missing ones are; two endings are enough.

        One stand-in for each region of a missing answer is all answers (`dialogs.domains`).
        """
        decision = replay_slots(self._scenario, values, beside=beside)
        if decision is not None:
            return {decision.outcome.id}
        step = self._missing(values)
        slot = step.slot if step else None
        if step is None or slot is None or slot in tried:
            return set()
        if slot not in self._regions or len(tried) == MOST_MISSING:
            return {"one", "another"}
        blank = (Blank.DONT_KNOW,) if step.unsure or step.optional else ()
        found: set[str] = set()
        for value in (*self._regions[slot], *blank):
            found |= self._endings({**values, slot: value}, tried | {slot}, beside)
            if len(found) > 1:
                break
        return found

    def _missing(self, values: Mapping[str, Value]) -> Step | None:
        by_step = {
            step.id: True if step.slot is None else values[step.slot]
            for step in self._scenario.steps
            if step.slot is None or step.slot in values
        }
        return walk(self._scenario, by_step).step

    def _usable(self, answers: Mapping[str, Value], collected_by: Scenario) -> dict[str, Value]:
        """The answers that this version could have been given.

        Where no rule looks at an answer (contact data, which verdicts don't keep, are of this
        kind) any will do.
        """
        usable: dict[str, Value] = {}
        for slot_id, slot in self._scenario.slots.items():
            given = answers.get(slot_id)
            if given is not None and fits(
                given, slot, self._names[slot_id], collected_by.slots.get(slot_id)
            ):
                usable[slot_id] = given
            elif slot_id not in self._matters:
                usable[slot_id] = Blank.SKIPPED
        return usable
