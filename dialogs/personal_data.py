"""A person's own data in conversations: told apart from the rest by the scenario's slots. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from dialogs.scenario import Personal, Scenario, Slot, SlotType, Step
from dialogs.session import Answer, Session, SessionStatus
from leads.company import Company
from leads.consent import ConsentEntry, Purpose
from leads.contact import Contact
from leads.documents import ConsentText
from leads.facts import Fact
from leads.lead import Lead
from leads.order import Order
from leads.touch import Touch
from leads.visit import Visit


@dataclass(frozen=True, slots=True)
class PersonalData:
    """Everything that is kept about one person, for that person; oldest first.

    `words` are the texts agreed to by their hash, `planned` what we mean to write.
    """

    contact: Contact
    company: Company | None
    leads: tuple[Lead, ...]
    sessions: tuple[Session, ...]
    consents: tuple[ConsentEntry, ...]
    words: Mapping[str, ConsentText]
    planned: tuple[Touch, ...]
    orders: tuple[Order, ...]
    visits: tuple[Visit, ...]
    facts: tuple[Fact, ...]


def rests_on_consent(scenario: Scenario, session: Session) -> bool:
    """Whether the conversation has asked for a consent to personal data and got it."""
    consents = {
        step.id
        for step, slot in _asked(scenario)
        if slot.type is SlotType.CONSENT and slot.purpose in (None, Purpose.PERSONAL_DATA.value)
    }
    return any(answer.step in consents and answer.value is True for answer in session.answers)


def without_personal(scenario: Scenario | None, session: Session) -> Session:
    """The session without answers that are personal data; without any when nobody can tell.

    A conversation under way is over with it.
    """
    asked = _asked(scenario) if scenario else ()
    harmless = {step.id for step, slot in asked if slot.personal is Personal.NONE}

    def kept(answers: tuple[Answer, ...]) -> tuple[Answer, ...]:
        return tuple(answer for answer in answers if answer.step in harmless)

    cleaned = replace(
        session,
        answers=kept(session.answers),
        aside=kept(session.aside),
        editing=None,
        pending=None,
        draft=frozenset(),
    )
    if session.status is not SessionStatus.ACTIVE:
        return cleaned
    return replace(cleaned, status=SessionStatus.ABANDONED, step=None)


def _asked(scenario: Scenario) -> tuple[tuple[Step, Slot], ...]:
    return tuple(
        (step, scenario.slots[step.slot]) for step in scenario.steps if step.slot is not None
    )
