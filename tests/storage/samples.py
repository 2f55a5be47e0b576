"""Values that the tests of storage begin with, and a clock that stands still."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from dialogs.session import Session
from leads.contact import Contact
from leads.lead import Lead
from storage.database import Database
from storage.engine import open_database
from storage.secrets import KeyRing
from storage.unit_of_work import UnitOfWork

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


class HandClock:
    """Stands still until it is told."""

    def __init__(self) -> None:
        self.moment = START

    def now(self) -> datetime:
        return self.moment

    def step(self, **span: float) -> datetime:
        self.moment += timedelta(**span)
        return self.moment


@dataclass(frozen=True)
class Raw:
    """An update as the intake hands it in."""

    update_id: int
    chat_id: int = 1001
    payload: dict[str, Any] = field(default_factory=dict)


def session(**changes: Any) -> Session:
    values = {"scenario_id": "quiz", "scenario_version": 1, "digest": "d1", "step": "site"}
    return Session(**{**values, **changes})


async def person(uow: UnitOfWork, telegram_id: int = 1001, **changes: Any) -> Contact:
    return await uow.contacts.add(Contact(0, telegram_id, **changes))


async def person_with_lead(
    uow: UnitOfWork, telegram_id: int = 1001, **changes: Any
) -> tuple[Contact, Lead]:
    contact = await person(uow, telegram_id)
    values = {"stage_since": uow.now, "enquired_at": uow.now, **changes}
    return contact, await uow.leads.add(Lead(0, contact.id, **values))


@asynccontextmanager
async def opened(url: str, keys: KeyRing, clock: HandClock) -> AsyncIterator[Database]:
    database = await open_database(url, keys=keys, clock=clock)
    try:
        yield database
    finally:
        await database.close()
