"""What an erasure leaves to deliver: emptied cards, word to the owner, a last one to the person."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeVar

from bot.chat.messages import Outgoing
from bot.chat.outcomes import outcome_of
from bot.chat.sender import Later, Never, Sender
from bot.chat.texts import Texts
from leads.consent import STAFF_BASIS, Purpose
from leads.handoff import Post
from leads.outbox import Claimed
from scheduler.relay import Deferred, Delivered, Outcome

T = TypeVar("T")


class Erasure(Protocol):
    """What is left of erased people's messages."""

    async def posted(self, lead_id: int) -> Sequence[Post]: ...
    async def said(self, row_id: int) -> None: ...


class ErasedUnitOfWork(Protocol):
    """What delivering the rest reads and writes."""

    @property
    def erasure(self) -> Erasure: ...


class Works(Protocol):
    """Runs a piece of work in one transaction."""

    async def run(self, work: Callable[[ErasedUnitOfWork], Awaitable[T]]) -> T: ...


class Erased:
    """Delivers rows about somebody who is no longer known."""

    def __init__(self, works: Works, sender: Sender, texts: Texts, *, staff_locale: str) -> None:
        self._works = works
        self._sender = sender
        self._texts = texts
        self._locale = staff_locale

    async def cards(self, row: Claimed) -> Outcome:
        """Empty every message that was posted about the lead; what can't be changed is deleted."""
        lead_id = int(row.payload["lead_id"])
        asked = bool(row.payload["asked"])
        text = self._texts.render("card_erased", self._locale, lead_id=lead_id, asked=asked)

        async def work(uow: ErasedUnitOfWork) -> Sequence[Post]:
            return await uow.erasure.posted(lead_id)

        for post in await self._works.run(work):
            emptied = _to_staff(post.chat_id, text)
            sent = await self._sender.deliver(emptied, edits=post.message_id)
            if isinstance(sent, Never):
                sent = await self._sender.delete(post.chat_id, post.message_id)
            if isinstance(sent, Later):
                return Deferred(sent.reason, sent.seconds)
        return Delivered()

    async def topic(self, row: Claimed) -> Outcome:
        """Delete a topic that was about nobody else, with all that was written in it."""
        chat_id, thread_id = int(row.payload["chat_id"]), int(row.payload["thread_id"])
        return outcome_of(await self._sender.delete_topic(chat_id, thread_id))

    async def notice(self, row: Claimed, chat_id: int) -> Outcome:
        """Tell whoever has the lead in hand that the person asked for it."""
        text = self._texts.render(
            "erasure_notice",
            self._locale,
            lead_id=int(row.payload["lead_id"]),
            owner_id=int(row.payload["owner_id"]),
            owner=str(row.payload["owner"]),
        )
        return outcome_of(await self._sender.deliver(_to_staff(chat_id, text), edits=None))

    async def farewell(self, row: Claimed) -> Outcome:
        """The last word to the person; whom it went to is forgotten as soon as it is said."""
        message = Outgoing.from_payload(row.payload["message"])
        outcome = outcome_of(await self._sender.deliver(message, edits=None))
        if not isinstance(outcome, Deferred):

            async def work(uow: ErasedUnitOfWork) -> None:
                await uow.erasure.said(row.id)

            await self._works.run(work)
        return outcome


def _to_staff(chat_id: int, text: str) -> Outgoing:
    return Outgoing(chat_id, text, Purpose.SERVICE.value, str(STAFF_BASIS))
