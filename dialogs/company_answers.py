"""Answers that tell which company the person is from: an existing one is used where it is the same.

What speaks for it is weighed by `leads.companies.evidence`; moving and undoing is `.joining`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from dialogs.ports import ConversationUnitOfWork
from leads.caused import stamp, to_sales
from leads.companies.candidates import Found, candidates, surest
from leads.companies.colleagues import account_of
from leads.companies.evidence import Decision, weigh
from leads.companies.joining import between, completed, move, split, tie
from leads.companies.ties import Belongings, Tie
from leads.company import Company
from leads.company_facts import CompanyJoined
from leads.contact import Contact
from leads.lead import Lead
from leads.policy import Policy


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
        found = await candidates(self._uow, own, contact.phone, contact.id)
        heads = surest(found)
        theirs = await self._uow.companies.belongings(own.id) if found else Belongings()
        alone = set(theirs.contacts) <= {contact.id}
        if len({one.head.id for one in heads}) == 1 and alone:
            return await self._join(own, heads[0], theirs, contact, lead)
        if found:
            await self._suggest(own, (heads or found)[0], contact)
        return None

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
            await self._uow.ties.add(found.suggested(own.id, self._now, contact.id))
