"""What sales and managers do with a lead: take, reject, move, price, lose, get paid.

Who may call these is decided at the door (`bot.chat.access`); whose lead it is, here. Texts and
buttons are elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from leads.assigning import Assigner
from leads.desk_ports import DeskUnitOfWork, OverridingUnitOfWork
from leads.exclusivity.facts import ConflictFound
from leads.exclusivity.watch import Watch, check_free
from leads.grading.grading import Grading
from leads.lead import Lead
from leads.order import Order
from leads.overriding import check_override
from leads.policy import Policy
from leads.reasons import LossReason, RejectReason
from leads.selling import AlreadyTaken, NoSuchLead, NotYours, Seller, TakenNow, check_amount
from leads.stage import Funnel, MoveRefused, Stage
from leads.steps import Doer, Steps
from leads.verdict_facts import VerdictOverridden

NEEDS_MORE = {
    Stage.PAYMENT: "needs_amount",
    Stage.LOST: "needs_reason",
    Stage.DISQUALIFIED: "needs_reason",
    Stage.REFERRED: "needs_consent",
}


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
        self._assigner = assigner
        self._watch = watch
        self.steps = Steps(policy, funnels, grading)

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
        await self._check_free(uow, lead)
        if self._assigner is not None:
            await self._assigner.check_may_take(uow, lead, by, now)
        return TakenNow(await self.steps.take(uow, lead, by.id, _doer(by), now))

    async def reject(
        self, uow: DeskUnitOfWork, lead_id: int, reason: RejectReason, by: Seller, now: datetime
    ) -> Lead:
        """Send the lead back as not ours. Anyone may while nobody took it, then its owner."""
        lead = await self._theirs(uow, lead_id, by, untaken=True)
        self.steps.funnel(lead).check_move(lead.stage, Stage.DISQUALIFIED)
        return await self.steps.reject(uow, lead, reason.value, _doer(by), now)

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
        check_override(lead, target, reason, self.steps.funnel(lead))
        await self._check_free(uow, lead)
        was, judged = lead.stage, lead.verdict.stage if lead.verdict else lead.stage
        lead = await uow.leads.save(lead.overridden(target, now))
        await self.steps.give_task(uow, lead, now)
        fact = VerdictOverridden(
            **_doer(by).who(lead, now),
            judged=judged,
            was=was,
            stage=target,
            reason=reason,
            seller=by.name,
        )
        await self.steps.record(uow, fact, lead, now)
        contact = await uow.contacts.get(lead.contact_id)
        if self._assigner and contact and target is Stage.QUALIFIED and lead.owner_id is None:
            await self._assigner.offer(uow, lead, contact, now)
        if self._watch and contact and lead.verdict and target is Stage.QUALIFIED:
            inputs = lead.verdict.inputs
            found = await self._watch.look(uow, lead, contact, now, answers=inputs)
            if isinstance(found, ConflictFound):
                await self.steps.record(uow, found, lead, now)
        return lead

    async def advance_stage(
        self, uow: DeskUnitOfWork, lead_id: int, target: Stage, by: Seller, now: datetime
    ) -> Lead:
        """Move the lead along its funnel or onto a parking off-ramp.

        `MoveRefused` says why not; stages that need a sum, a reason or a consent have use cases
        of their own.
        """
        lead = await self._theirs(uow, lead_id, by)
        self.steps.funnel(lead).check_move(lead.stage, target)
        if target in NEEDS_MORE:
            raise MoveRefused(NEEDS_MORE[target])
        return await self.steps.move(uow, lead, target, _doer(by), now)

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
        lead = await self.open_one(uow, lead_id, by)
        return await self.steps.price(uow, lead, amount, discount, _doer(by), now)

    async def lose(
        self, uow: DeskUnitOfWork, lead_id: int, reason: LossReason, by: Seller, now: datetime
    ) -> Lead:
        """Close the lead as lost, for the seller's reason. Whoever closes what nobody took
        answers for it from then on."""
        lead = await self._theirs(uow, lead_id, by, untaken=True)
        self.steps.funnel(lead).check_move(lead.stage, Stage.LOST)
        return await self.steps.lose(uow, lead, reason.value, _doer(by), now)

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
        self.steps.funnel(lead).check_move(lead.stage, Stage.PAYMENT)
        return await self.steps.pay(uow, lead, amount, discount, _doer(by), now)

    async def open_one(self, uow: DeskUnitOfWork, lead_id: int, by: Seller) -> Lead:
        """An open lead that `by` may work on: their own, for managers anybody's. `NoSuchLead`,
        `NotYours`, `MoveRefused`."""
        lead = await self._theirs(uow, lead_id, by)
        if not lead.is_open:
            raise MoveRefused("lead_closed")
        return lead

    async def to_hand_on(self, uow: DeskUnitOfWork, lead_id: int, by: Seller) -> Lead:
        """As `open_one`; one that nobody took only as it may be taken, and for managers."""
        lead = await self.open_one(uow, lead_id, by)
        if lead.owner_id is None:
            await self._check_free(uow, lead)
        return lead

    async def _check_free(self, uow: DeskUnitOfWork, lead: Lead) -> None:
        if self._watch or lead.held:
            await check_free(uow, lead)

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


async def _get(uow: DeskUnitOfWork, lead_id: int) -> Lead:
    lead = await uow.leads.get(lead_id)
    if lead is None:
        raise NoSuchLead(lead_id)
    return lead


def _doer(by: Seller) -> Doer:
    return Doer(by.id, by.name)
