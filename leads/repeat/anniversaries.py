"""Anniversaries of working together: counted from a client's first paid order, year after year.

The owner is told the day before, so that they may congratulate by themselves; the person hears it
from the bot only with a consent to reminders, under the caps of cadences.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Protocol

from leads.caused import person_touch, staff_touch, to_sales
from leads.consent import Basis, Purpose, allowed, basis_for
from leads.contact import Contact
from leads.history import owner_name
from leads.lead import Lead
from leads.local_time import first_moment, in_year
from leads.outbox import OutboxMessage, Priority
from leads.policy import Policy
from leads.repeat.ports import RepeatUnitOfWork
from leads.touch import Touch
from leads.working_time import worked_before, working_morning

EVE, GREETING = "anniversary_eve", "anniversary"
"""Kinds of touches: the word to the owner on the working day before, and the one to the person."""

LATE = timedelta(days=7)
"""After so long a congratulation is none."""


class Voice(Protocol):
    """Puts congratulations into words."""

    def congratulate(
        self, contact: Contact, years: int, owner: str, basis: Basis, key: str
    ) -> OutboxMessage:
        """The congratulation on that many years."""
        ...


def eve_after(first: datetime, lead: Lead, policy: Policy, now: datetime) -> Touch:
    """The touch before the next anniversary of the payment made `first`. One for each year."""
    zone = policy.zone
    born = first.astimezone(zone).date()
    today = now.astimezone(zone).date()
    years = max(today.year - born.year, 1)
    # The day before must still lie ahead.
    while worked_before(_anniversary(born, years), policy) <= today:
        years += 1
    day = _anniversary(born, years)
    due = first_moment(worked_before(day, policy), policy.working_start, zone)
    about = {"lead_id": lead.id, "day": day.isoformat(), "years": years}
    key = f"{EVE}:{lead.contact_id}:{day.year}"
    return staff_touch(lead, EVE, key, due, about, priority=Priority.FOLLOW_UP)


class Anniversaries:
    """The use cases, under one company's policy."""

    def __init__(self, policy: Policy, voice: Voice) -> None:
        self._policy = policy
        self._voice = voice

    async def eve(self, uow: RepeatUnitOfWork, touch: Touch, now: datetime) -> datetime | None:
        """Tell the owner, plan the congratulation where the person agreed to reminders, and the
        next year's. Never put off: None."""
        lead = await uow.leads.get(touch.lead_id or 0)
        contact = await uow.contacts.get(lead.contact_id) if lead else None
        if lead is None or contact is None or contact.erased_at is not None:
            return None
        years, day = int(str(touch.payload["years"])), date.fromisoformat(str(touch.payload["day"]))
        ledger = await uow.consents.of(contact.id)
        greets = contact.can_be_written_to and allowed(Purpose.REMINDER, ledger, now)
        if greets:
            await uow.touches.plan(_greeting(lead, contact, years, day, self._policy))
        told = {"day": day.isoformat(), "years": years, "greets": greets}
        row = to_sales(lead, EVE, touch.key, told, priority=Priority.FOLLOW_UP)
        await uow.outbox.add(row)
        bought = await uow.orders.history(contact.id, lead.company_id or contact.company_id)
        if bought:
            await uow.touches.plan(eve_after(bought[0][0], lead, self._policy, now))
        return None

    async def congratulate(
        self, uow: RepeatUnitOfWork, touch: Touch, now: datetime
    ) -> datetime | None:
        """Congratulate the person. Never put off: None."""
        lead = await uow.leads.get(touch.lead_id or 0)
        contact = await uow.contacts.get(touch.contact_id or 0)
        if lead is None or contact is None:
            return None
        basis = basis_for(touch.purpose, await uow.consents.of(contact.id), now)
        owner = owner_name(await uow.events.history(lead.id))
        years = int(str(touch.payload["years"]))
        said = self._voice.congratulate(contact, years, owner, basis, touch.key)
        await uow.outbox.add(said)
        return None


def _greeting(lead: Lead, contact: Contact, years: int, day: date, policy: Policy) -> Touch:
    due = working_morning(day, policy.towards(contact))
    return person_touch(
        lead,
        GREETING,
        f"{GREETING}:{contact.id}:{day.year}",
        due,
        {"lead_id": lead.id, "years": years},
        purpose=Purpose.REMINDER,
        priority=Priority.FOLLOW_UP,
        expires=due + LATE,
    )


def _anniversary(born: date, years: int) -> date:
    """That many years later."""
    return in_year(born.month, born.day, born.year + years)
