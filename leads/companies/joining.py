"""Joining two companies and splitting them again, with everything that belongs to them.

Whether they are one is `leads.companies.evidence`; the answers that tell are read by `dialogs`.
A join moves ids and keeps both rows, so that splitting puts back exactly what was there.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from leads.companies.ties import Belongings, Tie, TieStatus
from leads.company import Company
from leads.company_facts import CompanyJoined, CompanySplit
from leads.contact import Contact
from leads.facts import Fact
from leads.lead import Lead
from leads.policy import Policy
from leads.recording import RecordUnitOfWork, record


class Companies(Protocol):
    """Companies."""

    async def get(self, company_id: int) -> Company | None: ...
    async def save(self, company: Company) -> None: ...
    async def belongings(self, company_id: int) -> Belongings: ...
    async def move_orders(self, order_ids: Sequence[int], company_id: int) -> None: ...


class Ties(Protocol):
    """Ties between companies."""

    async def of(self, company_id: int) -> Sequence[Tie]: ...
    async def add(self, tie: Tie) -> Tie: ...
    async def save(self, tie: Tie) -> None: ...


class Contacts(Protocol):
    """People."""

    async def get(self, contact_id: int) -> Contact | None: ...
    async def save(self, contact: Contact) -> object: ...


class Leads(Protocol):
    """Leads; saving a version that somebody else has changed raises."""

    async def get(self, lead_id: int) -> Lead | None: ...
    async def save(self, lead: Lead) -> Lead: ...


class Events(Protocol):
    """History."""

    async def add(self, fact: Fact) -> object: ...
    async def history(self, lead_id: int) -> Sequence[Fact]: ...


class JoiningUnitOfWork(RecordUnitOfWork, Protocol):
    """What joining reads and writes; committed as a whole or not at all."""

    @property
    def companies(self) -> Companies: ...
    @property
    def ties(self) -> Ties: ...
    @property
    def contacts(self) -> Contacts: ...
    @property
    def leads(self) -> Leads: ...
    @property
    def events(self) -> Events: ...


class CannotJoin(ValueError):
    """These two can't be joined or split; `reason` is a code that the texts explain."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _Known(Protocol):
    """Companies by number."""

    async def get(self, company_id: int) -> Company | None: ...


class KnowsCompanies(Protocol):
    """What following a join reads."""

    @property
    def companies(self) -> _Known: ...


async def head_of(uow: KnowsCompanies, company: Company) -> Company:
    """The company that this one is part of, itself when it was joined to none."""
    while company.joined_to is not None:
        above = await uow.companies.get(company.joined_to)
        if above is None:
            break
        company = above
    return company


def completed(head: Company, own: Company) -> tuple[Company, tuple[str, ...]]:
    """What is known of a company with what one of its parts adds, and the names of the fields that
    it adds; nothing is overwritten."""
    added = {
        field: value
        for field in ("name", "inn", "domain")
        if (value := getattr(own, field)) and not getattr(head, field)
    }
    return replace(head, **added), tuple(added)


def _without(head: Company, given: Collection[str]) -> Company:
    return replace(
        head,
        name=None if "name" in given else head.name,
        inn=None if "inn" in given else head.inn,
        domain=None if "domain" in given else head.domain,
    )


async def tie(
    uow: JoiningUnitOfWork,
    company: Company,
    into: Company,
    moved: Belongings,
    evidence: tuple[str, ...],
    now: datetime,
    *,
    contact_id: int | None = None,
    by: int | None = None,
) -> None:
    """Record that `company` is part of `into` from now on; moving is the caller's."""
    known = await between(uow, company.id, into.id)
    whole, given = completed(into, company)
    joined = Tie(
        id=known.id if known else 0,
        company_id=company.id,
        into_id=into.id,
        status=TieStatus.JOINED,
        evidence=evidence,
        at=now,
        moved=moved,
        given=given,
        contact_id=contact_id,
        by=by,
    )
    await (uow.ties.save(joined) if known else uow.ties.add(joined))
    await uow.companies.save(replace(company, joined_to=into.id))
    await uow.companies.save(whole)


async def between(uow: JoiningUnitOfWork, company_id: int, into_id: int) -> Tie | None:
    """The tie of the first company to the second."""
    found = [one for one in await uow.ties.of(company_id) if one.into_id == into_id]
    return found[0] if found else None


async def join(
    uow: JoiningUnitOfWork, company_id: int, into_id: int, by: int, policy: Policy, now: datetime
) -> tuple[Company, Company]:
    """A manager joins two companies, the first into the second; `CannotJoin` with the reason."""
    company, into = await _known(uow, company_id), await _known(uow, into_id)
    if company.joined_to is not None:
        raise CannotJoin("joined_already")
    into = await head_of(uow, into)
    if company.id == into.id:
        raise CannotJoin("same_company")
    moved = await uow.companies.belongings(company.id)
    await tie(uow, company, into, moved, ("manager",), now, by=by)
    await move(uow, moved, {company.id}, into.id)
    for lead, contact in await _about(uow, moved):
        fact = CompanyJoined(
            at=now,
            contact_id=contact.id,
            lead_id=lead.id,
            by=by,
            company=company.id,
            into=into.id,
            evidence=("manager",),
        )
        await record(uow, fact, lead=lead, contact=contact, policy=policy, now=now)
    return company, into


async def split(
    uow: JoiningUnitOfWork, company_id: int, by: int | None, policy: Policy, now: datetime
) -> tuple[Company, Company]:
    """Undo a join: `company_id` gets back what belonged to it. `CannotJoin` with the reason."""
    company = await _known(uow, company_id)
    if company.joined_to is None:
        raise CannotJoin("not_joined")
    joined = await between(uow, company.id, company.joined_to)
    into, head = await _known(uow, company.joined_to), await head_of(uow, company)
    moved = joined.moved if joined else Belongings()
    if joined is not None:
        await uow.ties.save(replace(joined, status=TieStatus.SPLIT, at=now, by=by))
        await uow.companies.save(_without(into, joined.given))
    await uow.companies.save(replace(company, joined_to=None))
    await move(uow, moved, {head.id}, company.id)
    for lead, contact in await _about(uow, moved):
        fact = CompanySplit(
            at=now, contact_id=contact.id, lead_id=lead.id, by=by, company=company.id, into=into.id
        )
        await record(uow, fact, lead=lead, contact=contact, policy=policy, now=now)
    return company, into


async def move(
    uow: JoiningUnitOfWork, moved: Belongings, away: Collection[int], company_id: int
) -> None:
    """Let what belongs to one of the companies `away` belong to the other; the rest is elsewhere
    by now."""
    for contact_id in sorted(moved.contacts):
        contact = await uow.contacts.get(contact_id)
        if contact is not None and contact.company_id in away:
            await uow.contacts.save(replace(contact, company_id=company_id))
    for lead_id in sorted(moved.leads):
        lead = await uow.leads.get(lead_id)
        if lead is not None and lead.company_id in away:
            await uow.leads.save(replace(lead, company_id=company_id))
    await uow.companies.move_orders(moved.orders, company_id)


async def _about(uow: JoiningUnitOfWork, moved: Belongings) -> list[tuple[Lead, Contact]]:
    found = []
    for lead_id in moved.leads:
        lead = await uow.leads.get(lead_id)
        contact = await uow.contacts.get(lead.contact_id) if lead else None
        if lead is not None and contact is not None and contact.erased_at is None:
            found.append((lead, contact))
    return found


async def _known(uow: JoiningUnitOfWork, company_id: int) -> Company:
    company = await uow.companies.get(company_id)
    if company is None:
        raise CannotJoin("no_such_company")
    return company
