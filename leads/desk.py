"""What sales and managers do with a lead: take, reject, move, price, lose, get paid.

Who may call these is decided at the door (`bot.chat.access`); whose lead it is, here. Texts and
buttons are elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypedDict

from leads.assigning import Assigner
from leads.desk_ports import DeskUnitOfWork, OverridingUnitOfWork
from leads.exclusivity.facts import ConflictFound
from leads.exclusivity.watch import Watch, check_free
from leads.facts import (
    AmountSet,
    Fact,
    Lost,
    Paid,
    Rejected,
    StageMoved,
    Taken,
)
from leads.grading.grading import Grading
from leads.lead import Lead
from leads.order import Order, Task
from leads.overriding import check_override
from leads.policy import Policy
from leads.reasons import LossReason, RejectReason
from leads.recording import record
from leads.selling import AlreadyTaken, NoSuchLead, NotYours, Seller, TakenNow, check_amount
from leads.stage import Funnel, MoveRefused, Stage
from leads.verdict_facts import VerdictOverridden
from leads.working_time import end_of_working_day

NEEDS_MORE = {
    Stage.PAYMENT: "needs_amount",
    Stage.LOST: "needs_reason",
    Stage.DISQUALIFIED: "needs_reason",
    Stage.REFERRED: "needs_consent",
}


class Who(TypedDict):
    """What every fact of the desk has in common."""

    at: datetime
    contact_id: int
    lead_id: int
    by: int


class Desk:
    """The use cases, under one company's policy and funnels; `assigner` where there is a team,
    `watch` where clients are exclusive."""

    def __init__(
        self,
        policy: Policy,
        funnels: Mapping[str, Funnel],
        grading: Grading,
        assigner: Assigner | None = None,
        watch: Watch | None = None,
    ) -> None:
        self._grading = grading
        self._assigner = assigner
        self._watch = watch
        self._policy = policy
        self._funnels = funnels

    def funnel(self, lead: Lead) -> Funnel:
        """The lead's funnel; the warm one when its own no longer exists."""
        return self._funnels.get(lead.funnel) or self._funnels["warm"]

    async def take(
        self, uow: DeskUnitOfWork, lead_id: int, by: Seller, now: datetime
    ) -> TakenNow | AlreadyTaken:
        """Make the lead theirs. The first one wins. `NoSuchLead`, `MoveRefused` when closed,
        `Reserved` while it is on offer to somebody else."""
        lead = await _get(uow, lead_id)
        if lead.owner_id is not None:
            return AlreadyTaken(lead, lead.owner_id)
        if not lead.is_open:
            raise MoveRefused("lead_closed")
        if self._watch or lead.held:
            await check_free(uow, lead)
        if self._assigner is not None:
            await self._assigner.check_may_take(uow, lead, by, now)
        lead = await uow.leads.save(replace(lead, owner_id=by.id, taken_at=now))
        await self._give_task(uow, lead, now)
        await self._record(uow, Taken(**_who(lead, by, now), owner=by.name), lead, now)
        return TakenNow(lead)

    async def reject(
        self, uow: DeskUnitOfWork, lead_id: int, reason: RejectReason, by: Seller, now: datetime
    ) -> Lead:
        """Send the lead back as not ours. Anyone may while nobody took it, then its owner."""
        lead = await self._theirs(uow, lead_id, by, untaken=True)
        self.funnel(lead).check_move(lead.stage, Stage.DISQUALIFIED)
        was = lead.stage
        lead = replace(lead.moved(Stage.DISQUALIFIED, now), loss_reason=reason.value)
        fact = Rejected(**_who(lead, by, now), reason=reason.value, was=was, seller=by.name)
        return await self._close(uow, lead, fact, now)

    async def override(
        self,
        uow: OverridingUnitOfWork,
        lead_id: int,
        target: Stage,
        reason: str,
        by: Seller,
        now: datetime,
    ) -> Lead:
        """Decide otherwise than the verdict, which stays in the record.

        Anyone may while nobody took the lead, then its owner, managers always. `MoveRefused`.
        """
        lead = await self._theirs(uow, lead_id, by, untaken=True)
        check_override(lead, target, reason, self.funnel(lead))
        if self._watch or lead.held:
            await check_free(uow, lead)
        was, judged = lead.stage, lead.verdict.stage if lead.verdict else lead.stage
        lead = await uow.leads.save(lead.overridden(target, now))
        await self._give_task(uow, lead, now)
        fact = VerdictOverridden(
            **_who(lead, by, now),
            judged=judged,
            was=was,
            stage=target,
            reason=reason,
            seller=by.name,
        )
        await self._record(uow, fact, lead, now)
        contact = await uow.contacts.get(lead.contact_id)
        if self._assigner and contact and target is Stage.QUALIFIED and lead.owner_id is None:
            await self._assigner.offer(uow, lead, contact, now)
        if self._watch and contact and lead.verdict and target is Stage.QUALIFIED:
            inputs = lead.verdict.inputs
            found = await self._watch.look(uow, lead, contact, now, answers=inputs)
            if isinstance(found, ConflictFound):
                await self._record(uow, found, lead, now)
        return lead

    async def advance_stage(
        self, uow: DeskUnitOfWork, lead_id: int, target: Stage, by: Seller, now: datetime
    ) -> Lead:
        """Move the lead along its funnel or onto a parking off-ramp.

        `MoveRefused` says why not; stages that need a sum, a reason or a consent have use cases
        of their own.
        """
        lead = await self._theirs(uow, lead_id, by)
        self.funnel(lead).check_move(lead.stage, target)
        if target in NEEDS_MORE:
            raise MoveRefused(NEEDS_MORE[target])
        was = lead.stage
        lead = await uow.leads.save(lead.moved(target, now))
        await self._give_task(uow, lead, now)
        await self._record(uow, StageMoved(**_who(lead, by, now), was=was, stage=target), lead, now)
        return lead

    async def set_amount(
        self,
        uow: DeskUnitOfWork,
        lead_id: int,
        amount: int,
        by: Seller,
        now: datetime,
        *,
        discount: int = 0,
    ) -> Lead:
        """Note what the deal is worth, in whole units of the lead's currency. `BadAmount`."""
        check_amount(amount, discount)
        lead = await self._theirs(uow, lead_id, by)
        if not lead.is_open:
            raise MoveRefused("lead_closed")
        lead = await uow.leads.save(replace(lead, amount=amount, discount=discount))
        fact = AmountSet(
            **_who(lead, by, now), amount=amount, discount=discount, currency=lead.currency
        )
        await self._record(uow, fact, lead, now)
        return lead

    async def lose(
        self, uow: DeskUnitOfWork, lead_id: int, reason: LossReason, by: Seller, now: datetime
    ) -> Lead:
        """Close the lead as lost, for the seller's reason. Whoever closes what nobody took
        answers for it from then on."""
        lead = await self._theirs(uow, lead_id, by, untaken=True)
        self.funnel(lead).check_move(lead.stage, Stage.LOST)
        was, seller = lead.stage, by.name if lead.owner_id is None else ""
        lead = replace(
            lead.moved(Stage.LOST, now),
            loss_reason=reason.value,
            owner_id=by.id if lead.owner_id is None else lead.owner_id,
        )
        fact = Lost(**_who(lead, by, now), reason=reason.value, was=was, seller=seller)
        return await self._close(uow, lead, fact, now)

    async def pay(
        self,
        uow: DeskUnitOfWork,
        lead_id: int,
        amount: int,
        by: Seller,
        now: datetime,
        *,
        discount: int | None = None,
    ) -> Order:
        """The money came in: close the lead as won and write its order. `BadAmount`.

        Without a `discount` the one noted before counts.
        """
        lead = await self._theirs(uow, lead_id, by)
        discount = (lead.discount or 0) if discount is None else discount
        check_amount(amount, discount)
        self.funnel(lead).check_move(lead.stage, Stage.PAYMENT)
        was = lead.stage
        lead = replace(lead.moved(Stage.PAYMENT, now), amount=amount, discount=discount)
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
            **_who(lead, by, now),
            amount=amount,
            discount=discount,
            currency=lead.currency,
            was=was,
        )
        await self._close(uow, lead, fact, now)
        await self._grading.paid(uow, lead.company_id, now)
        return order

    async def _theirs(
        self, uow: DeskUnitOfWork, lead_id: int, by: Seller, *, untaken: bool = False
    ) -> Lead:
        lead = await _get(uow, lead_id)
        if by.manager or lead.owner_id == by.id:
            return lead
        if lead.owner_id is not None:
            raise NotYours(lead.owner_id)
        if not untaken:
            raise MoveRefused("take_first")
        return lead

    async def _give_task(self, uow: DeskUnitOfWork, lead: Lead, now: datetime) -> None:
        await uow.tasks.close_of(lead.id, now)
        entry = self.funnel(lead).entry(lead.stage)
        if entry.task is None:
            return
        due = end_of_working_day(now, entry.task_days, self._policy)
        await uow.tasks.add(Task(lead.id, lead.owner_id, entry.task, due, now))

    async def _close(self, uow: DeskUnitOfWork, lead: Lead, fact: Fact, now: datetime) -> Lead:
        lead = await uow.leads.save(lead)
        await uow.tasks.close_of(lead.id, now)
        await self._record(uow, fact, lead, now)
        return lead

    async def _record(self, uow: DeskUnitOfWork, fact: Fact, lead: Lead, now: datetime) -> None:
        contact = await uow.contacts.get(lead.contact_id)
        await record(uow, fact, lead=lead, contact=contact, policy=self._policy, now=now)


async def _get(uow: DeskUnitOfWork, lead_id: int) -> Lead:
    lead = await uow.leads.get(lead_id)
    if lead is None:
        raise NoSuchLead(lead_id)
    return lead


def _who(lead: Lead, by: Seller, now: datetime) -> Who:
    return {"at": now, "contact_id": lead.contact_id, "lead_id": lead.id, "by": by.id}
