"""What a touch says when it is due, and the tick that hands touches on and delivers rows."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from leads.caused import card_key, row_key
from leads.clock import Clock
from leads.consent import Basis, Message
from leads.contact import Contact
from leads.lead import Lead
from leads.outbox import OutboxMessage, Topic, lane_to
from leads.policy import Policy
from leads.touch import RECHECK, RECHECK_STAFF, UNTAKEN, UNTAKEN_HEADS, Touch
from leads.waiting.planned import to_heads
from scheduler.dispatch import Hold, Own, dispatch_due
from scheduler.relay import Relay
from scheduler.steady import SteadyRelay
from storage.database import Database
from storage.unit_of_work import UnitOfWork


def compose(
    touch: Touch, lead: Lead | None, contact: Contact | None, basis: Basis
) -> OutboxMessage:
    """The outbox row that carries a due touch. ValueError for a kind that nobody speaks for."""
    key, priority = row_key(touch.key), touch.priority
    if touch.kind in (UNTAKEN, RECHECK_STAFF) and lead is not None:
        return OutboxMessage(
            topic=Topic.SALES,
            key=key,
            lane=f"lead:{lead.id}",
            payload={**touch.payload, "card": card_key(lead)},
            priority=priority,
        )
    if touch.kind == UNTAKEN_HEADS and lead is not None:
        return to_heads(lead, key, touch.payload)
    if contact is None:
        raise ValueError(f"touch {touch.key!r} has nobody to speak to")
    payload: Mapping[str, object] = touch.payload
    if touch.kind == RECHECK:
        since = lead.enquired_at if lead else None
        judged = lead.verdict if lead else None
        values: dict[str, str | int] = {
            "product": (lead.product if lead else None) or "",
            "since": (since or touch.due_at).isoformat(),
            "reason": (judged.reason or {}).get(contact.language, "") if judged else "",
            "lead_id": lead.id if lead else 0,
        }
        payload = Message(
            contact_id=contact.id,
            text="recheck",
            purpose=touch.purpose,
            basis=basis,
            values=values,
        ).to_payload()
    return OutboxMessage(
        topic=Topic.CHAT,
        key=key,
        lane=lane_to(contact.telegram_id, priority),
        payload=payload,
        priority=priority,
    )


class Tick:
    """One second's work; at most one at a time, whoever asks."""

    def __init__(
        self,
        database: Database,
        relay: Relay,
        policy: Policy,
        clock: Clock,
        owner: str,
        own: Mapping[str, Own[UnitOfWork]],
        hold: Hold[UnitOfWork],
        take_up: Callable[[], Awaitable[None]],
        crm_relay: SteadyRelay | None,
        chat_relay: SteadyRelay,
    ) -> None:
        self._database = database
        self._relay = relay
        self._chat_relay = chat_relay
        self._policy = policy
        self._clock = clock
        self._owner = owner
        self._own = own
        self._hold = hold
        self._take_up = take_up
        self._crm_relay = crm_relay
        self.alone = asyncio.Lock()
        self._woken: set[asyncio.Task[None]] = set()

    async def __call__(self) -> None:
        """Give up what was lost while it was being sent, hand on due touches, begin what chats and
        CRMs are told, take up what was published."""
        async with self.alone:
            while await self._database.run(self._dispatch):
                continue
            if self._crm_relay is not None:
                await self._crm_relay.tick()
            await self._relay.settled()
            await self._chat_relay.tick()
            await self._take_up()

    async def through(self) -> None:
        """Tick until chats have been told everything that is due by now."""
        await self()
        while await self._chat_relay.idle():
            await self()

    async def settled(self) -> None:
        """Settle what turns have said so far."""
        await self._relay.settled()

    async def stop(self) -> None:
        """Begin no delivery more; what is under way comes to its end."""
        await self._chat_relay.stop()
        await self.settled()

    def wake(self) -> None:
        """Ask for a tick at once; one that already waits for its turn serves for both."""
        if not self._woken:
            task = asyncio.create_task(self())  # noqa: TID251 - held in _woken
            self._woken.add(task)
            task.add_done_callback(self._woken.discard)

    async def _dispatch(self, uow: UnitOfWork) -> int:
        now = self._clock.now()
        await uow.outbox.give_up_lost(now)
        return await dispatch_due(
            uow, compose, self._own, self._hold, self._policy, now, self._owner
        )
