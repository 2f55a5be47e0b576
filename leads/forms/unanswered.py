"""A form that nobody of ours has answered in the promised time, and whose sender never came to the
chat: sales get the lead as it is, every manager hears of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from leads.caused import row_key
from leads.desk_ports import DeskUnitOfWork
from leads.facts import HalfFinished
from leads.lead import Lead
from leads.policy import Policy
from leads.recording import record
from leads.talk_facts import HumanWrote
from leads.touch import Touch
from leads.waiting.planned import overload_seen, to_heads
from leads.working_time import add_working_time


class Unanswered:
    """What the touch does, under one company's policy."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    async def tell(self, uow: DeskUnitOfWork, touch: Touch, now: datetime) -> None:
        """Hand the lead over and call every manager, unless somebody was quicker: sales, or the
        person, who goes on in the chat."""
        lead = await uow.leads.get(touch.lead_id or 0)
        contact = await uow.contacts.get(lead.contact_id) if lead else None
        if lead is None or contact is None or not lead.is_open or lead.owner_id is not None:
            return
        since = datetime.fromisoformat(str(touch.payload["since"]))
        history = await uow.events.history(lead.id)
        wrote = any(isinstance(fact, HumanWrote) and fact.at >= since for fact in history)
        if contact.has_chat or lead.awaited_since is not None or wrote:
            return
        half = self._half(touch, lead, now)
        lead = await uow.leads.save(lead.left_half_way(now))
        await record(uow, half, lead=lead, contact=contact, policy=self._policy, now=now)
        by = add_working_time(since, self._policy.call_within, self._policy).isoformat()
        about = {"by": by, "unanswered": since.isoformat()}
        await uow.outbox.add(to_heads(lead, f"{row_key(touch.key)}:heads", about))
        await uow.touches.plan(overload_seen(now, self._policy))

    @staticmethod
    def _half(touch: Touch, lead: Lead, now: datetime) -> HalfFinished:
        half: Any = touch.payload["half"]
        return HalfFinished(at=now, contact_id=lead.contact_id, lead_id=lead.id, **half)
