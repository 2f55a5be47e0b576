"""What answers say the company would pay in a year. Pure; kept by the verdict."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from dialogs.conditions import evaluate, slots_of
from dialogs.scenario import RevenueRow, Scenario
from dialogs.values import Value
from leads.verdict import JsonValue, ToldRevenue


def told_revenue(
    scenario: Scenario, answers: Mapping[str, Value], shareable: Mapping[str, JsonValue]
) -> ToldRevenue | None:
    """The sum of the first row of `potential` that holds, rounded down; None when none does.

    A row holds when its condition is true and the answer it is reckoned from is a number.
    """
    for row in scenario.potential:
        if row.when is not None and evaluate(row.when, answers) is not True:
            continue
        amount = _amount(row, answers)
        if amount is not None:
            named = {*(slots_of(row.when) if row.when else ()), *([row.of] if row.of else ())}
            inputs = {slot: shareable[slot] for slot in sorted(named) if slot in shareable}
            return ToldRevenue(row.id, amount, row.currency, dict(row.why.by_locale), inputs)
    return None


def _amount(row: RevenueRow, answers: Mapping[str, Value]) -> int | None:
    if row.of is None:
        return row.amount
    match answers.get(row.of):
        case bool():
            return None
        case int() | Decimal() as number:
            return max(int(number * row.times), 0)
        case _:
            return None
