"""The time that was promised has passed: the person hears so once, and by when we answer now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from leads.caused import row_key
from leads.consent import ConsentEntry, Message, basis_for
from leads.contact import Contact
from leads.facts import Fact
from leads.history import offers_of, owner_name
from leads.lead import Lead
from leads.outbox import OutboxMessage, Topic, lane_to
from leads.policy import Policy
from leads.talk_facts import HumanWrote
from leads.touch import Touch
from leads.waiting.planned import overload_seen, to_heads
from leads.working_time import add_working_time


class Leads(Protocol):
    """Leads."""

    async def get(self, lead_id: int) -> Lead | None: ...


class Contacts(Protocol):
    """People."""

    async def get(self, contact_id: int) -> Contact | None: ...


class Consents(Protocol):
    """The ledger."""

    async def of(self, contact_id: int) -> Sequence[ConsentEntry]: ...


class Events(Protocol):
    """History."""

    async def history(self, lead_id: int) -> Sequence[Fact]: ...


class Outbox(Protocol):
    """What must be delivered."""

    async def add(self, message: OutboxMessage) -> object: ...


class Touches(Protocol):
    """Planned contacts."""

    async def plan(self, touch: Touch) -> object: ...


class LateUnitOfWork(Protocol):
    """What is read and written when an answer is late."""

    @property
    def leads(self) -> Leads: ...
    @property
    def contacts(self) -> Contacts: ...
    @property
    def consents(self) -> Consents: ...
    @property
    def events(self) -> Events: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def touches(self) -> Touches: ...


class Late:
    """What the touch does, under one company's policy."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    async def tell(self, uow: LateUnitOfWork, touch: Touch, now: datetime) -> None:
        """Tell the person and every manager, unless somebody has written meanwhile; and have a
        look whether it is all too much."""
        lead = await uow.leads.get(touch.lead_id or 0)
        contact = await uow.contacts.get(touch.contact_id or 0)
        if lead is None or contact is None:
            return
        history = await uow.events.history(lead.id)
        since = datetime.fromisoformat(str(touch.payload["since"]))
        if any(isinstance(fact, HumanWrote) and fact.at >= since for fact in history):
            return
        offers = offers_of(history)
        owner = owner_name(history) or (offers[-1].name if offers else "")
        by = add_working_time(now, self._policy.call_within, self._policy).isoformat()
        words = Message(
            contact_id=contact.id,
            text="answer_late",
            purpose=touch.purpose,
            basis=basis_for(touch.purpose, await uow.consents.of(contact.id), now),
            values={"owner": owner, "by": by},
        )
        await uow.outbox.add(
            OutboxMessage(
                topic=Topic.CHAT,
                key=row_key(touch.key),
                lane=lane_to(contact.telegram_id, touch.priority),
                payload=words.to_payload(),
                priority=touch.priority,
            )
        )
        about = {"by": by, "since": since.isoformat()}
        await uow.outbox.add(to_heads(lead, f"{row_key(touch.key)}:heads", about))
        await uow.touches.plan(overload_seen(now, self._policy))
