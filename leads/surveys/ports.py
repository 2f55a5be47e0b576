"""What surveys read and write, as narrow protocols; `storage` satisfies them."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from leads.contact import Contact
from leads.documents import Documents
from leads.lead import Lead
from leads.order import Order, Task
from leads.recording import RecordUnitOfWork
from leads.surveys.survey import Survey


class Surveys(Protocol):
    """Surveys; `get` holds the row for writing."""

    async def get(self, survey_id: int) -> Survey | None: ...
    async def add(self, survey: Survey) -> Survey: ...
    async def save(self, survey: Survey) -> object: ...
    async def last_asked(self, contact_id: int) -> datetime | None: ...


class Contacts(Protocol):
    """People."""

    async def get(self, contact_id: int) -> Contact | None: ...
    async def save(self, contact: Contact) -> object: ...


class Leads(Protocol):
    """Leads."""

    async def get(self, lead_id: int) -> Lead | None: ...


class Orders(Protocol):
    """Paid orders."""

    async def of_lead(self, lead_id: int) -> list[Order]: ...


class Tasks(Protocol):
    """What owners have to do."""

    async def add(self, task: Task) -> object: ...
    async def close_of(self, lead_id: int, now: datetime) -> object: ...


class SurveyUnitOfWork(RecordUnitOfWork, Protocol):
    """What surveys read and write; committed as a whole or not at all."""

    @property
    def surveys(self) -> Surveys: ...
    @property
    def contacts(self) -> Contacts: ...
    @property
    def leads(self) -> Leads: ...
    @property
    def orders(self) -> Orders: ...
    @property
    def tasks(self) -> Tasks: ...
    @property
    def documents(self) -> Documents: ...
