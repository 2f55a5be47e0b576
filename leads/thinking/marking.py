"""What a seller says of a lead that thinks or waits, or while they prepare something for it.

Whose lead it is decides who may: its owner, and managers.
"""

from __future__ import annotations

from datetime import date, datetime

from leads.desk_ports import DeskUnitOfWork
from leads.lead import Lead
from leads.selling import NoSuchLead, NotYours, Seller
from leads.stage import MoveRefused, Stage
from leads.steps import Doer, Steps
from leads.thinking.facts import Delayed, DoubtNamed, Preparing
from leads.thinking.reasons import Doubt, Prepared, Wait


class Marks:
    """The use cases, over the steps of a lead."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps

    async def doubt(
        self, uow: DeskUnitOfWork, lead_id: int, doubt: Doubt, by: Seller, now: datetime
    ) -> Lead:
        """What holds the person up, in the seller's view. `NoSuchLead`, `NotYours`,
        `MoveRefused`."""
        lead = await _theirs(uow, lead_id, by)
        fact = DoubtNamed(**_doer(by).who(lead, now), doubt=doubt.value, stage=lead.stage)
        await self._steps.record(uow, fact, lead, now)
        return lead

    async def prepare(
        self, uow: DeskUnitOfWork, lead_id: int, what: Prepared, by: Seller, now: datetime
    ) -> Lead:
        """The seller prepares a proposal or an invoice. Raises like `doubt`."""
        lead = await _theirs(uow, lead_id, by)
        fact = Preparing(**_doer(by).who(lead, now), what=what.value)
        await self._steps.record(uow, fact, lead, now)
        return lead

    async def wait(
        self,
        uow: DeskUnitOfWork,
        lead_id: int,
        until: date,
        wait: Wait,
        by: Seller,
        now: datetime,
    ) -> Lead:
        """The lead waits until that day: it moves to that stage and is woken in time. Raises like
        `doubt`."""
        lead = await _theirs(uow, lead_id, by)
        if lead.stage is not Stage.WAITING:
            self._steps.funnel(lead).check_move(lead.stage, Stage.WAITING)
            lead = await self._steps.move(uow, lead, Stage.WAITING, _doer(by), now)
        fact = Delayed(**_doer(by).who(lead, now), until=until, wait=wait.value)
        await self._steps.record(uow, fact, lead, now)
        return lead


async def _theirs(uow: DeskUnitOfWork, lead_id: int, by: Seller) -> Lead:
    lead = await uow.leads.get(lead_id)
    if lead is None:
        raise NoSuchLead(lead_id)
    if not lead.is_open:
        raise MoveRefused("lead_closed")
    if lead.owner_id is None and not by.manager:
        raise MoveRefused("take_first")
    if lead.owner_id is not None and lead.owner_id != by.id and not by.manager:
        raise NotYours(lead.owner_id)
    return lead


def _doer(by: Seller) -> Doer:
    return Doer(by.id, by.name)
