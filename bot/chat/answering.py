"""Answers to commands: claimed, kept and then said, so that an outage or a crash loses none.

What an answer says is its caller's business; sending is the relay's.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Generic, NamedTuple, Protocol, TypeVar

from bot.chat.messages import Keyboard, Outgoing
from leads.consent import REPLY_BASIS, Purpose
from leads.outbox import Claimed, OutboxMessage

T = TypeVar("T")

InWords = Callable[[str], Awaitable[str]]
"""Reads figures beside the writer, and tells them in that language."""


class Inbox(Protocol):
    """Updates whose turn is still to come."""

    async def claim(self, update_id: int) -> bool: ...


class Outbox(Protocol):
    """What must be delivered; `leased_by` keeps the row for the one who is about to deliver it."""

    async def add(
        self, message: OutboxMessage, *, leased_by: str | None = None
    ) -> Claimed | None: ...


class AnsweringUnitOfWork(Protocol):
    """What answering writes."""

    @property
    def inbox(self) -> Inbox: ...
    @property
    def outbox(self) -> Outbox: ...


U = TypeVar("U", bound=AnsweringUnitOfWork)
U_co = TypeVar("U_co", bound=AnsweringUnitOfWork, covariant=True)


class Works(Protocol[U_co]):
    """Runs a piece of work in one transaction."""

    async def run(
        self,
        work: Callable[[U_co], Awaitable[T]],
        *,
        chat_ids: tuple[int, ...] = (),
        update_ids: tuple[int, ...] = (),
    ) -> T: ...


class Answer(NamedTuple):
    """An answer that is more than words: with buttons, and rows that follow it."""

    text: str
    keyboard: Keyboard = ()
    rows: Sequence[OutboxMessage] = ()


def saying(answer: T) -> Callable[[object], Awaitable[T]]:
    """What answers with what is known before the turn."""

    async def act(_: object) -> T:
        return answer

    return act


async def _answered(
    owner: str,
    update_id: int,
    chat_id: int,
    act: Callable[[U], Awaitable[str | Answer]],
    thread: int | None,
    uow: U,
) -> Claimed | None:
    if not await uow.inbox.claim(update_id):
        return None
    said = await act(uow)
    answer = Answer(said) if isinstance(said, str) else said
    purpose, basis = Purpose.REPLY.value, str(REPLY_BASIS)
    message = Outgoing(chat_id, answer.text, purpose, basis, answer.keyboard, thread=thread)
    row = await uow.outbox.add(message.row(f"u{update_id}:answer"), leased_by=owner)
    for one in answer.rows:
        await uow.outbox.add(one)
    return row


class Answering(Generic[U_co]):
    """Runs what a command asks for and keeps its answer in the same transaction.

    `say` delivers rows at once, `wake` asks the relay where others wait before them.
    """

    def __init__(
        self,
        works: Works[U_co],
        say: Callable[[Sequence[Claimed]], Awaitable[None]],
        wake: Callable[[], None],
        owner: str,
    ) -> None:
        self._works = works
        self._say = say
        self._wake = wake
        self._owner = owner

    async def answer(
        self,
        update_id: int,
        chat_id: int,
        act: Callable[[U_co], Awaitable[str | Answer]],
        *,
        thread: int | None = None,
    ) -> None:
        """Do `act` once and answer with the Telegram HTML that it returns, in that topic."""

        work = partial(_answered, self._owner, update_id, chat_id, act, thread)
        row = await self._works.run(work, update_ids=(update_id,))
        if row is not None:
            await self._say((row,))
        self._wake()
