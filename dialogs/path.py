"""The live path: which steps the answers so far lead through, and which one is next.

Steps are walked in the order of the file, and each `when` sees only the answers given before it on
the walk; the first gate that an answer makes true ends it. So an answer can never change what was
asked before it, and answers of steps that the walk does not reach (any more) count for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dialogs.conditions import evaluate
from dialogs.offered import still_offered
from dialogs.rules import Ending, fired_gate
from dialogs.scenario import Gate, Scenario, Step
from dialogs.session import Answer, Session
from dialogs.shortest import certain_ending, may_be_left_out
from dialogs.values import Value


@dataclass(frozen=True, slots=True)
class Path:
    """Answers on the live path in order, their values by slot id, the step to ask (None: end)."""

    answers: tuple[Answer, ...]
    values: Mapping[str, Value]
    step: Step | None
    index: int
    """Place of `step` in the scenario; the number of steps when there is none."""
    asked: int
    """How many of `answers` are answers to questions, not information that was read."""
    gate: Gate | None = None
    """The gate that ends the path, if one does."""
    certain: Ending | None = None
    """The ending that no answer can change any more, once a question was left out for it."""


def walk(scenario: Scenario, by_step: Mapping[str, Value]) -> Path:
    """Follow the answers (keyed by step id) from the start to a gate, or to the first step without
    an answer.

    A step whose `when` is false or unknown is passed over; an answer whose option is not offered
    any more is none. In a `shortest` scenario a question without an answer is passed over, too,
    from where on there is but one ending; when that is a gate's, the path ends there and then.
    Answers that are there count, needed or not.
    """
    live: list[Answer] = []
    values: dict[str, Value] = {}
    asked = 0
    gate: Gate | None = None
    certain: Ending | None = None
    for index, step in enumerate(scenario.steps):
        if step.when is not None and evaluate(step.when, values) is not True:
            continue
        value = _given(scenario, step, by_step, values)
        if value is None and may_be_left_out(scenario, step):
            certain = certain or certain_ending(scenario, index, values)
            if certain is not None and certain.gate is not None:
                gate = scenario.gate(certain.gate)
                break
            if certain is not None:
                continue
        if value is None:
            return Path(tuple(live), values, step, index, asked, None, certain)
        live.append(Answer(step.id, value))
        if step.slot is not None:
            values[step.slot] = value
            asked += 1
        gate = None if certain is not None else fired_gate(scenario, values)
        if gate is not None:
            break
    return Path(tuple(live), values, None, len(scenario.steps), asked, gate, certain)


def answered_steps(scenario: Scenario, answers: Mapping[str, Value]) -> dict[str, Value]:
    """Answers by slot id → by the steps that ask for them, to be walked; what is only said counts
    as read, a summary is to be read again."""
    found: dict[str, Value] = {}
    for step in scenario.steps:
        if step.slot is not None and step.slot in answers:
            found[step.id] = answers[step.slot]
        elif step.slot is None and not step.review:
            found[step.id] = True
    return found


def session_on(path: Path, scenario: Scenario, now: datetime) -> Session:
    """A session that begins with the answers of the path, and asks nothing yet."""
    return Session(
        scenario_id=scenario.id,
        scenario_version=scenario.version,
        digest=scenario.digest,
        step=None,
        answers=path.answers,
        started_at=now,
        answered_at=now,
    )


def path_of(scenario: Scenario, session: Session) -> Path:
    """The path of a session's answers. A turn asks for it again and again: the latest is kept."""
    for path, known, answers, aside in _latest:
        if known is scenario and answers is session.answers and aside is session.aside:
            return path
    path = walk(scenario, session.by_step)
    _latest[:] = [(path, scenario, session.answers, session.aside)]
    return path


# Compared by identity: what is kept here can't change, and its place can't be taken.
_latest: list[tuple[Path, Scenario, tuple[Answer, ...], tuple[Answer, ...]]] = []


def _given(
    scenario: Scenario, step: Step, by_step: Mapping[str, Value], values: Mapping[str, Value]
) -> Value | None:
    value = by_step.get(step.id)
    if value is None or step.slot is None:
        return value
    return value if still_offered(scenario.slots[step.slot], value, values) else None
