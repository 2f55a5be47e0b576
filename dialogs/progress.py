"""«Question 3 of 7»: how many questions are behind, and how many there can be at most.

The total is the length of the longest path that is still possible, so answering never makes it
grow. Paths are counted over regions of answers: two values that no `when` can tell apart are one
region, and every region is tried. Gates are left out: they only shorten.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from math import prod

from dialogs.candidates import candidates, named_options
from dialogs.conditions import Known, Leaf, evaluate, leaves
from dialogs.path import Path
from dialogs.scenario import Scenario, Slot, Step
from dialogs.session import Blank, Value

_MOST_STATES = 4_000
_MOST_TICKED = 8

Region = tuple[bool | None, ...]
"""What each leaf about a slot says of a value: values of one region can't be told apart."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Question `number` of `total`, both at least 1."""

    number: int
    total: int


def progress(scenario: Scenario, path: Path) -> Progress:
    """Where a person stands whose live path is `path`."""
    longest = _road(_ByIdentity(scenario)).longest_after(path)
    total = max(path.asked + longest, 1)
    return Progress(min(path.asked + 1, total), total)


class _ByIdentity:
    """A scenario as a cache key: the object itself, since its mappings can't be hashed."""

    __slots__ = ("scenario",)

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByIdentity) and self.scenario is other.scenario

    def __hash__(self) -> int:
        return id(self.scenario)


@lru_cache(maxsize=256)
def _road(key: _ByIdentity) -> _Road:
    return _Road(key.scenario)


class _Road:
    """What is worth knowing of a scenario's steps before anybody answers."""

    def __init__(self, scenario: Scenario) -> None:
        self._steps = scenario.steps
        self._leaves: dict[str, tuple[Leaf, ...]] = {}
        for step in scenario.steps:
            for leaf in leaves(step.when.tree) if step.when else ():
                known = self._leaves.get(leaf.slot, ())
                self._leaves[leaf.slot] = known if leaf in known else (*known, leaf)
        self._unanswered = {slot: self._region(slot, None) for slot in self._leaves}
        self._regions = [self._regions_of(step, scenario.slots) for step in scenario.steps]
        self._matters = [self._mattering(index) for index in range(len(scenario.steps) + 1)]
        self._memory: dict[tuple[int, tuple[Region, ...]], int] = {}
        self._exact = self._states(scenario.slots) <= _MOST_STATES

    def longest_after(self, path: Path) -> int:
        """Questions on the longest way from the step on hand, itself included, to the end."""
        if not self._exact:
            return self._bound(path)
        return self._longest(
            path.index,
            {slot: self._region(slot, path.values.get(slot)) for slot in self._matters[path.index]},
            path.values,
        )

    def _longest(
        self, index: int, regions: Mapping[str, Region], values: Mapping[str, Value]
    ) -> int:
        if index == len(self._steps):
            return 0
        key = (
            index,
            tuple(regions.get(slot, self._unanswered[slot]) for slot in self._matters[index]),
        )
        found = self._memory.get(key)
        if found is None:
            found = self._memory[key] = self._try_every_region(index, regions, values)
        return found

    def _try_every_region(
        self, index: int, regions: Mapping[str, Region], values: Mapping[str, Value]
    ) -> int:
        step = self._steps[index]
        if step.when is not None and evaluate(step.when, values) is not True:
            return self._longest(index + 1, regions, values)
        if step.slot is None:
            return self._longest(index + 1, regions, values)
        slot = step.slot
        if slot not in self._matters[index + 1]:
            return 1 + self._longest(index + 1, regions, values)
        return 1 + max(
            self._longest(index + 1, {**regions, slot: region}, {**values, slot: value})
            for region, value in self._regions[index].items()
        )

    def _region(self, slot: str, value: Value | None) -> Region:
        values: Mapping[str, Value] = {} if value is None else {slot: value}
        return tuple(leaf.truth(values) for leaf in self._leaves[slot])

    def _regions_of(self, step: Step, slots: Mapping[str, Slot]) -> dict[Region, Value]:
        """A value of every region that an answer to `step` can fall into."""
        slot = slots.get(step.slot) if step.slot else None
        if slot is None or slot.id not in self._leaves:
            return {}
        values = list(candidates(slot, self._leaves[slot.id]))
        if step.unsure or step.optional or not values:
            values.append(Blank.DONT_KNOW)
        return {self._region(slot.id, value): value for value in values}

    def _mattering(self, index: int) -> tuple[str, ...]:
        """Slots that some `when` from `index` on looks at and that may be answered before it."""
        later = {
            leaf.slot
            for step in self._steps[index:]
            if step.when
            for leaf in leaves(step.when.tree)
        }
        return tuple(sorted(later & {step.slot for step in self._steps[:index] if step.slot}))

    def _states(self, slots: Mapping[str, Slot]) -> int:
        """An upper bound of the states that `_longest` can be asked for."""
        if any(len(named_options(about)) > _MOST_TICKED for about in self._leaves.values()):
            return _MOST_STATES + 1
        counts = dict.fromkeys(slots, 1)
        for step, regions in zip(self._steps, self._regions, strict=True):
            if step.slot is not None:
                counts[step.slot] = max(counts[step.slot], len(regions) + 1)
        return sum(prod(counts[slot] for slot in matter) for matter in self._matters)

    def _bound(self, path: Path) -> int:
        """For scenarios with too many regions: every step that is not ruled out counts."""
        ahead = [step for step in self._steps[path.index :] if step.slot is not None]
        open_slots = {step.slot for step in ahead}
        settled = {slot: value for slot, value in path.values.items() if slot not in open_slots}
        return sum(step is path.step or _possible(step, settled, open_slots) for step in ahead)


def _possible(
    step: Step, settled: Mapping[str, Value], open_slots: AbstractSet[str | None]
) -> bool:
    if step.when is None:
        return True
    truth = evaluate(step.when, settled)
    still_open = [leaf for leaf in leaves(step.when.tree) if leaf.slot in open_slots]
    # known(x) is false before x was asked, and may yet become true.
    turns = any(isinstance(leaf, Known) for leaf in still_open)
    return truth is True or (bool(still_open) and (truth is None or turns))
