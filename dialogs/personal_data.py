"""A person's own data in conversations: told apart from the rest by the scenario's slots. Pure."""

from __future__ import annotations

from dataclasses import replace

from dialogs.scenario import Personal, Scenario, SlotType
from dialogs.session import Answer, Session, SessionStatus


def rests_on_consent(scenario: Scenario, session: Session) -> bool:
    """Whether the conversation has asked for a consent to personal data and got it."""
    consents = {
        step.id
        for step in scenario.steps
        if step.slot in scenario.slots
        and scenario.slots[step.slot].type is SlotType.CONSENT
        and scenario.slots[step.slot].purpose in (None, "personal_data")
    }
    return any(answer.step in consents and answer.value is True for answer in session.answers)


def without_personal(scenario: Scenario | None, session: Session) -> Session:
    """The session without answers that are personal data; without any when nobody can tell.

    A conversation under way is over with it.
    """
    personal = {
        step.id
        for step in (scenario.steps if scenario else ())
        if step.slot in scenario.slots and scenario.slots[step.slot].personal is not Personal.NONE
    }
    kept = tuple(answer for answer in session.answers if scenario and answer.step not in personal)
    cleaned = replace(session, answers=kept, pending=None, draft=frozenset())
    if session.status is not SessionStatus.ACTIVE:
        return cleaned
    return replace(cleaned, status=SessionStatus.ABANDONED, step=None)
