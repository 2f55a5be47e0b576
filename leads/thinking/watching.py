"""A deal that nobody moves for longer than its funnel allows is noticed, without anybody's mark.

One touch watches a lead in a stage. What happens to the lead does not move it: when it comes due,
it looks when that was last, and is put off by as much.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from leads.cadences.cadence import Moment
from leads.cadences.planning import begin
from leads.cadences.ports import CadenceUnitOfWork
from leads.caused import to_sales
from leads.policy import Policy
from leads.stage import Stage
from leads.thinking.telling import SILENT
from leads.touch import Touch
from leads.working_time import next_working

NO_SIGN = frozenset({"assigned", "cadence_said", "crm_said", "half_finished", "lead_seen"})
"""Kinds of facts that move no deal."""

ON_OFFER = frozenset({Stage.PROPOSAL, Stage.OFFERED})
"""Stages in which it is the person's turn: whoever is silent there thinks."""


@dataclass(frozen=True, slots=True)
class Noticing:
    """What the touch does: sales are told, and a cadence begins where one is for that."""

    policy: Policy

    async def __call__(
        self, uow: CadenceUnitOfWork, touch: Touch, now: datetime
    ) -> datetime | None:
        """Notice the silence; a moment means that something happened since: look again then."""
        lead = await uow.leads.get(touch.lead_id or 0)
        norm = self.policy.norm(lead) if lead else None
        contact = await uow.contacts.get(lead.contact_id) if lead else None
        if lead is None or norm is None or contact is None:
            return None
        history = await uow.events.history(lead.id)
        last = max((one.at for one in history if one.kind not in NO_SIGN), default=now - norm)
        if last + norm > now:
            return next_working(last + norm, self.policy)
        await uow.outbox.add(to_sales(lead, SILENT, f"{SILENT}:{touch.key}"))
        if lead.stage not in ON_OFFER:
            return None
        ledger = await uow.consents.of(contact.id)
        for begun in begin(Moment.SILENCE, lead, contact, ledger, self.policy, now):
            await uow.touches.plan(begun)
        return None
