"""A session that asks what is not known yet, and nothing else. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from dialogs.arriving import arrive
from dialogs.carried import carried
from dialogs.effects import Advance, Completing
from dialogs.path import answered_steps, session_on, walk
from dialogs.scenario import Scenario
from dialogs.session import Answer
from dialogs.values import Blank, Value, value_from_json
from leads.contact import Contact
from leads.lead import Lead
from leads.verdict import Verdict


def missing(scenario: Scenario, known: Mapping[str, Value], *, now: datetime) -> Advance | None:
    """A session with the answers `known` by slot id, at the first question of its path without
    one; None where every question of it is answered. «Don't know» and «skip» answer nothing."""
    told = {slot: value for slot, value in known.items() if not isinstance(value, Blank)}
    given = answered_steps(scenario, told)
    path = walk(scenario, given)
    if path.step is None or path.step.slot is None:
        return None
    live = {answer.step for answer in path.answers}
    session = replace(
        session_on(path, scenario, now),
        aside=tuple(Answer(step, one) for step, one in given.items() if step not in live),
        completing=True,
    )
    return arrive(scenario, session, path, (Completing(done=False),), now)


def judged_by(
    scenario: Scenario, verdict: Verdict | None, collected_by: Scenario | None
) -> dict[str, Value]:
    """The answers of a verdict by slot id, as `scenario` could have been given them; they were
    given to `collected_by`, which may be another version. Personal data are not among them."""
    if verdict is None or collected_by is None:
        return {}
    answers = {slot: value_from_json(raw) for slot, raw in verdict.inputs.items()}
    return carried(answers, scenario.slots, collected_by.slots)


def told_besides(scenario: Scenario, lead: Lead, contact: Contact) -> dict[str, Value]:
    """What the lead and the person are known by, for the questions that ask for it."""
    kept = {
        "contact.name": contact.name,
        "contact.phone": contact.phone,
        "contact.email": contact.email,
        "contact.role": contact.role,
    }
    told: dict[str, Value] = {}
    for slot in scenario.slots.values():
        value = lead.product if slot.id == scenario.product_slot else kept.get(slot.crm or "")
        if value and (not slot.options or slot.option(value) is not None):
            told[slot.id] = value
    return told
