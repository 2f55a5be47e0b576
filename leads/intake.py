"""How people come in: visits, enquiries, and one open lead per person and product.

A bare /start is a visit. The first answer or text is an enquiry, and only that makes a lead.
What was said is no matter of this module.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from leads.catalogue import BY_THEMSELVES, Arrival, Campaign
from leads.contact import Contact
from leads.facts import EnquiryMade, ProductNamed, Visited
from leads.funnels import FUNNEL_OF
from leads.lead import Lead, Temperature
from leads.reasons import RejectReason
from leads.stage import Stage
from leads.visit import Visit


class Contacts(Protocol):
    """People."""

    async def save(self, contact: Contact) -> object: ...


class Visits(Protocol):
    """Traffic."""

    async def add(self, visit: Visit) -> object: ...


class Leads(Protocol):
    """Leads; `open_for` finds the open one for exactly that product, None meaning not named."""

    async def open_for(self, contact_id: int, product: str | None) -> Lead | None: ...
    async def add(self, lead: Lead) -> Lead: ...
    async def save(self, lead: Lead) -> Lead: ...


class Events(Protocol):
    """History."""

    async def add(self, fact: Visited | EnquiryMade | ProductNamed) -> object: ...


class IntakeUnitOfWork(Protocol):
    """What coming in reads and writes; committed as a whole or not at all."""

    @property
    def contacts(self) -> Contacts: ...
    @property
    def visits(self) -> Visits: ...
    @property
    def leads(self) -> Leads: ...
    @property
    def events(self) -> Events: ...


class People(Contacts, Protocol):
    """People, found by Telegram id."""

    async def by_telegram(self, telegram_id: int) -> Contact | None: ...
    async def add(self, contact: Contact) -> Contact: ...


class MeetingUnitOfWork(Protocol):
    """What meeting somebody reads and writes."""

    @property
    def contacts(self) -> People: ...


@dataclass(frozen=True, slots=True)
class Enquiry:
    """The lead that an enquiry belongs to; `new` when this one opened it."""

    lead: Lead
    new: bool


async def meet(
    uow: MeetingUnitOfWork,
    telegram_id: int,
    name: str,
    username: str | None,
    language: str,
    now: datetime,
) -> Contact:
    """The contact of somebody who has just written: made, or no longer taken for blocked."""
    contact = await uow.contacts.by_telegram(telegram_id)
    if contact is None:
        return await uow.contacts.add(
            Contact(
                id=0,
                telegram_id=telegram_id,
                name=name,
                username=username,
                language=language,
                created_at=now,
            )
        )
    if contact.blocked_at is not None:
        contact = replace(contact, blocked_at=None)
        await uow.contacts.save(contact)
    return contact


async def register_visit(
    uow: IntakeUnitOfWork, contact: Contact, arrived: Arrival, now: datetime
) -> Contact:
    """Count a visit; the contact comes back with its first and last source."""
    source = arrived.source
    await uow.visits.add(Visit(contact.id, source.channel, now, source.campaign, arrived.parameter))
    await uow.events.add(
        Visited(at=now, contact_id=contact.id, channel=source.channel, campaign=source.campaign)
    )
    seen = contact.came_from(source)
    if seen != contact:
        await uow.contacts.save(seen)
    return seen


async def register_enquiry(
    uow: IntakeUnitOfWork, contact: Contact, now: datetime, *, campaign: Campaign | None = None
) -> Enquiry:
    """The lead of what the person says now: the open one, else a new one.

    A campaign for one product names the need; otherwise it is yet to be named.
    """
    product = campaign.product if campaign else None
    known = await uow.leads.open_for(contact.id, product)
    if known is not None:
        return Enquiry(known, new=False)
    source = contact.last_source or BY_THEMSELVES
    temperature = campaign.temperature if campaign else Temperature.WARM
    lead = await uow.leads.add(
        Lead(
            id=0,
            contact_id=contact.id,
            company_id=contact.company_id,
            product=product,
            funnel=FUNNEL_OF[temperature],
            temperature=temperature,
            stage=Stage.ENQUIRY if temperature is Temperature.WARM else Stage.LEAD,
            stage_since=now,
            channel=source.channel,
            campaign=source.campaign,
            enquired_at=now,
        )
    )
    await uow.events.add(
        EnquiryMade(
            at=now,
            contact_id=contact.id,
            lead_id=lead.id,
            channel=source.channel,
            campaign=source.campaign,
        )
    )
    return Enquiry(lead, new=True)


async def name_product(uow: IntakeUnitOfWork, lead: Lead, product: str, now: datetime) -> Lead:
    """The need is known. Returns the lead that the conversation goes on with.

    When another lead of the person for that product is open, that one goes on and this one is
    closed as a duplicate of it. A lead that has its verdict, or waits for its product, keeps that:
    another need is another lead.
    """
    if lead.product == product:
        return lead
    settled = lead.verdict is not None or lead.stage is Stage.WAITING
    known = await uow.leads.open_for(lead.contact_id, product)
    if known is not None and known.id != lead.id:
        if not settled and lead.is_open:
            closed = lead.moved(Stage.LOST, now)
            await uow.leads.save(replace(closed, loss_reason=RejectReason.DUPLICATE.value))
        return known
    if not settled:
        named = await uow.leads.save(replace(lead, product=product))
    else:
        named = await uow.leads.add(_another(lead, product, now))
    await uow.events.add(
        ProductNamed(at=now, contact_id=named.contact_id, lead_id=named.id, product=product)
    )
    return named


def _another(lead: Lead, product: str, now: datetime) -> Lead:
    return Lead(
        id=0,
        contact_id=lead.contact_id,
        company_id=lead.company_id,
        product=product,
        funnel=FUNNEL_OF[lead.temperature],
        temperature=lead.temperature,
        stage=Stage.ENQUIRY if lead.temperature is Temperature.WARM else Stage.LEAD,
        stage_since=now,
        currency=lead.currency,
        channel=lead.channel,
        campaign=lead.campaign,
        enquired_at=now,
        first_reply_at=now,
    )
