"""Looking for what is known besides the answers: once, and only where the outcome hangs on it.

The person's own earlier conversations, colleagues of theirs by phone or e-mail, the grade of their
company; all by indexed look-ups. What it weighs is `dialogs.signals.weighing`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from dialogs.conditions import slots_of
from dialogs.consequences import Consequences
from dialogs.effects import Advance, Finished
from dialogs.engine import advance, values_by_slot
from dialogs.findings import ScenarioErrors
from dialogs.learned import company_with
from dialogs.ports import StoredSession
from dialogs.replies import Pressed, Reply
from dialogs.scenario import Scenario
from dialogs.session import Session
from dialogs.shelf import MissingScenario, ScenarioTexts, Shelf
from dialogs.signals.cases import hangs_on_them, names_of
from dialogs.signals.circumstances import GRADE, RENAMED, Circumstances
from dialogs.signals.price import with_first_words
from leads.companies.evidence import own_domain
from leads.companies.similarity import Likeness, compare
from leads.company import Company, Grade
from leads.contact import Contact
from leads.grading.grading import Grading
from leads.verdict import Verdict

LATELY = timedelta(days=30)
"""How long another company's name counts."""


class Sessions(Protocol):
    """Conversations of a person."""

    async def all_of(self, contact_id: int) -> Sequence[StoredSession]: ...
    async def save(
        self, stored: StoredSession, session: Session, *, lead_id: int | None
    ) -> StoredSession: ...


class Companies(Protocol):
    """Companies; `reached_by` has those of other people with that phone or e-mail."""

    async def get(self, company_id: int) -> Company | None: ...
    async def reached_by(self, contact: Contact, since: datetime) -> Sequence[Company]: ...


class SeeingUnitOfWork(Protocol):
    """What is looked at."""

    @property
    def sessions(self) -> Sessions: ...
    @property
    def companies(self) -> Companies: ...
    @property
    def scenarios(self) -> ScenarioTexts: ...


class Seeing:
    """The circumstances of one turn. What its answers mean is `told` as far as it is known."""

    def __init__(
        self, uow: SeeingUnitOfWork, shelf: Shelf, grading: Grading, told: Consequences
    ) -> None:
        self._uow = uow
        self._shelf = shelf
        self._grading = grading
        self._told = told

    async def with_first_words(self, stored: StoredSession, reply: Reply) -> StoredSession:
        """What the first words ask for is kept, even where they are no answer."""
        session = with_first_words(stored.session, reply)
        if session is stored.session:
            return stored
        return await self._uow.sessions.save(stored, session, lead_id=stored.lead_id)

    async def ended(
        self, stored: StoredSession, scenario: Scenario, reply: Reply | Pressed, step: Advance
    ) -> Advance:
        """The turn as it ends with what is known besides the answers; mostly as it is."""
        beside = await self.beside(scenario, step, session_id=stored.id, lead_id=stored.lead_id)
        if beside is None:
            return step
        return advance(scenario, stored.session, reply, now=self._told.here, beside=beside)

    async def beside(
        self, scenario: Scenario, step: Advance, *, session_id: int = 0, lead_id: int | None = None
    ) -> Circumstances | None:
        """What the ending of this turn hangs on; None where it hangs on nothing but answers.
        `session_id` is the conversation's own, 0 while it has none."""
        verdict = next((one.verdict for one in step.effects if isinstance(one, Finished)), None)
        if verdict is None or verdict.gate is not None:
            return None
        values = values_by_slot(scenario, step.session)
        if not hangs_on_them(scenario, {**values, "fit": verdict.fit, "intent": verdict.intent}):
            return None
        names = _names_in(scenario)
        await self._told.about(lead_id)
        company_id = self._told.contact.company_id
        company = await self._uow.companies.get(company_id) if company_id is not None else None
        told = _told(scenario, step.session) or company
        return Circumstances(
            renamed=await self._renamed(told, session_id) if RENAMED in names else None,
            grade=self._grade(verdict, company) if GRADE in names else None,
        )

    def _grade(self, verdict: Verdict, company: Company | None) -> Grade | None:
        lead = self._told.lead
        graded = replace(lead, verdict=verdict) if lead else None
        return self._grading.expected(graded, company) if graded else None

    async def _renamed(self, told: Company | None, session_id: int) -> bool:
        return told is not None and await self._came_as_another(told, session_id)

    async def _came_as_another(self, told: Company, session_id: int) -> bool:
        async for earlier in self._earlier(session_id):
            if differ(told, earlier):
                return True
        contact = self._told.contact
        if contact.phone is None and contact.email is None:
            return False
        others = await self._uow.companies.reached_by(contact, self._told.now - LATELY)
        return any(differ(told, other) for other in others)

    async def _earlier(self, session_id: int) -> AsyncIterator[Company]:
        """The companies that the person told of in other conversations lately."""
        for stored in await self._uow.sessions.all_of(self._told.contact.id):
            started = stored.session.started_at
            if stored.id == session_id or started is None or started < self._told.now - LATELY:
                continue
            try:
                scenario = await self._shelf.pinned(stored.session.digest, self._uow.scenarios)
            except (MissingScenario, ScenarioErrors):
                continue  # of a version that this program can't read any more
            told = _told(scenario, stored.session)
            if told is not None:
                yield told


def _names_in(scenario: Scenario) -> frozenset[str]:
    """Everything that signals and outcomes look at."""
    rows = (slots_of(row.when) for row in scenario.signals)
    return frozenset[str]().union(*rows, *map(names_of, scenario.outcomes))


def differ(one: Company, other: Company) -> bool:
    """Whether the two are called so differently that they are two companies."""
    if one.inn and other.inn:
        return one.inn != other.inn
    if one.name and other.name:
        return compare(one.name, other.name).likeness is Likeness.DIFFERENT
    domains = own_domain(one.domain), own_domain(other.domain)
    return all(domains) and domains[0] != domains[1]


def _told(scenario: Scenario, session: Session) -> Company | None:
    """The company as this conversation tells of it; None where it does not."""
    nobody = told = Company(id=0)
    for slot_id, value in values_by_slot(scenario, session).items():
        slot = scenario.slots[slot_id]
        if (slot.crm or "").startswith("company.") and isinstance(value, str):
            told = company_with(told, slot, value)
    return None if told == nobody else told
