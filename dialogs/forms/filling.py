"""Answers of a form → a conversation at the first question that they leave open. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from dialogs.arriving import arrive
from dialogs.effects import Advance, Answered, Resumed
from dialogs.forms.reading import first_step
from dialogs.path import Path, answered_steps, session_on, walk
from dialogs.scenario import Scenario
from dialogs.session import Answer
from dialogs.signals.circumstances import NOTHING_KNOWN, Circumstances
from dialogs.values import Value


def filled(
    scenario: Scenario,
    values: Mapping[str, Value],
    *,
    now: datetime,
    beside: Circumstances = NOTHING_KNOWN,
) -> Advance:
    """A session with those answers by slot, at what is missing, or at its end.

    What was only said counts as read. The summary is passed over where nothing was missing: who
    sent the form has seen it. Answers that the path does not reach yet wait for it (`aside`).
    """
    given = answered_steps(scenario, values)
    path = walk(scenario, given)
    if path.step is not None and path.step.review:
        reviews = {step.id: True for step in scenario.steps if step.review}
        path = walk(scenario, given | reviews)
    live = {answer.step for answer in path.answers}
    session = replace(session_on(path, scenario, now), aside=_aside(scenario, given, live))
    return arrive(scenario, session, path, (Resumed(None, None, form=True),), now, beside)


def answered(scenario: Scenario, values: Mapping[str, Value]) -> tuple[Answered, ...]:
    """That those answers were given, in the scenario's order."""
    slots = [slot for slot in scenario.slots.values() if slot.id in values]
    return tuple(Answered(first_step(scenario, slot.id), slot, values[slot.id]) for slot in slots)


def reached(scenario: Scenario, values: Mapping[str, Value]) -> Path:
    """How far the answers lead, the summary not counted as read."""
    return walk(scenario, answered_steps(scenario, values))


def _aside(scenario: Scenario, given: Mapping[str, Value], live: set[str]) -> tuple[Answer, ...]:
    asked = [step for step in scenario.steps if step.slot is not None and step.id in given]
    return tuple(Answer(step.id, given[step.id]) for step in asked if step.id not in live)
