"""What a verdict sets going beside its fact: grading, the look at what is exclusive, and offering
to the team or to a partner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from leads.assigning import Assigner, AssigningUnitOfWork
from leads.contact import Contact
from leads.exclusivity.watch import Watch
from leads.facts import Fact, Qualified
from leads.grading.facts import Lifted
from leads.grading.grading import Grading
from leads.lead import Lead
from leads.partners.offering import Offering
from leads.partners.ports import OfferingUnitOfWork
from leads.stage import Stage
from leads.verdict_facts import Judged


@dataclass(frozen=True, slots=True)
class Asks:
    """What the end of a quiz asks for: the city of the need, the kind of partner it names."""

    region: str | None = None
    partner: str | None = None


class OnwardUnitOfWork(AssigningUnitOfWork, OfferingUnitOfWork, Protocol):
    """What offering a judged lead reads and writes."""


@dataclass(frozen=True, slots=True)
class Judging:
    """These, as a conversation needs them; without a team nobody in particular is offered, without
    a register of exclusive clients nothing is compared."""

    grading: Grading
    assigner: Assigner | None
    offering: Offering
    watch: Watch | None = None

    async def offer_on(
        self,
        uow: OnwardUnitOfWork,
        fact: Fact,
        lead: Lead | None,
        contact: Contact,
        asks: Asks,
        now: datetime,
    ) -> None:
        """Offer the lead on, if `fact` is a verdict or lifts one: to the team, else the person to
        a partner of the kind that the outcome names."""
        if lead is None:
            return
        if isinstance(fact, Qualified | Lifted) and self.assigner is not None:
            await self.assigner.offer(uow, lead, contact, now, region=asks.region)
        ours = lead.owner_id is not None or lead.stage is Stage.QUALIFIED or not contact.has_chat
        if isinstance(fact, Judged) and asks.partner is not None and not ours:
            await self.offering.offer(uow, lead, contact, asks.partner, now, region=asks.region)
