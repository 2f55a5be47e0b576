"""Leads that were judged, judged by two versions of their scenario: whose outcome would change.

A verdict keeps the answers it rests on, so this needs nobody's help. Pure; which leads there are is
storage's knowledge.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from dialogs.conditions import Condition, Kind, slots_of
from dialogs.path import walk
from dialogs.qualification import replay_slots
from dialogs.scenario import Scenario, Slot
from dialogs.schema.slot_types import names_of
from dialogs.values import Blank, Day, Other, Range, Value, value_from_json
from leads.verdict import JsonValue


@dataclass(frozen=True, slots=True)
class JudgedLead:
    """A lead's verdict as far as it matters here: outcome, version, answers by slot id."""

    id: int
    outcome: str
    digest: str
    inputs: Mapping[str, JsonValue]


@dataclass(slots=True)
class Rejudged:
    """Leads by what a new version would make of them; ids in the order in which they came.

    `changed` is keyed by the outcomes before and after. `missing` are leads that can't be judged
    by the new version, keyed by the question whose answer it would need; `unknown_before` those
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
        before = lead.outcome if lead.digest == old.digest else judge_old.outcome(answers, old)
        after = judge_new.outcome(answers, old)
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
        conditions: list[Condition | None] = [
            *(step.when for step in scenario.steps),
            *(gate.when for gate in scenario.gates),
            *(row.when for row in (*scenario.fit, *scenario.intent)),
            *(outcome.when for outcome in scenario.outcomes),
        ]
        self._matters = frozenset(
            slot
            for condition in conditions
            if condition is not None
            for slot in slots_of(condition)
        )

    def outcome(self, answers: Mapping[str, Value], collected_by: Scenario) -> str | None:
        """The outcome, None when an answer that matters is not there."""
        decision = replay_slots(self._scenario, self._usable(answers, collected_by))
        return decision.outcome.id if decision else None

    def needs(self, answers: Mapping[str, Value], collected_by: Scenario) -> str:
        """The step at which the answers come to an end."""
        usable = self._usable(answers, collected_by)
        by_step = {
            step.id: True if step.slot is None else usable[step.slot]
            for step in self._scenario.steps
            if step.slot is None or step.slot in usable
        }
        step = walk(self._scenario, by_step).step
        return step.id if step else ""

    def _usable(self, answers: Mapping[str, Value], collected_by: Scenario) -> dict[str, Value]:
        """The answers that this version could have been given.

        Where no rule looks at an answer (contact data, which verdicts don't keep, are of this
        kind) any will do.
        """
        usable: dict[str, Value] = {}
        for slot_id, slot in self._scenario.slots.items():
            given = answers.get(slot_id)
            if given is not None and self._fits(given, slot, collected_by.slots.get(slot_id)):
                usable[slot_id] = given
            elif slot_id not in self._matters:
                usable[slot_id] = Blank.SKIPPED
        return usable

    def _fits(self, value: Value, slot: Slot, before: Slot | None) -> bool:
        """Whether the slot could hold the value; its bounds may have moved meanwhile."""
        given: object = value
        match self._names[slot.id].kind:
            case _ if isinstance(given, Blank):
                return True
            case Kind.TRUTH:
                return isinstance(given, bool)
            case Kind.NUMBER:
                same_money = before is None or before.currency == slot.currency
                fits = isinstance(given, int | Decimal | Range) and not isinstance(given, bool)
                return fits and same_money
            case Kind.DAYS:
                return isinstance(given, Day)
            case Kind.CHOICE:
                return isinstance(given, str | Other) and _offered(slot, given)
            case Kind.CHOICES:
                return isinstance(given, frozenset) and all(_offered(slot, one) for one in given)
            case _:
                return True


def _offered(slot: Slot, given: object) -> bool:
    """Whether it is an option; an answer in the person's own words is none and fits."""
    return not isinstance(given, str) or slot.option(given) is not None
