"""What giving leads to partners reads and writes, and who puts it into words; narrow protocols."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from leads.consent import Basis
from leads.contact import Contact
from leads.documents import ConsentText, Documents
from leads.lead import Lead
from leads.outbox import OutboxMessage
from leads.partners.choosing import Record
from leads.partners.partner import Partner
from leads.partners.referral import Referral
from leads.recording import RecordUnitOfWork


class Leads(Protocol):
    """Leads; saving a version that somebody else has changed raises."""

    async def get(self, lead_id: int) -> Lead | None: ...
    async def save(self, lead: Lead) -> Lead: ...
    async def open_for(self, contact_id: int, product: str | None) -> Lead | None: ...


class Contacts(Protocol):
    """People."""

    async def get(self, contact_id: int) -> Contact | None: ...


class Referrals(Protocol):
    """Referrals; `get` holds the row until the work is over, `records` counts them by partner."""

    async def get(self, referral_id: int) -> Referral | None: ...
    async def add(self, referral: Referral) -> Referral: ...
    async def save(self, referral: Referral) -> None: ...
    async def of_contact(self, contact_id: int) -> Sequence[Referral]: ...
    async def records(self) -> Mapping[str, Record]: ...


class OfferingUnitOfWork(RecordUnitOfWork, Protocol):
    """What naming a partner to a person reads and writes."""

    @property
    def referrals(self) -> Referrals: ...
    @property
    def documents(self) -> Documents: ...


class PartnersUnitOfWork(OfferingUnitOfWork, Protocol):
    """What a referral on its way reads and writes; committed as a whole or not at all."""

    @property
    def leads(self) -> Leads: ...
    @property
    def contacts(self) -> Contacts: ...


class PartnerWords(Protocol):
    """Puts into words what the person is asked; what they agree to is kept as it is shown."""

    def document(self, partner: Partner, data: Sequence[str], language: str) -> ConsentText: ...

    def offer(
        self, referral: Referral, contact: Contact, asked: ConsentText, basis: Basis, *, after: str
    ) -> OutboxMessage:
        """The offer with its buttons; `after` names who did not take the lead, "" for nobody."""
        ...

    def nobody(self, contact: Contact, key: str) -> OutboxMessage:
        """There is no partner for what the person asked."""
        ...

    def already(self, contact: Contact, partner: str, key: str) -> OutboxMessage:
        """The partner of that name has the person's enquiry."""
        ...

    def how_it_went(self, referral: Referral, contact: Contact, basis: Basis) -> OutboxMessage:
        """How was it with the partner? With buttons."""
        ...
