"""What the shortest quiz leaves out: never a question altogether, and never for nothing."""

from __future__ import annotations

from dialogs.bounds import Explored, explore
from dialogs.checks.sheet import Sheet


def check_shortest(sheet: Sheet, explored: Explored) -> None:
    """`explored` is the whole quiz. Raises `TooWide` when the shortened one can't be followed."""
    scenario = sheet.scenario
    if not scenario.shortest:
        for step in scenario.steps:
            if step.always:
                sheet.warning(
                    "always-needless",
                    ("steps", step.id, "always"),
                    "every question is asked anyway: this scenario is not shortest",
                    "remove the key, or write shortest: true under scenario",
                )
        return
    shown = explore(scenario, shortened=True).shown
    for step in scenario.steps:
        if step.id in explored.shown - shown:
            sheet.error(
                "unreachable-step",
                ("steps", step.id, "ask"),
                f"{step.id} is never asked: where it stands, no answer can change the ending",
                "write always: true if its answer is wanted anyway, or remove the step",
            )
