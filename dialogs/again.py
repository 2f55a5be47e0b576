"""A second look at a refusal: what it turned on is asked again, the rest is kept. Pure.

Whom to look at again and when is `leads.second_look`.
"""

from __future__ import annotations

from datetime import datetime

from dialogs.arriving import arrive
from dialogs.asking import prompt_of
from dialogs.carried import carried
from dialogs.editing import begin_editing
from dialogs.effects import Advance, Ask, Resumed
from dialogs.engine import start
from dialogs.path import Path, answered_steps, session_on, walk
from dialogs.scenario import Scenario
from dialogs.session import Session
from dialogs.values import Value, value_from_json
from leads.verdict import Verdict


def look_again(
    scenario: Scenario, verdict: Verdict, collected_by: Scenario, *, now: datetime
) -> Advance:
    """A session that goes on where the verdict was reached.

    Where a gate still closes, the answer that closed it is asked once more and may stay as it is;
    otherwise what is missing, or the summary. Without a summary everything is asked anew. The
    answers were given to `collected_by`, which may be another version than `scenario`.
    """
    path = walk(scenario, answered_steps(scenario, _kept(scenario, verdict, collected_by)))
    session = session_on(path, scenario, now)
    if path.gate is not None:
        return _what_it_turned_on(scenario, session, path, now)
    if path.step is None or not path.answers:
        return start(scenario, now=now)
    return arrive(scenario, session, path, (Resumed(None, None),), now)


def _what_it_turned_on(scenario: Scenario, session: Session, path: Path, now: datetime) -> Advance:
    last = path.answers[-1]
    step = scenario.step_by_id[last.step]
    slot = scenario.slots[step.slot] if step.slot else None
    if slot is None:
        return start(scenario, now=now)
    session = begin_editing(session, step.id)
    asked = Ask(prompt_of(scenario, session, path, step, now))
    return Advance(session, (Resumed(slot, last.value), asked))


def _kept(scenario: Scenario, verdict: Verdict, collected_by: Scenario) -> dict[str, Value]:
    """The verdict's answers by slot id."""
    answers = {slot: value_from_json(raw) for slot, raw in verdict.inputs.items()}
    if collected_by.digest != scenario.digest:
        answers = carried(answers, scenario.slots, collected_by.slots)
    return answers
