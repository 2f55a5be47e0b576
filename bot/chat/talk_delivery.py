"""Outbox rows of a talk, on their way to the person: what a human of ours wrote."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Protocol, TypeVar

from bot.chat.sender import Copied, Later, Never, Sender, Sent
from dialogs.bot_back import TalkingUnitOfWork
from leads.caused import to_sales
from leads.contact import Contact
from leads.outbox import Claimed
from scheduler.relay import Deferred, Delivered, Outcome, Parked

T = TypeVar("T")


class Works(Protocol):
    """Runs a piece of work in one transaction."""

    async def run(self, work: Callable[[TalkingUnitOfWork], Awaitable[T]]) -> T: ...


class TalkDelivery:
    """Delivers one row; every outcome is a value."""

    def __init__(self, works: Works, sender: Sender) -> None:
        self._works = works
        self._sender = sender

    async def copy(self, row: Claimed) -> Outcome:
        """What a human wrote. Staff are told when it can't reach the person."""
        payload = row.payload

        async def whose(uow: TalkingUnitOfWork) -> Contact | None:
            return await uow.contacts.get(int(payload["contact_id"]))

        contact = await self._works.run(whose)
        if contact is None or not contact.can_be_written_to:
            return await self._undelivered(row, "the person can't be written to")
        source = Copied(int(payload["from_chat"]), int(payload["message_id"]))
        match await self._sender.copy(contact.telegram_id, source):
            case Sent(message_id):
                return Delivered(message_id)
            case Later(reason, seconds):
                return Deferred(reason, seconds)
            case Never(reason):
                return await self._undelivered(row, reason)

    async def _undelivered(self, row: Claimed, reason: str) -> Outcome:
        async def work(uow: TalkingUnitOfWork) -> None:
            lead = await uow.leads.get(int(row.payload["lead_id"]))
            if lead is None:
                return
            told = to_sales(lead, "undelivered", f"undelivered:{row.key}")
            under = {"staff_message": row.payload["message_id"]}
            await uow.outbox.add(replace(told, payload={**told.payload, **under}))

        await self._works.run(work)
        return Parked(reason)
