"""«Question 3 of 7»: how many questions are behind, and how many there can be at most.

The total is the length of the longest path that is still possible, so answering never makes it
grow. Paths are counted over regions of answers: two values that no `when` can tell apart are one
region, and every region is tried. Gates are left out: they only shorten. So is what the shortest
quiz may yet leave out; once it does, only what it asks anyway counts, and the total jumps down.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from math import prod

from dialogs.conditions import Known, evaluate, leaves
from dialogs.course import ByIdentity
from dialogs.domains import Domain, Region, TooWide, domains_of
from dialogs.path import Path
from dialogs.scenario import Scenario, Step
from dialogs.shortest import left_out
from dialogs.values import Blank, Value

_MOST_STATES = 4_000


@dataclass(frozen=True, slots=True)
class Progress:
    """Question `number` of `total`, both at least 1."""

    number: int
    total: int


def progress(scenario: Scenario, path: Path) -> Progress:
    """Where a person stands whose live path is `path`."""
    longest = _road(ByIdentity(scenario), path.certain is not None).longest_after(path)
    total = max(path.asked + longest, 1)
    return Progress(min(path.asked + 1, total), total)


@lru_cache(maxsize=256)
def _road(key: ByIdentity, certain: bool) -> _Road:
    return _Road(key.scenario, left_out(key.scenario) if certain else frozenset())


class _Road:
    """What is worth knowing of a scenario's steps before anybody answers."""

    def __init__(self, scenario: Scenario, without: frozenset[str]) -> None:
        self._steps = scenario.steps
        self._without = without
        self._matters = [self._mattering(index) for index in range(len(scenario.steps) + 1)]
        self._memory: dict[tuple[int, tuple[Region, ...]], int] = {}
        self._domains: dict[str, Domain] = {}
        try:
            self._domains = domains_of(
                scenario.slots, [step.when for step in scenario.steps if step.when is not None]
            )
        except TooWide:
            self._exact = False
            return
        self._unanswered = {slot: domain.region(None) for slot, domain in self._domains.items()}
        self._regions = [self._regions_of(step) for step in scenario.steps]
        self._exact = self._states() <= _MOST_STATES

    def longest_after(self, path: Path) -> int:
        """Questions on the longest way from the step on hand, itself included, to the end."""
        if not self._exact:
            return self._bound(path)
        return self._longest(
            path.index,
            {
                slot: self._domains[slot].region(path.values.get(slot))
                for slot in self._matters[path.index]
            },
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
        if step.slot is None or step.id in self._without:
            return self._longest(index + 1, regions, values)
        slot = step.slot
        if slot not in self._matters[index + 1]:
            return 1 + self._longest(index + 1, regions, values)
        return 1 + max(
            self._longest(index + 1, {**regions, slot: region}, {**values, slot: value})
            for region, value in self._regions[index].items()
        )

    def _regions_of(self, step: Step) -> dict[Region, Value]:
        """A value of every region that an answer to `step` can fall into."""
        domain = self._domains.get(step.slot or "")
        if domain is None:
            return {}
        found = dict(domain.stand_ins)
        if step.unsure or step.optional or not found:
            found[domain.region(Blank.DONT_KNOW)] = Blank.DONT_KNOW
        return found

    def _mattering(self, index: int) -> tuple[str, ...]:
        """Slots that some `when` from `index` on looks at and that may be answered before it."""
        later = {
            leaf.slot
            for step in self._steps[index:]
            if step.when
            for leaf in leaves(step.when.tree)
        }
        return tuple(sorted(later & {step.slot for step in self._steps[:index] if step.slot}))

    def _states(self) -> int:
        """An upper bound of the states that `_longest` can be asked for."""
        counts = {slot: len(domain.stand_ins) + 2 for slot, domain in self._domains.items()}
        return sum(prod(counts[slot] for slot in matter) for matter in self._matters)

    def _bound(self, path: Path) -> int:
        """For scenarios with too many regions: every step that is not ruled out counts."""
        ahead = [
            step
            for step in self._steps[path.index :]
            if step.slot is not None and step.id not in self._without
        ]
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
