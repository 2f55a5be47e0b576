"""Rules that decide nothing: conditions that are always the same, or that a gate forestalls."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from math import prod

from dialogs.bounds import Explored, explore
from dialogs.checks.sheet import Placed, Sheet, placed_conditions
from dialogs.conditions import Known, Truth, evaluate, leaves, slots_of
from dialogs.domains import TooWide, regions_of
from dialogs.scenario import Personal, Slot
from dialogs.schema.slot_types import BESIDE
from dialogs.session import Blank, Value

MAX_COMBINATIONS = 5_000


def check_rules(sheet: Sheet, explored: Explored) -> None:
    """Constant conditions, then gates and score rows that no path makes true."""
    without: dict[str, Explored] = {}
    for placed in placed_conditions(sheet.scenario):
        truths = _truths_alone(placed, sheet.scenario.slots)
        if truths == {True}:
            sheet.warning(
                "constant-condition",
                placed.path,
                "this is true whatever the answer is",
                _instead(placed),
            )
        elif truths and True not in truths and placed.kind != "step":
            sheet.warning(
                "constant-condition",
                placed.path,
                "no answer makes this true",
                "correct it, or remove it",
            )
        elif placed.kind in ("gate", "row") and True not in explored.truths.get(
            (placed.kind, placed.id), set()
        ):
            _report_never(sheet, placed, without)


def check_judged(sheet: Sheet) -> None:
    """Of personal data a condition asks only whether they are there: verdicts keep no more, and
    are computed again from what they keep."""
    for placed in placed_conditions(sheet.scenario):
        for leaf in leaves(placed.condition.tree):
            slot = sheet.scenario.slots.get(leaf.slot)
            if slot is None or slot.personal is Personal.NONE or isinstance(leaf, Known):
                continue
            sheet.error(
                "personal-data-judged",
                placed.path,
                f"{leaf.slot} is personal data, which no verdict keeps",
                f"ask known({leaf.slot}), or decide by another answer",
                offset=leaf.at,
            )


def check_points(sheet: Sheet) -> None:
    """Every row gives points, and every outcome has an example."""
    for row in (*sheet.scenario.fit, *sheet.scenario.intent):
        if row.add == 0:
            sheet.warning(
                "row-without-points",
                ("score", row.id, "add"),
                f"{row.id} gives no points, so it decides nothing",
                "give points, or remove the row",
            )
    expected = {persona.expect for persona in sheet.scenario.personas}
    for outcome in sheet.scenario.outcomes:
        if outcome.id not in expected:
            sheet.warning(
                "outcome-without-persona",
                ("outcomes", outcome.id, "id"),
                f"no persona ends in {outcome.id}, so nothing proves who does",
                f"add a persona with expect: {outcome.id}",
            )


def _instead(placed: Placed) -> str:
    if placed.kind in ("step", "option"):
        return "leave when: out, or correct it"
    slot = min(slots_of(placed.condition))
    return f"correct it, or write known({slot}) if any answer will do"


def _truths_alone(placed: Placed, slots: Mapping[str, Slot]) -> set[Truth]:
    """The truths over all answers to the slots that the condition names; empty if not tried."""
    condition = placed.condition
    mentioned = slots_of(condition)
    if mentioned & BESIDE:
        return set()
    try:
        regions = dict(regions_of(slots, [condition]))
    except TooWide:
        return set()
    for leaf in leaves(condition.tree):
        if isinstance(leaf, Known):
            regions[leaf.slot] = (*regions[leaf.slot], Blank.DONT_KNOW)
    if prod(map(len, regions.values())) > MAX_COMBINATIONS:
        return set()
    combinations: list[dict[str, Value]] = [
        dict(zip(regions, values, strict=True)) for values in product(*regions.values())
    ]
    return {evaluate(condition, values) for values in combinations}


def _report_never(sheet: Sheet, placed: Placed, without: dict[str, Explored]) -> None:
    gate = _forestalling(sheet, placed, without)
    if gate is None:
        sheet.warning(
            "rule-never-true",
            placed.path,
            f"no path makes {placed.id} true: what it needs is never answered together",
            "compare it with the when of the steps that ask these slots",
        )
    else:
        sheet.warning(
            "rule-shadowed",
            placed.path,
            f"{placed.id} never counts: gate {gate} ends every path that would make it true",
            f"narrow {gate}, or remove {placed.id}",
        )


def _forestalling(sheet: Sheet, placed: Placed, without: dict[str, Explored]) -> str | None:
    """The first gate without which the rule would be true on some path.

    `without` keeps what was explored without each gate, for the next rule.
    """
    for gate in sheet.scenario.gates:
        if gate.id == placed.id:
            continue
        if gate.id not in without:
            without[gate.id] = explore(sheet.scenario, without=[gate.id])
        if True in without[gate.id].truths.get((placed.kind, placed.id), set()):
            return gate.id
    return None
