"""People of an existing base who follow a link of their own: whom we know them as from then on.

What they bought and whom they belong to comes along. Their phone and address do not: whoever got
the link passed on must not get them, and the person tells them with their own consent.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from leads.contact import Contact, Source

if TYPE_CHECKING:
    from leads.importing.rows import Person

BASE = Source("base")
"""Where those come from who were invited."""


class Contacts(Protocol):
    """People who wrote to us."""

    async def by_telegram(self, telegram_id: int) -> Contact | None: ...
    async def add(self, contact: Contact) -> Contact: ...
    async def save(self, contact: Contact) -> None: ...


class Imports(Protocol):
    """People of the base; nobody is found who was erased. `arrived` is the contact that somebody
    of the base became."""

    async def person(self, person_id: int) -> Person | None: ...
    async def arrived(self, person_id: int) -> int | None: ...
    async def arrive(self, person_id: int, contact_id: int) -> None: ...


class ReturningUnitOfWork(Protocol):
    """What following such a link reads and writes."""

    @property
    def contacts(self) -> Contacts: ...
    @property
    def imports(self) -> Imports: ...


async def come_back(
    uow: ReturningUnitOfWork, person_id: int, chat: Contact, now: datetime
) -> Contact | None:
    """The contact of whoever followed the person's link; None for a link that is another's.

    Following it again changes nothing.
    """
    person = await uow.imports.person(person_id)
    if person is None:
        return None
    known = await uow.contacts.by_telegram(chat.telegram_id)
    arrived = await uow.imports.arrived(person_id)
    if arrived is not None:
        return known if known is not None and known.id == arrived else None
    if known is None:
        known = await uow.contacts.add(replace(chat, created_at=now))
    belongs = replace(
        known,
        role=known.role or person.role,
        company_id=known.company_id or person.company_id,
    )
    if belongs != known:
        await uow.contacts.save(belongs)
    await uow.imports.arrive(person_id, known.id)
    return belongs
