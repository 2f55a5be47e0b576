"""What every step of a lead writes: the lead, its task, its order, the fact and what that causes.

Nobody is asked for permission here: who may do what is `leads.desk`, which side's word counts
when a CRM says something is `leads.crm_back`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypedDict

from leads.assigning import Assignment
from leads.desk_ports import DeskUnitOfWork
from leads.facts import AmountSet, Fact, Lost, Paid, Rejected, StageMoved, Taken
from leads.grading.grading import Grading
from leads.handing.facts import OwnerChanged
from leads.history import owner_name
from leads.lead import Lead
from leads.order import Order, Task
from leads.policy import Policy
from leads.recording import record
from leads.selling import Seller
from leads.stage import Funnel, Stage
from leads.working_time import end_of_working_day


class Who(TypedDict):
    """What every fact of a step has in common."""

    at: datetime
    contact_id: int
    lead_id: int
    by: int | None


class Where(Who):
    """The same, with the CRM account in which it was done."""

    crm: str


@dataclass(frozen=True, slots=True)
class Doer:
    """Who takes a step: a Telegram id and name of the staff, or an account of a CRM (`crm`) in
    which somebody did it."""

    id: int | None = None
    name: str = ""
    crm: str = ""

    def who(self, lead: Lead, now: datetime) -> Who:
        """What a fact says of it."""
        return {"at": now, "contact_id": lead.contact_id, "lead_id": lead.id, "by": self.id}

    def where(self, lead: Lead, now: datetime) -> Where:
        """What the fact says that also tells in which CRM."""
        return {**self.who(lead, now), "crm": self.crm}


class Steps:
    """The steps, under one company's policy and funnels."""

    def __init__(self, policy: Policy, funnels: Mapping[str, Funnel], grading: Grading) -> None:
        self.policy = policy
        self._funnels = funnels
        self._grading = grading

    def funnel(self, lead: Lead) -> Funnel:
        """The lead's funnel; the warm one when its own no longer exists."""
        return self._funnels.get(lead.funnel) or self._funnels["warm"]

    async def take(
        self, uow: DeskUnitOfWork, lead: Lead, owner: int, by: Doer, now: datetime
    ) -> Lead:
        """Make the lead `owner`'s, shown as `by.name`."""
        lead = await uow.leads.save(replace(lead, owner_id=owner, taken_at=now))
        await self.give_task(uow, lead, now)
        await self.record(uow, Taken(**by.where(lead, now), owner=by.name), lead, now)
        return lead

    async def hand_on(
        self, uow: DeskUnitOfWork, lead: Lead, to: Seller, by: Doer, now: datetime, reason: str = ""
    ) -> Lead:
        """Make the lead `to`'s, who by that was given one as if it had been offered to them; an
        open one that nobody had is as if they had taken it."""
        untaken = lead.owner_id is None and lead.is_open
        theirs = lead.owner_id is not None and lead.owner_id == by.id
        former = by.name if theirs else owner_name(await uow.events.history(lead.id))
        fact = OwnerChanged(
            **by.where(lead, now),
            owner=to.name,
            former="" if untaken else former,
            giver=by.name,
            reason=reason,
        )
        if untaken:
            lead = await self.take(uow, lead, to.id, Doer(to.id, to.name, by.crm), now)
        else:
            lead = await uow.leads.save(lead.handed_on(to.id))
        await uow.assignments.save(Assignment(lead.id, to.id, now))
        await self.record(uow, fact, lead, now)
        return lead

    async def move(
        self, uow: DeskUnitOfWork, lead: Lead, target: Stage, by: Doer, now: datetime
    ) -> Lead:
        """Put the lead into a stage that needs nothing more; from a closed one it is open anew."""
        was, reason = lead.stage, lead.loss_reason if lead.is_open else None
        lead = await uow.leads.save(replace(lead.moved(target, now), loss_reason=reason))
        await self.give_task(uow, lead, now)
        fact = StageMoved(**by.where(lead, now), was=was, stage=target)
        await self.record(uow, fact, lead, now)
        return lead

    async def price(
        self, uow: DeskUnitOfWork, lead: Lead, amount: int, discount: int, by: Doer, now: datetime
    ) -> Lead:
        """Note what the deal is worth, in whole units of the lead's currency."""
        lead = await uow.leads.save(replace(lead, amount=amount, discount=discount))
        fact = AmountSet(
            **by.where(lead, now), amount=amount, discount=discount, currency=lead.currency
        )
        await self.record(uow, fact, lead, now)
        return lead

    async def reject(
        self, uow: DeskUnitOfWork, lead: Lead, reason: str, by: Doer, now: datetime
    ) -> Lead:
        """Close the lead as not ours."""
        was = lead.stage
        lead = replace(lead.moved(Stage.DISQUALIFIED, now), loss_reason=reason)
        fact = Rejected(**by.where(lead, now), reason=reason, was=was, seller=by.name)
        return await self._close(uow, lead, fact, now)

    async def lose(
        self, uow: DeskUnitOfWork, lead: Lead, reason: str, by: Doer, now: datetime
    ) -> Lead:
        """Close the lead as lost. Whoever of the staff closes what nobody took has it from then
        on."""
        was, taken = lead.stage, lead.owner_id is not None
        lead = replace(
            lead.moved(Stage.LOST, now),
            loss_reason=reason,
            owner_id=lead.owner_id if taken else by.id,
        )
        seller = "" if taken else by.name
        fact = Lost(**by.where(lead, now), reason=reason, was=was, seller=seller)
        return await self._close(uow, lead, fact, now)

    async def pay(
        self, uow: DeskUnitOfWork, lead: Lead, amount: int, discount: int, by: Doer, now: datetime
    ) -> Order:
        """Close the lead as won and write its order."""
        was = lead.stage
        lead = replace(
            lead.moved(Stage.PAYMENT, now), amount=amount, discount=discount, loss_reason=None
        )
        order = await uow.orders.add(
            Order(
                lead_id=lead.id,
                contact_id=lead.contact_id,
                company_id=lead.company_id,
                product=lead.product,
                amount=amount,
                discount=discount,
                currency=lead.currency,
                paid_at=now,
            )
        )
        fact = Paid(
            **by.where(lead, now),
            amount=amount,
            discount=discount,
            currency=lead.currency,
            was=was,
        )
        await self._close(uow, lead, fact, now)
        await self._grading.paid(uow, lead.company_id, now)
        return order

    async def give_task(self, uow: DeskUnitOfWork, lead: Lead, now: datetime) -> None:
        """End the tasks of the stage before, and give that of the present one."""
        await uow.tasks.close_of(lead.id, now)
        entry = self.funnel(lead).entry(lead.stage)
        if entry.task is None:
            return
        due = end_of_working_day(now, entry.task_days, self.policy)
        await uow.tasks.add(Task(lead.id, lead.owner_id, entry.task, due, now))

    async def record(self, uow: DeskUnitOfWork, fact: Fact, lead: Lead, now: datetime) -> None:
        """Add the fact to history with what it causes."""
        contact = await uow.contacts.get(lead.contact_id)
        await record(uow, fact, lead=lead, contact=contact, policy=self.policy, now=now)

    async def _close(self, uow: DeskUnitOfWork, lead: Lead, fact: Fact, now: datetime) -> Lead:
        lead = await uow.leads.save(lead)
        await uow.tasks.close_of(lead.id, now)
        await self.record(uow, fact, lead, now)
        return lead
