"""A person's own data in conversations: told apart from the rest by the scenario's slots. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from dialogs.scenario import Personal, Scenario, Slot, SlotType, Step
from dialogs.session import Answer, Session, SessionStatus, Value
from leads.company import Company
from leads.consent import ConsentEntry, Purpose
from leads.contact import Contact
from leads.documents import ConsentText
from leads.facts import Fact
from leads.lead import Lead
from leads.meetings.meeting import Meeting
from leads.order import Order
from leads.partners.referral import Referral
from leads.supply.waits import Wait
from leads.surveys.survey import Survey
from leads.touch import Touch
from leads.visit import Visit


@dataclass(frozen=True, slots=True)
class PersonalData:
    """Everything that is kept about one person, for that person; oldest first.

    `words` are the texts agreed to by their hash, `planned` what we mean to write, `waits` what we
    mean to tell of.
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
    waits: tuple[Wait, ...] = ()
    referrals: tuple[Referral, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    surveys: tuple[Survey, ...] = ()


def rests_on_consent(scenario: Scenario, session: Session) -> bool:
    """Whether the conversation has asked for a consent to personal data and got it."""
    return True in _consents(scenario, session)


def without_refused(scenario: Scenario, session: Session) -> Session:
    """The session without contacts that were set aside when the consent to them was refused."""
    if not session.aside or False not in _consents(scenario, session):
        return session
    personal = {step.id for step, slot in _asked(scenario) if slot.personal is not Personal.NONE}
    kept = tuple(answer for answer in session.aside if answer.step not in personal)
    return replace(session, aside=kept)


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


def _consents(scenario: Scenario, session: Session) -> list[Value]:
    """What was answered to the questions for a consent to personal data."""
    asked = {
        step.id
        for step, slot in _asked(scenario)
        if slot.type is SlotType.CONSENT and slot.purpose in (None, Purpose.PERSONAL_DATA.value)
    }
    return [answer.value for answer in session.answers if answer.step in asked]


def text_of_consent(scenario: Scenario, step: Step, language: str) -> ConsentText:
    """The words that the person agrees to at that step, as the ledger keeps them."""
    parts = [part.in_(language) for part in (step.text, step.hint) if part]
    return ConsentText(
        version=f"{scenario.id}:{scenario.version}:{step.id}",
        language=language,
        text="\n\n".join(parts),
    )
