"""The apology to somebody whose update could not be dealt with, kept before it is said."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from bot.chat.intake import Received
from bot.chat.messages import Outgoing
from bot.chat.texts import Texts
from leads.consent import REPLY_BASIS, Purpose
from leads.outbox import OutboxMessage

T = TypeVar("T")


class Outbox(Protocol):
    """What must be delivered; a key written before changes nothing."""

    async def add(self, message: OutboxMessage) -> object: ...


class ApologyUnitOfWork(Protocol):
    """What an apology writes."""

    @property
    def outbox(self) -> Outbox: ...


class Works(Protocol):
    """Runs a piece of work in one transaction."""

    async def run(self, work: Callable[[ApologyUnitOfWork], Awaitable[T]]) -> T: ...


class Apology:
    """Says sorry once per update, in private chats only; `wake` lets the relay say it at once."""

    def __init__(
        self, works: Works, texts: Texts, wake: Callable[[], None], *, locale: str
    ) -> None:
        self._works = works
        self._texts = texts
        self._wake = wake
        self._locale = locale

    async def __call__(self, update: Received) -> None:
        """Keep the apology for the chat of an update that was set aside."""
        if update.chat_id <= 0:
            return
        text = self._texts.render("apology", self._locale)
        message = Outgoing(update.chat_id, text, Purpose.REPLY.value, str(REPLY_BASIS))
        row = message.row(f"sorry:{update.update_id}")

        async def work(uow: ApologyUnitOfWork) -> None:
            await uow.outbox.add(row)

        await self._works.run(work)
        self._wake()
