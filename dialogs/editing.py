"""Changing an answer that was given: what becomes of the session and of its other answers.

No answer is lost: what the change takes off the live path is set aside, and taken back when a later
change leads there again. Which reply does what is `dialogs.engine`'s business.
"""

from __future__ import annotations

from dataclasses import replace

from dialogs.path import Path, walk
from dialogs.scenario import Scenario
from dialogs.session import Answer, Session
from dialogs.values import Other, Value


def can_edit(scenario: Scenario, path: Path, step_id: str) -> bool:
    """Whether the live path has an answer of that step; information holds none."""
    step = scenario.step_by_id.get(step_id)
    return (
        step is not None
        and step.slot is not None
        and any(answer.step == step_id for answer in path.answers)
    )


def begin_editing(session: Session, step_id: str) -> Session:
    """The step is asked again, with the boxes of a multiple choice ticked as they were."""
    given = session.by_step[step_id]
    draft = given if isinstance(given, frozenset) else frozenset[str | Other]()
    return replace(session.cleared(), editing=step_id, step=step_id, draft=draft)


def with_answer(
    scenario: Scenario, session: Session, step_id: str, value: Value
) -> tuple[Session, Path]:
    """The session with `value` for that step, old answer or none, and the path it is on then.

    A summary that the change makes untrue counts as unread, so that it is shown again.
    """
    given = {**session.by_step, step_id: value}
    if session.editing is not None:
        for later in scenario.steps[scenario.steps.index(scenario.step_by_id[step_id]) :]:
            if later.review:
                given.pop(later.id, None)
    path = walk(scenario, given)
    live = {answer.step for answer in path.answers}
    aside = tuple(Answer(step, one) for step, one in given.items() if step not in live)
    return replace(session.cleared(), answers=path.answers, aside=aside), path
