"""Which options a question offers, given the answers before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from dialogs.appointments import Grid, free_times, short, time_id
from dialogs.conditions import evaluate
from dialogs.scenario import LOCALES, Option, Scenario, Slot, Text
from dialogs.values import Other, Value
from leads.calendar import Calendar

PAGE = 8
"""Options that are shown at once; more are leafed through."""


def offered(slot: Slot, values: Mapping[str, Value], now: datetime | None = None) -> Slot:
    """The slot with only those options whose condition is true and whose product can be sold; of an
    appointment, the times that are free at the moment `now`.

    When everything is gone it is all shown, and whoever chooses is offered to wait.
    """
    if slot.grid is not None:
        return slot if now is None else replace(slot, options=_times(slot.grid, now))
    if all(option.when is None and not option.gone for option in slot.options):
        return slot
    fitting = tuple(
        option
        for option in slot.options
        if option.when is None or evaluate(option.when, values) is True
    )
    return replace(slot, options=tuple(one for one in fitting if not one.gone) or fitting)


def on_calendar(scenario: Scenario, calendar: Calendar) -> Scenario:
    """The scenario with appointments on the working days of that calendar; itself without any."""
    if all(slot.grid is None for slot in scenario.slots.values()):
        return scenario
    return replace(
        scenario,
        slots={
            slot.id: replace(slot, grid=replace(slot.grid, calendar=calendar))
            if slot.grid is not None
            else slot
            for slot in scenario.slots.values()
        },
    )


def _times(grid: Grid, now: datetime) -> tuple[Option, ...]:
    return tuple(
        Option(time_id(at), Text(dict.fromkeys(LOCALES, short(at)))) for at in free_times(grid, now)
    )


def still_offered(slot: Slot, value: Value, values: Mapping[str, Value]) -> bool:
    """Whether the value could be given again: none of its options has been taken away."""
    if all(option.when is None for option in slot.options):
        return True
    chosen = value if isinstance(value, frozenset) else {value}
    known = {option.id for option in slot.options}
    there = {
        option.id
        for option in slot.options
        if option.when is None or evaluate(option.when, values) is True
    }
    return all(isinstance(one, Other) or one not in known or one in there for one in chosen)


def page_of(slot: Slot, option_id: str) -> int:
    """The page, from 0, that the option stands on."""
    ids = [option.id for option in slot.options]
    return ids.index(option_id) // PAGE if option_id in ids else 0
