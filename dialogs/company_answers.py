"""Answers that tell which company the person is from: an existing one is used where it is the same.

What speaks for it is weighed by `leads.companies.evidence`; moving and undoing is `.joining`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from dialogs.ports import ConversationUnitOfWork
from leads.caused import stamp, to_sales
from leads.companies.colleagues import account_of
from leads.companies.evidence import NEITHER, Decision, Weighed, own_domain, weigh
from leads.companies.joining import between, completed, head_of, move, split, tie
from leads.companies.ties import Belongings, Tie, TieStatus
from leads.company import Company
from leads.company_facts import CompanyJoined
from leads.contact import Contact
from leads.lead import Lead
from leads.policy import Policy


@dataclass(frozen=True, slots=True)
class Found:
    """A known company that the person's may be: itself or one of its parts speaks for it."""

    head: Company
    weighed: Weighed


class CompanyAnswers:
    """What one turn learns of a company. The contact and the lead are stored by now."""

    def __init__(self, uow: ConversationUnitOfWork, policy: Policy, now: datetime) -> None:
        self._uow = uow
        self._policy = policy
        self._now = now

    async def learn(
        self, contact: Contact, lead: Lead | None, change: Callable[[Company], Company]
    ) -> CompanyJoined | None:
        """The person's own company as it is after `change`; the fact when it turns out to be
        another one. Contact and leads are saved as they are then, and sales hear of a new name."""
        before = await self._shown(contact)
        joined = await self._learn(contact, lead, change)
        after = await self._shown(await self._fresh(contact))
        renamed = before.title not in {"", after.title} and before.id == after.id
        if renamed and lead is not None:
            key = f"named:{after.id}:{stamp(self._now)}"
            await self._uow.outbox.add(to_sales(lead, "company_named", key))
        return joined

    async def _learn(
        self, contact: Contact, lead: Lead | None, change: Callable[[Company], Company]
    ) -> CompanyJoined | None:
        own, joined = await self._own(contact)
        told = change(own)
        if told == own and own.id:
            return None
        if not told.id:
            own = await self._first(contact, lead, told)
        else:
            own = told
            await self._uow.companies.save(own)
        if joined is not None and await self._still(own, joined):
            return None
        return await self._seek(own, await self._fresh(contact), lead)

    async def compare(self, contact: Contact, lead: Lead | None) -> CompanyJoined | None:
        """Something else of the person is known, their phone: whose company is theirs now?"""
        own, joined = await self._own(contact)
        if joined is not None or not own.id:
            return None
        return await self._seek(own, contact, lead)

    async def _shown(self, contact: Contact) -> Company:
        known = await self._uow.companies.get(contact.company_id) if contact.company_id else None
        return known or Company(id=0)

    async def _own(self, contact: Contact) -> tuple[Company, Tie | None]:
        """The company as this person told it, and the tie by which it went into another one."""
        joined = await self._uow.ties.joining(contact.id) if contact.company_id else None
        company_id = joined.company_id if joined else contact.company_id
        known = await self._uow.companies.get(company_id) if company_id else None
        return known or Company(id=0, name=None), joined if known else None

    async def _first(self, contact: Contact, lead: Lead | None, told: Company) -> Company:
        own = await self._uow.companies.add(told)
        await self._uow.contacts.save(replace(contact, company_id=own.id))
        if lead is not None:
            await self._uow.leads.save(replace(lead, company_id=own.id))
        return own

    async def _fresh(self, contact: Contact) -> Contact:
        return await self._uow.contacts.get(contact.id) or contact

    async def _still(self, own: Company, joined: Tie) -> bool:
        """Whether the new answer leaves the company joined; what it adds is added there too."""
        into = await self._uow.companies.get(joined.into_id)
        if into is None:
            return False
        weighed = weigh(own, into, phone="phone" in joined.evidence)
        if joined.by is None and weighed.decision is Decision.NEITHER:
            await split(self._uow, own.id, None, self._policy, self._now)
            return False
        whole, given = completed(into, own)
        if given:
            await self._uow.companies.save(whole)
            await self._uow.ties.save(replace(joined, given=(*joined.given, *given)))
        return True

    async def _seek(
        self, own: Company, contact: Contact, lead: Lead | None
    ) -> CompanyJoined | None:
        found = await self._candidates(own, contact)
        sure = [one for one in found if one.weighed.decision is Decision.JOIN]
        best = min((one.weighed.rank for one in sure), default=None)
        heads = [one for one in sure if one.weighed.rank == best]
        theirs = await self._uow.companies.belongings(own.id) if found else Belongings()
        alone = set(theirs.contacts) <= {contact.id}
        if len({one.head.id for one in heads}) == 1 and alone:
            return await self._join(own, heads[0], theirs, contact, lead)
        if found:
            await self._suggest(own, (heads or found)[0], contact)
        return None

    async def _candidates(self, own: Company, contact: Contact) -> list[Found]:
        """Companies that may be the person's own, the weightiest evidence first."""
        domain = own_domain(own.domain)
        domains = (domain, f"www.{domain}") if domain else ()
        rows = [(row, False) for row in await self._uow.companies.alike(own, domains)]
        if contact.phone:
            same = await self._uow.companies.with_phone(contact.phone, own.id, contact.id)
            rows += [(row, True) for row in same]
        ties = await self._uow.ties.of(own.id) if rows else ()
        decided = {one.into_id for one in ties if one.status is TieStatus.SPLIT and one.by}
        found = []
        for row, phone in rows:
            head = await head_of(self._uow, row)
            weighed = weigh(own, row, phone=phone)
            contrary = own.inn and head.inn and own.inn != head.inn
            if not (contrary or head.id in {own.id, *decided} or weighed == NEITHER):
                found.append(Found(head, weighed))
        return sorted(found, key=lambda one: (one.weighed.rank, one.head.id))

    async def _join(
        self, own: Company, found: Found, theirs: Belongings, contact: Contact, lead: Lead | None
    ) -> CompanyJoined:
        head, evidence = found.head, found.weighed.evidence
        account_id, account = await account_of(self._uow, head.id, but=contact.id)
        await tie(self._uow, own, head, theirs, evidence, self._now, contact_id=contact.id)
        await move(self._uow, theirs, {own.id}, head.id)
        return CompanyJoined(
            at=self._now,
            contact_id=contact.id,
            lead_id=lead.id if lead else None,
            company=own.id,
            into=head.id,
            evidence=evidence,
            account_id=account_id,
            account=account,
        )

    async def _suggest(self, own: Company, found: Found, contact: Contact) -> None:
        """Leave it to a manager, once."""
        if await between(self._uow, own.id, found.head.id) is None:
            await self._uow.ties.add(
                Tie(
                    id=0,
                    company_id=own.id,
                    into_id=found.head.id,
                    status=TieStatus.SUGGESTED,
                    evidence=found.weighed.evidence,
                    at=self._now,
                    contact_id=contact.id,
                )
            )
