"""Leads weighed again because their company turned out to be another one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from leads.contact import Contact
from leads.exclusivity.facts import ConflictFound
from leads.exclusivity.watch import Watch
from leads.facts import Fact
from leads.grading.grading import Grading, JudgingUnitOfWork
from leads.lead import Lead
from leads.policy import Policy
from leads.recording import RecordUnitOfWork, record


class Leads(Protocol):
    """Leads; saving a version that somebody else has changed raises."""

    async def get(self, lead_id: int) -> Lead | None: ...
    async def save(self, lead: Lead) -> Lead: ...


class Contacts(Protocol):
    """People."""

    async def get(self, contact_id: int) -> Contact | None: ...


class Events(Protocol):
    """History."""

    async def add(self, fact: Fact) -> object: ...
    async def history(self, lead_id: int) -> Sequence[Fact]: ...


class WeighingUnitOfWork(JudgingUnitOfWork, RecordUnitOfWork, Protocol):
    """What weighing again reads and writes."""

    @property
    def events(self) -> Events: ...

    @property
    def leads(self) -> Leads: ...
    @property
    def contacts(self) -> Contacts: ...


async def weigh_again(
    uow: WeighingUnitOfWork,
    grading: Grading,
    lead_ids: Iterable[int],
    policy: Policy,
    now: datetime,
    watch: Watch | None,
) -> None:
    """Give open, judged leads their grade and worth as they follow now; lift what is to be, and
    ask managers where that meets a client's exclusivity."""
    for lead_id in lead_ids:
        lead = await uow.leads.get(lead_id)
        contact = await uow.contacts.get(lead.contact_id) if lead else None
        if lead is None or contact is None or lead.verdict is None or not lead.is_open:
            continue
        weighed, lifted = await grading.judged(uow, lead, contact, now)
        if weighed != lead:
            weighed = await uow.leads.save(weighed)
        if lifted is None:
            continue
        await record(uow, lifted, lead=weighed, contact=contact, policy=policy, now=now)
        found = None
        if watch is not None:
            found = await watch.look(uow, weighed, contact, now, answers=lead.verdict.inputs)
        if isinstance(found, ConflictFound):
            await record(uow, found, lead=weighed, contact=contact, policy=policy, now=now)
