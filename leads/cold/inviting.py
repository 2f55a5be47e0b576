"""Leads that a salesperson began, and the personal link that binds a chat to one of them.

Until the link is opened the person has no chat: nothing can be sent to them, and nothing is. Whose
link it is, is signed; what a signature looks like is the caller's business.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from leads import desk_ports
from leads.caused import Reactions
from leads.cold.facts import LinkOpened
from leads.consent import REPLY_BASIS
from leads.contact import NO_CHAT, Contact, Source
from leads.funnels import FUNNEL_OF
from leads.lead import Lead, Temperature
from leads.meetings.booking import Meetings
from leads.meetings.caused import invite_row, of_one, reminders
from leads.meetings.ports import MeetingsUnitOfWork
from leads.recording import write
from leads.selling import Seller
from leads.stage import Stage
from leads.steps import Doer, Steps

PERSONAL = Source("personal_link")


class Contacts(Protocol):
    """People. `bind` gives somebody who had no chat theirs."""

    async def get(self, contact_id: int) -> Contact | None: ...
    async def by_telegram(self, telegram_id: int) -> Contact | None: ...
    async def add(self, contact: Contact) -> Contact: ...
    async def bind(self, contact: Contact) -> None: ...


class Leads(desk_ports.Leads, Protocol):
    """Leads. `give` hands one over to another contact of the same person."""

    async def add(self, lead: Lead) -> Lead: ...
    async def open_for(self, contact_id: int, product: str | None) -> Lead | None: ...
    async def give(self, lead: Lead, contact_id: int) -> Lead: ...


class ColdUnitOfWork(MeetingsUnitOfWork, Protocol):
    """What the cold funnel reads and writes."""

    @property
    def contacts(self) -> Contacts: ...
    @property
    def leads(self) -> Leads: ...


class Inviting:
    """The use cases."""

    def __init__(self, steps: Steps, meetings: Meetings) -> None:
        self._steps = steps
        self._meetings = meetings

    async def begin(self, uow: ColdUnitOfWork, name: str, by: Seller, now: datetime) -> Lead:
        """A cold lead of the salesperson's own, with whoever is called so."""
        contact = await uow.contacts.add(Contact(0, NO_CHAT, name=name, created_at=now))
        lead = await uow.leads.add(
            Lead(
                id=0,
                contact_id=contact.id,
                funnel=FUNNEL_OF[Temperature.COLD],
                temperature=Temperature.COLD,
                stage=Stage.LEAD,
                stage_since=now,
                channel=PERSONAL.channel,
            )
        )
        return await self._steps.take(uow, lead, by.id, Doer(by.id, by.name), now)

    async def bind(
        self, uow: ColdUnitOfWork, lead_id: int, person: Contact, now: datetime
    ) -> Lead | None:
        """The lead, whose chat is that of `person` from now on; None for a link that is another's.

        Opening it again changes nothing. Somebody whom we know already goes on as they are, and
        the lead becomes theirs, unless another one of theirs is under way.
        """
        lead = await uow.leads.get(lead_id)
        holder = await uow.contacts.get(lead.contact_id) if lead else None
        if lead is None or holder is None or not lead.is_open:
            return None
        if holder.has_chat:
            return lead if holder.telegram_id == person.telegram_id else None
        known = await uow.contacts.by_telegram(person.telegram_id)
        if known is None:
            known = holder.bound_to(person)
            await uow.contacts.bind(known)
        elif await uow.leads.open_for(known.id, lead.product) is not None:
            return None
        else:
            lead = await uow.leads.give(lead, known.id)
        await self._steps.record(uow, LinkOpened(**Doer().who(lead, now)), lead, now)
        await self._tell_meeting(uow, lead, known, now)
        return lead

    async def _tell_meeting(
        self, uow: ColdUnitOfWork, lead: Lead, contact: Contact, now: datetime
    ) -> None:
        """A meeting that was set before is told now, and reminded of from now on."""
        meeting = await uow.meetings.booked_of(lead.id)
        if meeting is None or meeting.at.starts_at <= now:
            return
        fact, mark = self._meetings.booked_fact(meeting, lead, now), f"bound:{contact.id}"
        row = invite_row(meeting.id, lead.id, contact, "booked", REPLY_BASIS, mark)
        touches = reminders(fact, lead, contact, now, mark=mark)
        await write(uow, Reactions((row,), touches, (of_one(lead.id, meeting.id),)))
