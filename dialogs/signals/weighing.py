"""What the signals of a scenario weigh for these answers and circumstances. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dialogs.conditions import evaluate, slots_of
from dialogs.scenario import Scenario, ScoreRow
from dialogs.signals.circumstances import REFUSED, Circumstances
from dialogs.values import Blank, Value


@dataclass(frozen=True, slots=True)
class Weighed:
    """The signals that fired and what they weigh together, at most the scenario's cap."""

    rows: tuple[ScoreRow, ...]
    doubt: int


def refused(scenario: Scenario, answers: Mapping[str, Value]) -> tuple[str, ...]:
    """The slots that tell of the need and were asked in vain: skipped, or «Не знаю»."""
    return tuple(
        slot
        for slot, value in answers.items()
        if slot in scenario.slots and scenario.slots[slot].need and isinstance(value, Blank)
    )


def weigh(
    scenario: Scenario, answers: Mapping[str, Value], circumstances: Circumstances
) -> Weighed:
    """The signals that these answers (by slot id) and circumstances give."""
    values = {
        **answers,
        **circumstances.values(),
        REFUSED: len(refused(scenario, answers)),
    }
    rows = tuple(row for row in scenario.signals if evaluate(row.when, values) is True)
    return Weighed(rows, min(sum(row.add for row in rows), scenario.signal_cap))


def heaviest(scenario: Scenario) -> int:
    """What all signals together can weigh."""
    return min(sum(row.add for row in scenario.signals), scenario.signal_cap)


def rests_on(scenario: Scenario, row: ScoreRow, answers: Mapping[str, Value]) -> frozenset[str]:
    """The slots that a signal looks at; for those left out, the ones that were."""
    named = slots_of(row.when)
    return named | frozenset(refused(scenario, answers)) if REFUSED in named else named
