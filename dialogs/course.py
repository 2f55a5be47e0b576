"""A scenario laid out along its steps: what an answer can be there, and what is decided behind it.

The ground that everything stands on which looks ahead: `dialogs.bounds` follows every path from the
start, `dialogs.shortest` every path from where a person is. Nothing here goes anywhere itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dialogs.conditions import Condition, evaluate, slots_of
from dialogs.domains import Domain, conditions_of, domain_of, domains_of
from dialogs.offered import offered
from dialogs.scenario import Scenario, ScoreRow, Step
from dialogs.values import Blank, Value

Scores = tuple[int, int]
"""Points for fit and intent."""
State = tuple[tuple[str, Value], ...]
"""Values by slot id, as far as they matter, in the order of the ids."""


class ByIdentity:
    """A scenario as a cache key: the object itself, since its mappings can't be hashed."""

    __slots__ = ("scenario",)

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ByIdentity) and self.scenario is other.scenario

    def __hash__(self) -> int:
        return id(self.scenario)


class Course:
    """The steps of a scenario with all that hangs on them. Raises `TooWide` when made."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.steps = scenario.steps
        self.domains = domains_of(scenario.slots, conditions_of(scenario))
        self.asked_at = {
            step.slot: index for index, step in enumerate(self.steps) if step.slot is not None
        }
        rows = [(row, (row.add, 0)) for row in scenario.fit]
        rows += [(row, (0, row.add)) for row in scenario.intent]
        self._rows = [(row, points, self._decided_after(row)) for row, points in rows]
        self._domains_of_options: dict[tuple[str, ...], Domain] = {}
        places = range(-1, len(self.steps))
        self._due = {
            place: [(row, points) for row, points, after in self._rows if after == place]
            for place in places
        }
        self._needed = {place: self._looked_at_after(place) for place in places}

    def answers(self, step: Step, values: Mapping[str, Value]) -> tuple[Value | None, ...]:
        """Stand-ins for every answer that matters where the answers before are `values`; None for
        one that nothing looks at."""
        if step.slot is None or step.slot not in self.domains:
            return (None,)
        blank = (Blank.DONT_KNOW,) if step.unsure or step.optional else ()
        return (*self._offered(step.slot, values).stand_ins.values(), *blank)

    def due(self, index: int) -> list[tuple[ScoreRow, Scores]]:
        """The rows that nothing after the step with that index can change; -1 is the start."""
        return self._due[index]

    def undue(self, index: int) -> list[tuple[ScoreRow, Scores]]:
        """The rows that are still open after the step with that index."""
        return [(row, points) for row, points, after in self._rows if after > index]

    def needed(self, index: int) -> frozenset[str]:
        """Slots that some condition still looks at after the step with that index."""
        return self._needed[index]

    def state(self, index: int, values: Mapping[str, Value]) -> State:
        """What of `values` still matters after the step with that index; each value is replaced by
        the stand-in of its region, so that answers which make no difference give one state."""
        kept = (slot for slot in self._needed[index] if slot in values)
        return tuple(sorted((slot, self._stand_in(slot, values[slot])) for slot in kept))

    def counted(self, index: int, values: Mapping[str, Value]) -> Scores:
        """The points of all rows that are due after the step with that index or before."""
        fit = intent = 0
        for row, points, after in self._rows:
            if after <= index and evaluate(row.when, values) is True:
                fit, intent = fit + points[0], intent + points[1]
        return fit, intent

    def _offered(self, slot: str, values: Mapping[str, Value]) -> Domain:
        whole = self.scenario.slots[slot]
        there = offered(whole, values)
        if there is whole:
            return self.domains[slot]
        key = (slot, *(option.id for option in there.options))
        if key not in self._domains_of_options:
            about = self.domains[slot].leaves
            self._domains_of_options[key] = domain_of(there, about)
        return self._domains_of_options[key]

    def _stand_in(self, slot: str, value: Value) -> Value:
        domain = self.domains[slot]
        blank = isinstance(value, Blank)
        return Blank.DONT_KNOW if blank else domain.stand_ins.get(domain.region(value), value)

    def _decided_after(self, row: ScoreRow) -> int:
        return max((self.asked_at.get(slot, -1) for slot in slots_of(row.when)), default=-1)

    def _looked_at_after(self, index: int) -> frozenset[str]:
        later = self.steps[index + 1 :]
        found = [condition for step in later for condition in conditions_at(self.scenario, step)]
        found += [row.when for row, _ in self.undue(index)]
        found += [gate.when for gate in self.scenario.gates if later]
        found += [one.when for one in self.scenario.outcomes if one.when is not None]
        return frozenset[str]().union(*map(slots_of, found))


def conditions_at(scenario: Scenario, step: Step) -> Iterator[Condition]:
    """What decides whether the step is asked, and which options it offers."""
    if step.when is not None:
        yield step.when
    if step.slot is not None:
        yield from (one.when for one in scenario.slots[step.slot].options if one.when is not None)
