"""What one turn reads and writes, as narrow protocols; `storage` satisfies them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from dialogs.session import Session
from dialogs.shelf import ScenarioTexts
from leads.assigning import Absences, Assignments
from leads.companies import joining
from leads.companies.ties import Tie
from leads.company import Company
from leads.consent import ConsentEntry
from leads.contact import Contact
from leads.documents import Documents
from leads.facts import Fact
from leads.grading import grading
from leads.lead import Lead
from leads.linking.following import Campaigns
from leads.outbox import Claimed, OutboxMessage
from leads.partners.ports import Referrals
from leads.recording import Tasks
from leads.supply.waits import Wait
from leads.surveys.survey import Survey
from leads.touch import Touch
from leads.visit import Visit


class Contacts(Protocol):
    """People, found by Telegram id."""

    async def by_telegram(self, telegram_id: int) -> Contact | None: ...
    async def get(self, contact_id: int) -> Contact | None: ...
    async def add(self, contact: Contact) -> Contact: ...
    async def save(self, contact: Contact) -> None: ...


class Companies(joining.Companies, grading.Companies, Protocol):
    """Companies; `alike` and `with_phone` find others that may be the same."""

    async def add(self, company: Company) -> Company: ...
    async def alike(self, own: Company, domains: Sequence[str]) -> Sequence[Company]: ...
    async def with_phone(self, phone: str, own: int, contact_id: int) -> Sequence[Company]: ...
    async def reached_by(self, contact: Contact, since: datetime) -> Sequence[Company]: ...


class Ties(joining.Ties, Protocol):
    """Ties between companies; `joining` is the one by which a person's own went into another."""

    async def joining(self, contact_id: int) -> Tie | None: ...


class Leads(Protocol):
    """Leads; saving a version that somebody else has changed raises."""

    async def get(self, lead_id: int) -> Lead | None: ...
    async def open_for(self, contact_id: int, product: str | None) -> Lead | None: ...
    async def last_of(self, contact_id: int) -> Lead | None: ...
    async def last_taken(self, company_id: int, *, but: int) -> Lead | None: ...
    async def add(self, lead: Lead) -> Lead: ...
    async def save(self, lead: Lead) -> Lead: ...


class Events(Protocol):
    """History."""

    async def add(self, fact: Fact) -> None: ...
    async def history(self, lead_id: int) -> Sequence[Fact]: ...


class Outbox(Protocol):
    """What must be delivered; `leased_by` keeps the row for the one who is about to deliver it."""

    async def add(
        self, message: OutboxMessage, *, leased_by: str | None = None
    ) -> Claimed | None: ...


class Touches(Protocol):
    """Planned contacts."""

    async def plan(self, touch: Touch) -> None: ...
    async def cancel(self, prefix: str) -> None: ...
    async def of_person(self, contact_id: int) -> Sequence[Touch]: ...
    async def redate(self, touch: Touch) -> None: ...
    async def settle(self, touch_id: int, status: str = ...) -> object: ...


class Consents(Protocol):
    """The ledger; entries are only ever added."""

    async def add(self, entry: ConsentEntry) -> None: ...
    async def of(self, contact_id: int) -> Sequence[ConsentEntry]: ...


class Orders(Protocol):
    """Paid orders."""

    async def bought(self, contact_id: int) -> bool: ...


class Visits(Protocol):
    """Traffic."""

    async def add(self, visit: Visit) -> None: ...


class Waits(Protocol):
    """Who waits for a product."""

    async def add(self, wait: Wait) -> None: ...
    async def of(self, contact_id: int) -> Sequence[Wait]: ...
    async def drop(self, wait: Wait) -> None: ...


class Surveys(Protocol):
    """What people were asked after a purchase."""

    async def get(self, survey_id: int) -> Survey | None: ...
    async def save(self, survey: Survey) -> object: ...


class Erasure(Protocol):
    """What was said to people and must not be kept any more."""

    async def hush(self, contact: Contact) -> None: ...


class ConversationUnitOfWork(Protocol):
    """What a conversation writes besides its session."""

    @property
    def contacts(self) -> Contacts: ...
    @property
    def companies(self) -> Companies: ...
    @property
    def ties(self) -> Ties: ...
    @property
    def leads(self) -> Leads: ...
    @property
    def events(self) -> Events: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def touches(self) -> Touches: ...
    @property
    def consents(self) -> Consents: ...
    @property
    def tasks(self) -> Tasks: ...
    @property
    def documents(self) -> Documents: ...
    @property
    def erasure(self) -> Erasure: ...
    @property
    def visits(self) -> Visits: ...
    @property
    def campaigns(self) -> Campaigns: ...
    @property
    def assignments(self) -> Assignments: ...
    @property
    def absences(self) -> Absences: ...
    @property
    def orders(self) -> Orders: ...
    @property
    def referrals(self) -> Referrals: ...


class StoredSession(Protocol):
    """A session as the database holds it."""

    @property
    def id(self) -> int: ...
    @property
    def contact_id(self) -> int: ...
    @property
    def lead_id(self) -> int | None: ...
    @property
    def session(self) -> Session: ...


class Sessions(Protocol):
    """Sessions of contacts; saving a version that somebody else has changed raises."""

    async def active(self, contact_id: int) -> StoredSession | None: ...
    async def all_of(self, contact_id: int) -> Sequence[StoredSession]: ...
    async def add(
        self, contact_id: int, lead_id: int | None, session: Session, *, split: int | None
    ) -> StoredSession: ...
    async def save(
        self, stored: StoredSession, session: Session, *, lead_id: int | None
    ) -> StoredSession: ...


class Inbox(Protocol):
    """Updates whose turn is still to come."""

    async def claim(self, update_id: int) -> bool: ...


class DialogUnitOfWork(ConversationUnitOfWork, Protocol):
    """Everything that one turn reads and writes; committed as a whole or not at all."""

    @property
    def inbox(self) -> Inbox: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def scenarios(self) -> ScenarioTexts: ...
    @property
    def waits(self) -> Waits: ...
    @property
    def surveys(self) -> Surveys: ...
