"""Whose chat a form's link binds, and to what.

A form proves nothing about who filled it in: a phone number may be another's. So the link of a
form shows what that form said and nothing else. It binds the chat to a person of ours only where
nothing was known of them before the form; whoever else opens it goes on as themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from leads import desk_ports
from leads.cold import inviting
from leads.consent import ConsentEntry
from leads.contact import Contact
from leads.forms.facts import FormContinued
from leads.forms.submission import Kept
from leads.lead import Lead
from leads.reasons import RejectReason
from leads.stage import Stage
from leads.verdict import JsonValue


class Contacts(inviting.Contacts, Protocol):
    """People."""

    async def save(self, contact: Contact) -> object: ...


class Consents(Protocol):
    """The ledger."""

    async def add(self, entry: ConsentEntry) -> object: ...
    async def of(self, contact_id: int) -> Sequence[ConsentEntry]: ...


class Submissions(Protocol):
    """Sent forms. `read_by` keeps who opened the link first."""

    async def get(self, number: int) -> Kept | None: ...
    async def read_by(self, number: int, contact_id: int) -> object: ...


class ContinuingUnitOfWork(Protocol):
    """What opening a form's link reads and writes."""

    @property
    def contacts(self) -> Contacts: ...
    @property
    def leads(self) -> inviting.Leads: ...
    @property
    def consents(self) -> Consents: ...
    @property
    def events(self) -> desk_ports.Events: ...
    @property
    def submissions(self) -> Submissions: ...


@dataclass(frozen=True, slots=True)
class Continued:
    """With what the chat goes on: the answers by slot of the scenario version `digest`, on the
    lead, None where it is to be a new one."""

    form: str
    lead_id: int | None
    digest: str
    answers: Mapping[str, JsonValue]


async def bind(
    uow: ContinuingUnitOfWork, number: int, person: Contact, now: datetime
) -> Continued | None:
    """What the chat of `person` goes on with; None for a link that is another's or has no use.

    Opening it again gives the same.
    """
    kept = await uow.submissions.get(number)
    if kept is None or kept.filed is None:
        return None
    filed, form = kept.filed, kept.submission.form
    lead = await uow.leads.get(filed.lead_id)
    holder = await uow.contacts.get(lead.contact_id) if lead else None
    known = await uow.contacts.by_telegram(person.telegram_id)
    if kept.reader_id is not None and (known is None or known.id != kept.reader_id):
        return None
    if lead is None or holder is None or not lead.is_open:
        return None
    if known is None and filed.made and not holder.has_chat:
        known = holder.bound_to(person)
        await uow.contacts.bind(known)
    elif known is None:
        known = await uow.contacts.add(replace(person, created_at=now))
    own: Lead | None = lead
    if holder.id != known.id and filed.opened and not (holder.has_chat and filed.made):
        own = await _given(uow, lead, holder, known, made=filed.made, now=now)
    elif holder.id != known.id:
        own = None
    if kept.reader_id is None:
        await uow.submissions.read_by(number, known.id)
        if own is not None:
            fact = FormContinued(at=now, contact_id=known.id, lead_id=own.id, form=form)
            await uow.events.add(fact)
    return Continued(form, own.id if own else None, filed.digest, filed.answers)


async def _given(
    uow: ContinuingUnitOfWork,
    lead: Lead,
    holder: Contact,
    known: Contact,
    *,
    made: bool,
    now: datetime,
) -> Lead:
    """The lead, handed to who opened the link; one of theirs for the same need goes on instead."""
    under_way = await uow.leads.open_for(known.id, lead.product)
    if made:
        await _told(uow, holder, known)
    if under_way is None:
        return await uow.leads.give(lead, known.id)
    closed = replace(lead.moved(Stage.LOST, now), loss_reason=RejectReason.DUPLICATE.value)
    await uow.leads.save(closed)
    return under_way


async def _told(uow: ContinuingUnitOfWork, holder: Contact, known: Contact) -> None:
    """What the form said of its sender is the opener's, where nothing was known."""
    await uow.contacts.save(
        replace(
            known,
            phone=known.phone or holder.phone,
            email=known.email or holder.email,
            company_id=known.company_id or holder.company_id,
        )
    )
    for entry in await uow.consents.of(holder.id):
        await uow.consents.add(replace(entry, contact_id=known.id))
