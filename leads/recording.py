"""Writing a fact with everything that it causes; the caller's transaction makes it one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from leads.caused import Reactions
from leads.consent import ConsentEntry
from leads.contact import Contact
from leads.facts import Fact
from leads.lead import Lead
from leads.order import Task
from leads.outbox import OutboxMessage
from leads.policy import Policy
from leads.reactions import react
from leads.touch import Touch


class Events(Protocol):
    """History."""

    async def add(self, fact: Fact) -> object: ...


class Outbox(Protocol):
    """What must be delivered; a key written before changes nothing."""

    async def add(self, message: OutboxMessage) -> object: ...


class Touches(Protocol):
    """Planned contacts; `cancel` goes by the beginning of keys."""

    async def plan(self, touch: Touch) -> object: ...
    async def cancel(self, prefix: str) -> object: ...


class Consents(Protocol):
    """The ledger; entries are only ever added."""

    async def add(self, entry: ConsentEntry) -> object: ...
    async def of(self, contact_id: int) -> Sequence[ConsentEntry]: ...


class Tasks(Protocol):
    """What owners have to do."""

    async def add(self, task: Task) -> object: ...


class RecordUnitOfWork(Protocol):
    """What recording a fact writes to."""

    @property
    def events(self) -> Events: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def touches(self) -> Touches: ...
    @property
    def consents(self) -> Consents: ...
    @property
    def tasks(self) -> Tasks: ...


async def record(
    uow: RecordUnitOfWork,
    fact: Fact,
    *,
    lead: Lead | None,
    contact: Contact | None,
    policy: Policy,
    now: datetime,
) -> Reactions:
    """Add `fact` to history and write what it causes, given the lead as it is after it.

    Returns what it caused.
    """
    await uow.events.add(fact)
    ledger = await uow.consents.of(fact.contact_id)
    reactions = react(fact, lead, policy, now, contact=contact, ledger=ledger)
    await write(uow, reactions)
    return reactions


async def write(uow: RecordUnitOfWork, reactions: Reactions) -> None:
    """Cancel and plan what something caused."""
    for prefix in reactions.cancel_touches:
        await uow.touches.cancel(prefix)
    for touch in reactions.touches:
        await uow.touches.plan(touch)
    for task in reactions.tasks:
        await uow.tasks.add(task)
    for message in reactions.outbox:
        await uow.outbox.add(message)
