"""What a person says to a message of a cadence, and what follows in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol

from leads.cadences import ports
from leads.cadences.cadence import Answer, Cadence, Moment, Then
from leads.cadences.facts import CadenceAnswered, CadenceSaid
from leads.cadences.planning import first
from leads.caused import cadences
from leads.consent import ConsentEntry
from leads.contact import Contact
from leads.facts import Fact
from leads.lead import Lead
from leads.offers import Offers
from leads.policy import Policy
from leads.recording import RecordUnitOfWork, record
from leads.talk_facts import HumanCalled
from leads.thinking.facts import Delayed, DoubtNamed
from leads.thinking.reasons import Doubt, Wait, wakes_on

ONE_TAP = timedelta(minutes=1)
"""The same answer within that time was tapped twice."""


class Leads(ports.Leads, Protocol):
    """Leads; saving a version that somebody else has changed raises."""

    async def save(self, lead: Lead) -> Lead: ...


class AnsweringUnitOfWork(RecordUnitOfWork, Protocol):
    """What an answer reads and writes; committed as a whole or not at all."""

    @property
    def leads(self) -> Leads: ...
    @property
    def events(self) -> ports.Events: ...


@dataclass(frozen=True, slots=True)
class CadenceAnswers:
    """The use cases, under one company's policy."""

    policy: Policy
    offers: Offers

    async def agree(
        self,
        uow: AnsweringUnitOfWork,
        contact: Contact,
        lead: Lead,
        cadence: Cadence,
        entry: ConsentEntry,
        now: datetime,
    ) -> None:
        """The invited person lets us write: the consent, and the first message on its day."""
        await self.offers.agree(uow, contact, lead, entry, now)
        # Tapped twice it still begins once.
        await uow.touches.cancel(cadences(lead, cadence.id))
        on, about = await self._awaited(uow, cadence, lead, now)
        planned = first(cadence, lead, contact, self.policy, now, on=on, about=about)
        if lead.is_open and planned is not None:
            await uow.touches.plan(planned)

    async def decline(
        self,
        uow: AnsweringUnitOfWork,
        contact: Contact,
        lead: Lead,
        cadence: Cadence,
        now: datetime,
    ) -> None:
        """The invited person wants no messages: the refusal is kept, nobody asks again."""
        await self.offers.stop(uow, contact, (lead,), now, (cadence.purpose,))

    async def answer(
        self,
        uow: AnsweringUnitOfWork,
        contact: Contact,
        lead: Lead,
        cadence: Cadence,
        answer: Answer,
        number: int,
        now: datetime,
    ) -> bool:
        """The person tapped an answer under message `number`; for whoever wants to talk a human is
        called. False when that very answer was heard already."""
        step = cadence.steps[number - 1].id if 0 < number <= len(cadence.steps) else ""
        variants: list[str] = []
        for one in await uow.events.history(lead.id):
            match one:
                case CadenceSaid() if (one.cadence, one.step) == (cadence.id, step):
                    variants.append(one.variant)
                case CadenceAnswered() if (one.cadence, one.step) == (cadence.id, step):
                    if one.answer == answer.id and one.at >= now - ONE_TAP:
                        return False
        fact = CadenceAnswered(
            at=now,
            contact_id=contact.id,
            lead_id=lead.id,
            cadence=cadence.id,
            step=step,
            variant=variants[-1] if variants else "",
            answer=answer.id,
            counts=answer.counts,
        )
        await self._record(uow, fact, lead, contact, now)
        if answer.then is Then.TALK:
            called = HumanCalled(at=now, contact_id=contact.id, lead_id=lead.id)
            await self._record(uow, called, lead, contact, now)
        return True

    async def delay(
        self, uow: AnsweringUnitOfWork, contact: Contact, lead: Lead, until: date, now: datetime
    ) -> None:
        """The person needs time until that day, and hears nothing before."""
        fact = Delayed(
            at=now, contact_id=contact.id, lead_id=lead.id, until=until, wait=Wait.DATE.value
        )
        await self._record(uow, fact, lead, contact, now)

    async def doubt(
        self, uow: AnsweringUnitOfWork, contact: Contact, lead: Lead, doubt: Doubt, now: datetime
    ) -> bool:
        """The person says what holds them up; the lead keeps it beside the seller's word. False
        when they said so already."""
        if lead.own_loss_reason == doubt.value:
            return False
        lead = await uow.leads.save(replace(lead, own_loss_reason=doubt.value))
        fact = DoubtNamed(
            at=now, contact_id=contact.id, lead_id=lead.id, doubt=doubt.value, stage=lead.stage
        )
        await self._record(uow, fact, lead, contact, now)
        return True

    async def _awaited(
        self, uow: AnsweringUnitOfWork, cadence: Cadence, lead: Lead, now: datetime
    ) -> tuple[date | None, str | None]:
        """The day that a waiting lead is woken on, and what it waits for."""
        if Moment.WAIT_OVER not in cadence.begins:
            return None, None
        history = await uow.events.history(lead.id)
        told = [fact for fact in history if isinstance(fact, Delayed)]
        if not told:
            return None, None
        today = now.astimezone(self.policy.zone).date()
        return wakes_on(told[-1].until, told[-1].wait, today), told[-1].wait

    async def _record(
        self, uow: AnsweringUnitOfWork, fact: Fact, lead: Lead, contact: Contact, now: datetime
    ) -> None:
        await record(uow, fact, lead=lead, contact=contact, policy=self.policy, now=now)
