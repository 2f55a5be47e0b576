"""What cadences read and write, as narrow protocols; `storage` satisfies them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from leads.contact import Contact
from leads.facts import Fact
from leads.lead import Lead
from leads.recording import RecordUnitOfWork


class Leads(Protocol):
    """Leads."""

    async def get(self, lead_id: int) -> Lead | None: ...


class Contacts(Protocol):
    """People."""

    async def get(self, contact_id: int) -> Contact | None: ...


class Events(Protocol):
    """History."""

    async def add(self, fact: Fact) -> object: ...
    async def history(self, lead_id: int) -> Sequence[Fact]: ...


class CadenceUnitOfWork(RecordUnitOfWork, Protocol):
    """What a touch that has come due reads and writes; committed as a whole or not at all."""

    @property
    def leads(self) -> Leads: ...
    @property
    def contacts(self) -> Contacts: ...
    @property
    def events(self) -> Events: ...
