"""A call: a member of staff answers the quiz for a caller who has no chat with us, in their own.

One caller at a time. The caller's lead, answers and consent are theirs as if they had written;
that the consent was said aloud is in the ledger. Once they open their link they go on themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from leads.clock import require_aware
from leads.contact import NO_CHAT, Contact, Source

CALL = Source("call")
"""Where a caller comes from."""


@dataclass(frozen=True, slots=True)
class Call:
    """Who of staff (Telegram id) answers for which contact."""

    by: int
    contact_id: int
    begun_at: datetime

    def __post_init__(self) -> None:
        require_aware(begun_at=self.begun_at)


class Calls(Protocol):
    """Calls under way."""

    async def of(self, by: int) -> Call | None: ...
    async def begin(self, call: Call) -> None: ...
    async def end(self, by: int) -> None: ...


class Contacts(Protocol):
    """People. `by_phone` takes E.164."""

    async def get(self, contact_id: int) -> Contact | None: ...
    async def add(self, contact: Contact) -> Contact: ...
    async def by_phone(self, phone: str) -> Sequence[Contact]: ...


class CallUnitOfWork(Protocol):
    """What a call reads and writes."""

    @property
    def contacts(self) -> Contacts: ...
    @property
    def calls(self) -> Calls: ...


class InChat(Exception):
    """The caller has a chat with the bot and answers there; `contact` is who it is."""

    def __init__(self, contact: Contact) -> None:
        super().__init__(contact.id)
        self.contact = contact


async def answer_call(
    uow: CallUnitOfWork, by: int, name: str, phone: str | None, language: str, now: datetime
) -> Contact:
    """The caller, from now on the one whom `by` answers for.

    Found by a phone that they have given us before, else somebody new, whose phone is asked for
    like everybody's. Raises `InChat`.
    """
    found = await uow.contacts.by_phone(phone) if phone else []
    caller = next((one for one in reversed(found) if one.erased_at is None), None)
    if caller is not None and caller.has_chat:
        raise InChat(caller)
    if caller is None:
        caller = await uow.contacts.add(
            Contact(0, NO_CHAT, name=name or None, language=language, created_at=now)
        )
    await uow.calls.begin(Call(by, caller.id, now))
    return caller


async def caller_of(uow: CallUnitOfWork, contact_id: int) -> Contact:
    """The caller who is answered for. Raises `NoCaller` once they are gone, or in a chat."""
    caller = await uow.contacts.get(contact_id)
    if caller is None or caller.erased_at is not None or caller.has_chat:
        raise NoCaller(contact_id)
    return caller


class NoCaller(LookupError):
    """Nobody answers for that person any more: they were erased, or opened their link."""
