"""What is asked now: a session and its live path → the prompt that a face shows.

Nothing moves here; that is `dialogs.engine`. No words for people either.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from dialogs.effects import Prompt, Reviewed
from dialogs.offered import offered
from dialogs.path import Path
from dialogs.progress import Progress, progress
from dialogs.scenario import Scenario, Slot, Step
from dialogs.session import Session
from dialogs.values import Value


def step_on_hand(scenario: Scenario, session: Session, path: Path) -> Step | None:
    """The step whose answer is being changed, else the first one without an answer."""
    return path.step if session.editing is None else scenario.step_by_id[session.editing]


def slot_of(
    scenario: Scenario, step: Step, values: Mapping[str, Value], now: datetime | None
) -> Slot | None:
    """The slot that the step asks for, as it is offered at `now` after those answers; None for
    information."""
    return None if step.slot is None else offered(scenario.slots[step.slot], values, now)


def prompt_of(
    scenario: Scenario, session: Session, path: Path, step: Step, now: datetime | None
) -> Prompt:
    """Everything that a face needs to ask `step` at the moment `now`."""
    editing = session.editing is not None
    place = progress(scenario, path)
    if editing:
        place = Progress(_place_of(scenario, path, step), place.total)
    return Prompt(
        step=step,
        slot=slot_of(scenario, step, path.values, now),
        turn=session.turn,
        number=place.number,
        total=place.total,
        can_back=bool(path.answers) or session.pending is not None or session.asked_restart,
        selected=session.draft,
        pending=session.pending,
        asked_restart=session.asked_restart,
        answers=path.values,
        review=_reviewed(scenario, path) if step.review else (),
        editing=editing,
    )


def _place_of(scenario: Scenario, path: Path, step: Step) -> int:
    """Which question of the live path `step` is, from 1."""
    asked = [one.step for one in path.answers if scenario.step_by_id[one.step].slot is not None]
    return asked.index(step.id) + 1


def _reviewed(scenario: Scenario, path: Path) -> tuple[Reviewed, ...]:
    steps = (scenario.step_by_id[answer.step] for answer in path.answers)
    return tuple(
        Reviewed(step, scenario.slots[step.slot], path.values[step.slot])
        for step in steps
        if step.slot is not None
    )
