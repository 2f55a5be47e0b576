"""The regions of a slot's values: one stand-in for all answers that no condition tells apart.

So trying the stand-ins tries everything. Where they come from is `dialogs.candidates`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from dialogs.candidates import candidates, named_options
from dialogs.conditions import Condition, Leaf, Truth, leaves
from dialogs.scenario import Scenario, Slot
from dialogs.values import Value

MAX_SUBSETS = 9
"""A multiple choice with more named options than this has too many subsets to try."""

Region = tuple[Truth, ...]
"""What each leaf about a slot says of a value: values of one region can't be told apart."""


class TooWide(Exception):
    """There are too many combinations to try them all."""


@dataclass(frozen=True, slots=True)
class Domain:
    """The answers to one slot, as far as `leaves` tell them apart: a stand-in for every region."""

    slot: str
    leaves: tuple[Leaf, ...]
    stand_ins: Mapping[Region, Value]

    def region(self, value: Value | None) -> Region:
        """The region of an answer; None is a slot that was not asked."""
        return _region(self.leaves, self.slot, value)


def conditions_of(scenario: Scenario) -> Iterator[Condition]:
    """Every condition of the scenario."""
    yield from (step.when for step in scenario.steps if step.when is not None)
    for slot in scenario.slots.values():
        yield from (option.when for option in slot.options if option.when is not None)
    yield from (gate.when for gate in scenario.gates)
    yield from (row.when for row in (*scenario.fit, *scenario.intent, *scenario.signals))
    yield from (outcome.when for outcome in scenario.outcomes if outcome.when is not None)


def domains_of(slots: Mapping[str, Slot], conditions: Iterable[Condition]) -> dict[str, Domain]:
    """The domain of each slot that the conditions name.

    Raises `TooWide` for a multiple choice with too many named options.
    """
    by_slot: dict[str, dict[Leaf, None]] = {}
    for condition in conditions:
        for leaf in leaves(condition.tree):
            if leaf.slot in slots:
                by_slot.setdefault(leaf.slot, {})[leaf] = None
    return {slot: domain_of(slots[slot], tuple(found)) for slot, found in by_slot.items()}


def regions_of(
    slots: Mapping[str, Slot], conditions: Iterable[Condition]
) -> dict[str, tuple[Value, ...]]:
    """Only the stand-ins, for every region of each slot that the conditions name."""
    found = domains_of(slots, conditions)
    return {slot: tuple(domain.stand_ins.values()) for slot, domain in found.items()}


def domain_of(slot: Slot, about: tuple[Leaf, ...]) -> Domain:
    """The answers that the slot can hold with the options that it has, told apart by `about`."""
    if len(named_options(about)) > MAX_SUBSETS:
        raise TooWide(slot.id)
    stand_ins: dict[Region, Value] = {}
    for value in candidates(slot, about):
        stand_ins.setdefault(_region(about, slot.id, value), value)
    return Domain(slot.id, about, stand_ins)


def _region(about: Iterable[Leaf], slot: str, value: Value | None) -> Region:
    values: Mapping[str, Value] = {} if value is None else {slot: value}
    return tuple(leaf.truth(values) for leaf in about)
