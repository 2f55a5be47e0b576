"""What becomes of a lead by what a CRM says of it: the steps that sales would take here.

Any move is followed that the table of `leads.crm_back.owning` lets count, also back and over
several stages: there sales are not bound to our funnel. Saying the same twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from leads import desk_ports
from leads.crm_back.facts import CrmSaid
from leads.crm_back.owning import Kept, why_kept
from leads.crm_back.saying import Said, SaidOwner, SaidStage
from leads.facts import Fact, Lost
from leads.lead import Lead
from leads.meetings.ports import MeetingsUnitOfWork
from leads.reasons import LossReason
from leads.selling import LARGEST_AMOUNT, Seller
from leads.stage import Stage
from leads.steps import Doer, Steps


class Leads(desk_ports.Leads, Protocol):
    """Leads."""

    async def open_for(self, contact_id: int, product: str | None) -> Lead | None: ...


class BackUnitOfWork(MeetingsUnitOfWork, Protocol):
    """What following a CRM reads and writes."""

    @property
    def leads(self) -> Leads: ...


@dataclass(frozen=True, slots=True)
class Followed:
    """The lead afterwards, and what the CRM said in vain. With `later` its stage may count once
    more is known."""

    lead: Lead
    vain: Sequence[CrmSaid] = ()
    later: bool = False


LATER = frozenset({Kept.CONVERSATION, Kept.CONFLICT, Kept.NO_AMOUNT, Kept.ANOTHER_OPEN})


class CrmBack:
    """The use case."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps

    async def follow(
        self, uow: BackUnitOfWork, lead: Lead, account: str, said: Said, now: datetime
    ) -> Followed:
        """Let the lead follow what the account says: whose it is first, where it stands last."""
        by = Doer(crm=account)
        if said.deleted:
            return await self._in_vain(uow, lead, account, "card", "", Kept.DELETED, now)
        if said.owner is not None and not lead.held:
            lead = await self._owned(uow, lead, said.owner, by, now)
        lead = await self._priced(uow, lead, said, by, now)
        if said.stage is not None and said.stage.stage is not lead.stage:
            lead, kept = await self._placed(uow, lead, said, said.stage, by, now)
            if kept is not None:
                return await self._stayed(uow, lead, account, said.stage, kept, now)
        return Followed(await self._reasoned(uow, lead, said, by, now))

    async def _owned(
        self, uow: BackUnitOfWork, lead: Lead, owner: SaidOwner, by: Doer, now: datetime
    ) -> Lead:
        if lead.owner_id == owner.id:
            return lead
        if lead.owner_id is None and lead.is_open:
            taker = Doer(owner.id, owner.name, by.crm)
            return await self._steps.take(uow, lead, owner.id, taker, now)
        return await self._steps.hand_on(uow, lead, Seller(owner.id, owner.name), by, now)

    async def _priced(
        self, uow: BackUnitOfWork, lead: Lead, said: Said, by: Doer, now: datetime
    ) -> Lead:
        amount = lead.amount if said.amount is None else said.amount
        discount = lead.discount or 0 if said.discount is None else said.discount
        same = (amount, discount) == (lead.amount, lead.discount or 0)
        if same or lead.stage is Stage.PAYMENT or not _can_be_meant(amount, discount):
            return lead
        return await self._steps.price(uow, lead, amount or 0, discount, by, now)

    async def _placed(
        self,
        uow: BackUnitOfWork,
        lead: Lead,
        said: Said,
        stage: SaidStage,
        by: Doer,
        now: datetime,
    ) -> tuple[Lead, Kept | None]:
        kept = why_kept(lead, stage.stage, worked=said.worked)
        if kept is None and not lead.is_open:
            other = await uow.leads.open_for(lead.contact_id, lead.product)
            kept = Kept.ANOTHER_OPEN if other is not None and other.id != lead.id else None
        if kept is None and stage.stage is Stage.PAYMENT and not lead.amount:
            kept = Kept.NO_AMOUNT
        if kept is not None:
            return lead, kept
        reason = said.loss_reason or LossReason.OTHER.value
        match stage.stage:
            case Stage.PAYMENT:
                await self._steps.pay(uow, lead, lead.amount or 0, lead.discount or 0, by, now)
                return await uow.leads.get(lead.id) or lead, None
            case Stage.LOST:
                return await self._steps.lose(uow, lead, reason, by, now), None
            case Stage.DISQUALIFIED:
                return await self._steps.reject(uow, lead, reason, by, now), None
            case target:
                return await self._steps.move(uow, lead, target, by, now), None

    async def _reasoned(
        self, uow: BackUnitOfWork, lead: Lead, said: Said, by: Doer, now: datetime
    ) -> Lead:
        """A lead that is lost already, for a reason that was named or corrected later."""
        reason = said.loss_reason
        if lead.stage is not Stage.LOST or reason is None or reason == lead.loss_reason:
            return lead
        lead = await uow.leads.save(replace(lead, loss_reason=reason))
        fact = Lost(**by.where(lead, now), reason=reason, was=lead.stage)
        await self._record(uow, fact, lead, now)
        return lead

    async def _stayed(
        self,
        uow: BackUnitOfWork,
        lead: Lead,
        account: str,
        stage: SaidStage,
        kept: Kept,
        now: datetime,
    ) -> Followed:
        later = kept in LATER
        if stage.before:
            return Followed(lead, later=later)
        told = await self._in_vain(uow, lead, account, "stage", stage.raw, kept, now)
        return replace(told, later=later)

    async def _in_vain(
        self,
        uow: BackUnitOfWork,
        lead: Lead,
        account: str,
        what: str,
        said: str,
        kept: Kept,
        now: datetime,
    ) -> Followed:
        who = Doer().who(lead, now)
        fact = CrmSaid(**who, crm=account, what=what, said=said, why=kept.value)
        await self._record(uow, fact, lead, now)
        return Followed(lead, (fact,))

    async def _record(self, uow: BackUnitOfWork, fact: Fact, lead: Lead, now: datetime) -> None:
        await self._steps.record(uow, fact, lead, now)


def _can_be_meant(amount: int | None, discount: int) -> bool:
    """Whether a deal can have these sums."""
    if amount is None or not 0 < amount <= LARGEST_AMOUNT:
        return False
    return 0 <= discount <= LARGEST_AMOUNT
