"""The regions of a slot's values: one stand-in for all answers that no condition tells apart.

So trying the stand-ins tries everything. Where they come from is `dialogs.candidates`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from dialogs.candidates import candidates, named_options
from dialogs.conditions import Condition, Leaf, Truth, leaves
from dialogs.scenario import Scenario, Slot
from dialogs.values import Value

MAX_SUBSETS = 9
"""A multiple choice with more named options than this has too many subsets to try."""


class TooWide(Exception):
    """There are too many combinations to try them all."""


def conditions_of(scenario: Scenario) -> Iterator[Condition]:
    """Every condition of the scenario."""
    yield from (step.when for step in scenario.steps if step.when is not None)
    for slot in scenario.slots.values():
        yield from (option.when for option in slot.options if option.when is not None)
    yield from (gate.when for gate in scenario.gates)
    yield from (row.when for row in (*scenario.fit, *scenario.intent))
    yield from (outcome.when for outcome in scenario.outcomes if outcome.when is not None)


def regions_of(
    slots: Mapping[str, Slot], conditions: Iterable[Condition]
) -> dict[str, tuple[Value, ...]]:
    """A stand-in for every region of each slot that the conditions name.

    Raises `TooWide` for a multiple choice with too many named options.
    """
    by_slot: dict[str, list[Leaf]] = {}
    for condition in conditions:
        for leaf in leaves(condition.tree):
            if leaf.slot in slots:
                by_slot.setdefault(leaf.slot, []).append(leaf)
    return {slot: _regions(slots[slot], found) for slot, found in by_slot.items()}


def _regions(slot: Slot, about: list[Leaf]) -> tuple[Value, ...]:
    if len(named_options(about)) > MAX_SUBSETS:
        raise TooWide(slot.id)
    by_truths: dict[tuple[Truth, ...], Value] = {}
    for candidate in candidates(slot, about):
        truths = tuple(leaf.truth({slot.id: candidate}) for leaf in about)
        by_truths.setdefault(truths, candidate)
    return tuple(by_truths.values())
