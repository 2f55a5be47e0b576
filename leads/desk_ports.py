"""What the desk reads and writes, as narrow protocols; `storage` satisfies them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from leads.assigning import AssigningUnitOfWork, Assignments
from leads.contact import Contact
from leads.facts import Fact
from leads.grading.grading import Companies, CompanyOrders
from leads.lead import Lead
from leads.order import Order, Task
from leads.recording import RecordUnitOfWork


class Leads(Protocol):
    """Leads; saving a version that somebody else has changed raises."""

    async def get(self, lead_id: int) -> Lead | None: ...
    async def save(self, lead: Lead) -> Lead: ...


class Contacts(Protocol):
    """People."""

    async def get(self, contact_id: int) -> Contact | None: ...


class Orders(CompanyOrders, Protocol):
    """Paid orders."""

    async def add(self, order: Order) -> Order: ...


class Tasks(Protocol):
    """What owners have to do; `close_of` ends every open task of a lead."""

    async def add(self, task: Task) -> object: ...
    async def close_of(self, lead_id: int, now: datetime) -> object: ...


class Events(Protocol):
    """History."""

    async def add(self, fact: Fact) -> object: ...
    async def history(self, lead_id: int) -> Sequence[Fact]: ...


class DeskUnitOfWork(RecordUnitOfWork, Protocol):
    """What the desk reads and writes; committed as a whole or not at all."""

    @property
    def events(self) -> Events: ...
    @property
    def leads(self) -> Leads: ...
    @property
    def contacts(self) -> Contacts: ...
    @property
    def orders(self) -> Orders: ...
    @property
    def tasks(self) -> Tasks: ...
    @property
    def assignments(self) -> Assignments: ...
    @property
    def companies(self) -> Companies: ...


class OverridingUnitOfWork(DeskUnitOfWork, AssigningUnitOfWork, Protocol):
    """What overriding a verdict reads and writes: a lead that it qualifies is offered."""
