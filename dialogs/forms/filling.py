"""Answers of a form → a conversation at the first question that they leave open. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from dialogs.arriving import arrive
from dialogs.effects import Advance, Answered, Resumed
from dialogs.forms.reading import first_step
from dialogs.path import Path, walk
from dialogs.scenario import Scenario
from dialogs.session import Answer, Session
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
    given = _given(scenario, values)
    path = walk(scenario, given)
    if path.step is not None and path.step.review:
        reviews = {step.id: True for step in scenario.steps if step.review}
        path = walk(scenario, given | reviews)
    live = {answer.step for answer in path.answers}
    session = Session(
        scenario_id=scenario.id,
        scenario_version=scenario.version,
        digest=scenario.digest,
        step=None,
        answers=path.answers,
        aside=_aside(scenario, given, live),
        started_at=now,
        answered_at=now,
    )
    return arrive(scenario, session, path, (Resumed(None, None, form=True),), now, beside)


def answered(scenario: Scenario, values: Mapping[str, Value]) -> tuple[Answered, ...]:
    """That those answers were given, in the scenario's order."""
    slots = [slot for slot in scenario.slots.values() if slot.id in values]
    return tuple(Answered(first_step(scenario, slot.id), slot, values[slot.id]) for slot in slots)


def reached(scenario: Scenario, values: Mapping[str, Value]) -> Path:
    """How far the answers lead, the summary not counted as read."""
    return walk(scenario, _given(scenario, values))


def _given(scenario: Scenario, values: Mapping[str, Value]) -> dict[str, Value]:
    given: dict[str, Value] = {}
    for step in scenario.steps:
        if step.slot is not None and step.slot in values:
            given[step.id] = values[step.slot]
        elif step.slot is None and not step.review:
            given[step.id] = True
    return given


def _aside(scenario: Scenario, given: Mapping[str, Value], live: set[str]) -> tuple[Answer, ...]:
    asked = [step for step in scenario.steps if step.slot is not None and step.id in given]
    return tuple(Answer(step.id, given[step.id]) for step in asked if step.id not in live)
