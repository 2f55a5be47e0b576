"""Birthdays as use cases: keeping one that was told, the word to the owner, the congratulation.

Congratulated are clients and whoever has an open lead. The person hears it from the bot only with a
consent to reminders, under the caps of cadences, on the very day or not at all.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Protocol

from leads import desk_ports
from leads.birthday import Birthday
from leads.caused import Reactions, to_sales
from leads.consent import Basis, Purpose, allowed, basis_for
from leads.contact import Contact
from leads.facts import ContactGiven
from leads.history import owner_name
from leads.lead import Lead
from leads.outbox import OutboxMessage, Priority
from leads.policy import Policy
from leads.recording import RecordUnitOfWork, record, write
from leads.repeat.birthdays import (
    BIRTHDAY,
    BIRTHDAY_EVE,
    birthday_eve,
    birthday_wish,
    planned_for,
)
from leads.repeat.ports import RepeatUnitOfWork
from leads.touch import Touch


class Voice(Protocol):
    """Puts congratulations into words."""

    def wish(self, contact: Contact, owner: str, basis: Basis, key: str) -> OutboxMessage:
        """The congratulation on a birthday."""
        ...


class Leads(desk_ports.Leads, Protocol):
    """Leads of people."""

    async def last_of(self, contact_id: int) -> Lead | None: ...


class Contacts(desk_ports.Contacts, Protocol):
    """People."""

    async def save(self, contact: Contact) -> None: ...


class KeepingUnitOfWork(RecordUnitOfWork, Protocol):
    """What keeping a birthday reads and writes."""

    @property
    def leads(self) -> Leads: ...
    @property
    def contacts(self) -> Contacts: ...


async def keep_birthday(
    uow: KeepingUnitOfWork,
    contact: Contact,
    birthday: Birthday | None,
    policy: Policy,
    now: datetime,
    *,
    by: int | None = None,
) -> Contact:
    """The person with that birthday, told by themselves or by a member of the staff; None forgets
    it. What was planned for another day is called off."""
    if contact.birthday == birthday:
        return contact
    contact = replace(contact, birthday=birthday)
    await uow.contacts.save(contact)
    if birthday is None:
        await write(uow, Reactions(cancel_touches=planned_for(contact)))
        return contact
    lead = await uow.leads.last_of(contact.id)
    fact = ContactGiven(
        at=now, contact_id=contact.id, lead_id=lead.id if lead else None, by=by, what=BIRTHDAY
    )
    await record(uow, fact, lead=lead, contact=contact, policy=policy, now=now)
    return contact


class Birthdays:
    """The use cases, under one company's policy."""

    def __init__(self, policy: Policy, voice: Voice) -> None:
        self._policy = policy
        self._voice = voice

    async def eve(self, uow: RepeatUnitOfWork, touch: Touch, now: datetime) -> datetime | None:
        """Tell the owner, plan the congratulation where the person agreed to reminders, and the
        next year's. Never put off: None."""
        before = await uow.leads.get(touch.lead_id or 0)
        contact = await uow.contacts.get(before.contact_id) if before else None
        lead = await uow.leads.last_of(contact.id) if contact else None
        if lead is None or contact is None or contact.birthday is None:
            return None
        await uow.touches.plan(birthday_eve(contact.birthday, lead, self._policy, now))
        bought = await uow.orders.history(contact.id, contact.company_id)
        if not (bought or await uow.leads.open_of(contact.id)):
            return None
        day = date.fromisoformat(str(touch.payload["day"]))
        ledger = await uow.consents.of(contact.id)
        greets = contact.can_be_written_to and allowed(Purpose.REMINDER, ledger, now)
        if greets:
            await uow.touches.plan(birthday_wish(lead, contact, day, self._policy))
        told = {"day": day.isoformat(), "greets": greets}
        row = to_sales(lead, BIRTHDAY_EVE, touch.key, told, priority=Priority.FOLLOW_UP)
        await uow.outbox.add(row)
        return None

    async def congratulate(
        self, uow: RepeatUnitOfWork, touch: Touch, now: datetime
    ) -> datetime | None:
        """Congratulate the person. Never put off: None."""
        lead = await uow.leads.get(touch.lead_id or 0)
        contact = await uow.contacts.get(touch.contact_id or 0)
        if lead is None or contact is None or contact.birthday is None:
            return None
        basis = basis_for(touch.purpose, await uow.consents.of(contact.id), now)
        owner = owner_name(await uow.events.history(lead.id))
        await uow.outbox.add(self._voice.wish(contact, owner, basis, touch.key))
        return None
