"""Which answers to a slot make a difference: one stand-in for each region of its values.

Numbers are cut at the constants that conditions compare them with, choices at the options they
name. Two answers of one region get the same truth from every condition, so trying the stand-ins
tries everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from dialogs.conditions import Compare, Condition, Includes, Leaf, OneOf, leaves
from dialogs.scenario import Scenario, Slot, SlotType
from dialogs.session import Value

MAX_SUBSETS = 9
"""A multiple choice with more named options than this has too many subsets to try."""


class TooWide(Exception):
    """There are too many combinations to try them all."""


def conditions_of(scenario: Scenario) -> Iterator[Condition]:
    """Every condition of the scenario."""
    yield from (step.when for step in scenario.steps if step.when is not None)
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


def _regions(slot: Slot, found: list[Leaf]) -> tuple[Value, ...]:
    match slot.type:
        case SlotType.BOOLEAN | SlotType.CONSENT:
            return (True, False)
        case SlotType.INTEGER | SlotType.MONEY:
            return _numbers(slot, [leaf for leaf in found if isinstance(leaf, Compare)])
        case SlotType.CHOICE:
            return _choices(slot, [leaf for leaf in found if isinstance(leaf, OneOf)])
        case SlotType.CHOICES:
            return _subsets(slot, {leaf.option for leaf in found if isinstance(leaf, Includes)})
        case _:
            return ("…",)


def _numbers(slot: Slot, compares: list[Compare]) -> tuple[Value, ...]:
    bounds = [bound for bound in (slot.minimum, slot.maximum) if bound is not None]
    near = {leaf.constant + step for leaf in compares for step in (-1, 0, 1)}
    candidates = sorted(
        number
        for number in {*near, *bounds} or {1}
        if (slot.minimum is None or number >= slot.minimum)
        and (slot.maximum is None or number <= slot.maximum)
    )
    return _one_each(candidates, compares, slot.id)


def _choices(slot: Slot, named: list[OneOf]) -> tuple[Value, ...]:
    return _one_each([option.id for option in slot.options], named, slot.id)


def _one_each(
    candidates: list[int] | list[str], found: list[Compare] | list[OneOf], slot: str
) -> tuple[Value, ...]:
    by_truths: dict[tuple[bool | None, ...], Value] = {}
    for candidate in candidates:
        truths = tuple(leaf.truth({slot: candidate}) for leaf in found)
        by_truths.setdefault(truths, candidate)
    return tuple(by_truths.values())


def _subsets(slot: Slot, named: set[str]) -> tuple[Value, ...]:
    if len(named) > MAX_SUBSETS:
        raise TooWide(slot.id)
    ordered = sorted(named)
    picks = [
        frozenset(pick) for size in range(len(ordered) + 1) for pick in combinations(ordered, size)
    ]
    others = [option.id for option in slot.options if option.id not in named]
    # Nothing at all can't be chosen, so «none of the named» needs another option to stand for it.
    return tuple(pick or frozenset(others[:1]) for pick in picks if pick or others)
