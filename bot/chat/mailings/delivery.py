"""Rows that take a mailing's message away from somebody's chat."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from bot.chat.outcomes import outcome_of
from bot.chat.sender import Never, Sender
from leads.outbox import Claimed
from scheduler.relay import CalledOff, Outcome

T = TypeVar("T")


class Outbox(Protocol):
    """What must be delivered."""

    async def call_off(self, row_id: int, reason: str) -> object: ...


class TakingUnitOfWork(Protocol):
    """What is written of a message that is there no more."""

    @property
    def outbox(self) -> Outbox: ...


class Works(Protocol):
    """Runs a piece of work in one transaction."""

    async def run(self, work: Callable[[TakingUnitOfWork], Awaitable[T]]) -> T: ...


class TakingAway:
    """Deletes messages; one that is gone already, or too old, bothers nobody."""

    def __init__(self, works: Works, sender: Sender) -> None:
        self._works = works
        self._sender = sender

    async def __call__(self, row: Claimed) -> Outcome:
        """Delete the message that the row names."""
        chat, message = int(row.payload["chat_id"]), int(row.payload["message_id"])
        sent = await self._sender.delete(chat, message, row.priority)
        if not isinstance(sent, Never):
            return outcome_of(sent)
        reason = sent.reason
        await self._works.run(lambda uow: uow.outbox.call_off(row.id, reason))
        return CalledOff()
