"""What a person agrees to or refuses beside the questions: a second look, /stop.

Every yes and no is an entry in the ledger before anything follows from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from leads.consent import STOPPED_BY_STOP, ConsentEntry, Purpose, last_word, withdrawals
from leads.contact import Contact
from leads.facts import ConsentGiven, ConsentWithdrawn, Fact, RecheckAgreed
from leads.lead import Lead
from leads.policy import Policy
from leads.recording import RecordUnitOfWork, record
from leads.stage import Stage


class Offers:
    """The use cases, under one company's policy."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    async def agree(
        self,
        uow: RecordUnitOfWork,
        contact: Contact,
        lead: Lead | None,
        entry: ConsentEntry,
        now: datetime,
    ) -> None:
        """Write one consent into the ledger."""
        if entry.contact_id != contact.id or not entry.granted:
            raise ValueError("a consent is given by the person themselves")
        await uow.consents.add(entry)
        fact = ConsentGiven(
            at=now,
            contact_id=contact.id,
            lead_id=lead.id if lead else None,
            purpose=entry.purpose,
            partner=entry.partner,
        )
        await self._record(uow, fact, lead, contact, now)

    async def agree_recheck(
        self,
        uow: RecordUnitOfWork,
        contact: Contact,
        lead: Lead,
        entry: ConsentEntry,
        recheck_at: datetime,
        now: datetime,
    ) -> None:
        """The person wants to be asked again: the consent, and the touch on that day."""
        if entry.purpose is not Purpose.REMINDER:
            raise ValueError("a second look needs a consent to reminders")
        await self.agree(uow, contact, lead, entry, now)
        if lead.stage is not Stage.NOT_YET:
            return
        fact = RecheckAgreed(at=now, contact_id=contact.id, lead_id=lead.id, recheck_at=recheck_at)
        await self._record(uow, fact, lead, contact, now)

    async def stop(
        self,
        uow: RecordUnitOfWork,
        contact: Contact,
        leads: Sequence[Lead],
        now: datetime,
        purposes: Iterable[Purpose] = STOPPED_BY_STOP,
    ) -> None:
        """Withdraw; by default what /stop withdraws. `leads` are the person's open ones.

        What was refused before is refused still: the ledger does not repeat itself.
        """
        ledger = await uow.consents.of(contact.id)
        last = {purpose: last_word(purpose, ledger, now) for purpose in purposes}
        to_refuse = [purpose for purpose, said in last.items() if said is None or said.granted]
        for entry in withdrawals(contact.id, now, to_refuse):
            await self.withdraw(uow, contact, leads, entry)

    async def withdraw(
        self,
        uow: RecordUnitOfWork,
        contact: Contact,
        leads: Sequence[Lead],
        entry: ConsentEntry,
    ) -> None:
        """Write one refusal into the ledger and let it cause what it causes on each lead."""
        if entry.contact_id != contact.id or entry.granted:
            raise ValueError("a consent is taken back by the person themselves")
        await uow.consents.add(entry)
        about: tuple[Lead | None, ...] = tuple(leads) or (None,)
        for lead in about:
            fact = ConsentWithdrawn(
                at=entry.at,
                contact_id=contact.id,
                lead_id=lead.id if lead else None,
                purpose=entry.purpose,
                partner=entry.partner,
            )
            await self._record(uow, fact, lead, contact, entry.at)

    async def _record(
        self,
        uow: RecordUnitOfWork,
        fact: Fact,
        lead: Lead | None,
        contact: Contact,
        now: datetime,
    ) -> None:
        await record(uow, fact, lead=lead, contact=contact, policy=self._policy, now=now)
