"""Forgetting a person who asks for it: what goes, what is kept, and on what ground.

Pure rules, and the use case over its ports. Rows of every table are the business of
`storage.erasure`, words that of templates.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from leads.contact import Contact
from leads.crm_rows import erase_in_crm
from leads.data_facts import Erased
from leads.facts import Fact
from leads.history import owner_name
from leads.lead import Lead
from leads.meetings.caused import event_row
from leads.meetings.ports import ShownMeetings
from leads.outbox import OutboxMessage, Topic
from leads.partners.caused import erase_row
from leads.partners.referral import Referral
from leads.stage import Stage

ERASED = "erased"
"""The reason that a lead closes with when its person is forgotten; a code like `LossReason`."""


class Kept(StrEnum):
    """What outlives an erasure. The words that give the ground are labels `kept_…`.

    `ORDERS`: paid orders with their company, for the books (402-FZ art. 29, five years).
    `CONSENTS`: what was agreed to or taken back and when, as proof (38-FZ art. 18, 152-FZ art. 9).
    `FIGURES`: numbers without a person, such as the stage that a lead reached.
    """

    ORDERS = "orders"
    CONSENTS = "consents"
    FIGURES = "figures"


def what_is_kept(*, orders: int, consents: int) -> tuple[Kept, ...]:
    """What will be left of a person with that many orders and entries in the ledger."""
    kept = [Kept.ORDERS] if orders else []
    if consents:
        kept.append(Kept.CONSENTS)
    return (*kept, Kept.FIGURES)


def forgotten_contact(contact: Contact, now: datetime) -> Contact:
    """What is left of the person: a number that others refer to, and when it was emptied.

    The negative Telegram id is nobody's; whoever comes back is somebody new.
    """
    return Contact(
        id=contact.id,
        telegram_id=-contact.id,
        language=contact.language,
        first_source=contact.first_source,
        last_source=contact.last_source,
        created_at=contact.created_at,
        erased_at=now,
    )


def forgotten_lead(lead: Lead, now: datetime, *, keeps_company: bool) -> Lead:
    """The lead as a number: closed where it was open, without answers, verdict or words."""
    closed = lead.moved(Stage.LOST, now) if lead.is_open else lead
    return replace(
        closed,
        company_id=lead.company_id if keeps_company else None,
        verdict=None,
        traits=(),
        brief={},
        loss_reason=ERASED if lead.is_open else lead.loss_reason,
        own_loss_reason=None,
        grade=None,
        worth=None,
    )


@dataclass(frozen=True, slots=True)
class Belongings:
    """What there is of a person: how much of it the law keeps, and their leads."""

    leads: tuple[Lead, ...]
    orders: int
    consents: int
    ordered_on: frozenset[int]

    @property
    def kept(self) -> tuple[Kept, ...]:
        """What will be left."""
        return what_is_kept(orders=self.orders, consents=self.consents)


class Erasure(Protocol):
    """Every table at once."""

    async def belongings(self, contact_id: int) -> Belongings:
        """What there is of the person."""
        ...

    async def forget(
        self,
        contact: Contact,
        tombstone: Contact,
        *,
        companies: Collection[int],
        update_id: int | None,
    ) -> None:
        """Empty or delete every row about the person but what is kept by law.

        `companies` are those that they or their leads belonged to, `update_id` names the very
        update that asks for it.
        """
        ...


class Threads(Protocol):
    """Topics of the sales group; `orphaned` are those, by chat and number, that were about nobody
    but the forgotten person."""

    async def orphaned(self, contact_id: int) -> Sequence[tuple[int, int]]: ...


class CrmLinks(Protocol):
    """The accounts that have cards of the person."""

    async def accounts_of(self, contact_id: int, lead_ids: Sequence[int]) -> Sequence[str]: ...


class Leads(Protocol):
    """Leads; saving a version that somebody else has changed raises."""

    async def save(self, lead: Lead) -> Lead: ...


class Events(Protocol):
    """History."""

    async def add(self, fact: Fact) -> object: ...
    async def history(self, lead_id: int) -> Sequence[Fact]: ...


class Outbox(Protocol):
    """What must be delivered; a key written before changes nothing."""

    async def add(self, message: OutboxMessage) -> object: ...


class Referrals(Protocol):
    """Referrals to partners."""

    async def of_contact(self, contact_id: int) -> Sequence[Referral]: ...
    async def save(self, referral: Referral) -> None: ...


class ErasureUnitOfWork(Protocol):
    """What forgetting reads and writes; committed as a whole or not at all."""

    @property
    def erasure(self) -> Erasure: ...
    @property
    def threads(self) -> Threads: ...
    @property
    def crm_links(self) -> CrmLinks: ...
    @property
    def leads(self) -> Leads: ...
    @property
    def events(self) -> Events: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def referrals(self) -> Referrals: ...
    @property
    def calendars(self) -> ShownMeetings: ...


async def erase(
    uow: ErasureUnitOfWork, contact: Contact, now: datetime, *, update_id: int | None = None
) -> tuple[Kept, ...]:
    """Forget the person; returns what is kept all the same.

    `update_id` names the update in which they asked for it; without one their time was over.
    Cards in the sales chat and in the CRMs are emptied, and whoever has an open lead in hand is
    told; all through the outbox, and nothing says who it was.
    """
    found = await uow.erasure.belongings(contact.id)
    notices = [*await _from_partners(uow, contact, now)]
    passed_on = {notice.payload["lead_id"] for notice in notices}
    for lead in found.leads:
        owner = owner_name(await uow.events.history(lead.id)) if lead.owner_id else ""
        keeps = lead.id in found.ordered_on
        await uow.leads.save(forgotten_lead(lead, now, keeps_company=keeps))
        if lead.card_at is not None or lead.held or lead.id in passed_on:
            notices.append(_to_sales(lead, "card_erased", asked=update_id is not None))
        if lead.owner_id is not None and lead.is_open:
            notices.append(_to_sales(lead, "erasure_notice", owner=owner))
    companies = {contact.company_id, *(lead.company_id for lead in found.leads)}
    await uow.erasure.forget(
        contact,
        forgotten_contact(contact, now),
        companies={one for one in companies if one is not None},
        update_id=update_id,
    )
    await uow.events.add(Erased(at=now, contact_id=contact.id))
    for chat_id, thread_id in await uow.threads.orphaned(contact.id):
        notices.append(_topic(contact, chat_id, thread_id))
    for owner_id, meeting_id in await uow.calendars.shown(contact.id):
        notices.append(event_row(owner_id, meeting_id, ERASED))
    lead_ids = [lead.id for lead in found.leads]
    for account in await uow.crm_links.accounts_of(contact.id, lead_ids):
        notices.append(erase_in_crm(account, contact.id, lead_ids, now))
    for notice in notices:
        await uow.outbox.add(notice)
    return found.kept


async def _from_partners(
    uow: ErasureUnitOfWork, contact: Contact, now: datetime
) -> list[OutboxMessage]:
    """Partners who have something of the person are asked to erase it; every offer is over."""
    notices: list[OutboxMessage] = []
    for referral in await uow.referrals.of_contact(contact.id):
        await uow.referrals.save(referral.forgotten(now))
        if referral.passed_on:
            notices.append(erase_row(referral))
    return notices


def _to_sales(lead: Lead, kind: str, *, asked: bool = True, owner: str = "") -> OutboxMessage:
    return OutboxMessage(
        topic=Topic.SALES,
        key=f"{kind}:{lead.id}",
        lane=f"lead:{lead.id}",
        payload={
            "kind": kind,
            "v": 1,
            "lead_id": lead.id,
            "owner_id": lead.owner_id,
            "owner": owner,
            "asked": asked,
        },
    )


def _topic(contact: Contact, chat_id: int, thread_id: int) -> OutboxMessage:
    """Its name and what staff wrote there speak of the person, so it goes as a whole."""
    return OutboxMessage(
        topic=Topic.SALES,
        key=f"topic_erased:{chat_id}:{thread_id}",
        lane=f"erased:{contact.id}",
        payload={"kind": "topic_erased", "v": 1, "chat_id": chat_id, "thread_id": thread_id},
    )
