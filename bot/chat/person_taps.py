"""A person's tap on one of our buttons: claimed, done and answered in one transaction.

What a button does and what is said then is the business of the desk that it belongs to.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from bot.chat.answering import AnsweringUnitOfWork, Works
from bot.chat.filters import Payload
from bot.chat.messages import Keyboard, Outgoing
from bot.chat.router import Router
from bot.chat.taps import acknowledge
from leads.consent import REPLY_BASIS, Purpose
from leads.contact import Contact

B = TypeVar("B", bound=CallbackData)


class Contacts(Protocol):
    """People."""

    async def get(self, contact_id: int) -> Contact | None: ...
    async def by_telegram(self, telegram_id: int) -> Contact | None: ...


class TapUnitOfWork(AnsweringUnitOfWork, Protocol):
    """What answering a tap reads and writes."""

    @property
    def contacts(self) -> Contacts: ...


U = TypeVar("U", bound=TapUnitOfWork)


@dataclass(frozen=True, slots=True)
class Tap(Generic[B]):
    """Which button was tapped, by whom; `shown` is its message without buttons, None when Telegram
    no longer shows us its text."""

    update_id: int
    telegram_id: int
    button: B
    shown: Outgoing | None

    @property
    def message_id(self) -> int | None:
        """The tapped message, where its text can be changed."""
        return self.shown.edits if self.shown else None

    @property
    def spent(self) -> tuple[Outgoing, ...]:
        """What takes the buttons away, where that can be done."""
        return (self.shown,) if self.shown else ()

    def reply(self, text: str, keyboard: Keyboard = (), *, edits: int | None = None) -> Outgoing:
        """A word to whoever tapped, in place of the message `edits`."""
        purpose, basis = Purpose.REPLY.value, str(REPLY_BASIS)
        return Outgoing(self.telegram_id, text, purpose, basis, keyboard=keyboard, edits=edits)


async def answer_once(
    works: Works[U],
    tap: Tap[B],
    act: Callable[[U, Contact, Tap[B]], Awaitable[Iterable[Outgoing]]],
) -> None:
    """Do `act` for the person once and say what it returns; a stranger's tap does nothing."""

    async def work(uow: U) -> None:
        if not await uow.inbox.claim(tap.update_id):
            return
        contact = await uow.contacts.by_telegram(tap.telegram_id)
        said = await act(uow, contact, tap) if contact is not None else ()
        for number, message in enumerate(said):
            await uow.outbox.add(message.row(f"u{tap.update_id}:{number}"))

    await works.run(work, chat_ids=(tap.telegram_id,), update_ids=(tap.update_id,))


def taps_router(
    kind: type[B], answer: Callable[[Tap[B]], Awaitable[None]], wake: Callable[[], None]
) -> Router:
    """The handler of a person's buttons of that kind. `wake` lets the relay answer at once."""
    router = Router()

    @router.callback_query(Payload(kind))
    async def tap(query: CallbackQuery, button: B, update_id: int) -> None:
        await answer(Tap(update_id, query.from_user.id, button, without_buttons(query)))
        wake()
        await acknowledge(query)

    return router


def without_buttons(query: CallbackQuery) -> Outgoing | None:
    """The tapped message without its buttons; None when Telegram no longer shows us its text."""
    message = query.message
    if not isinstance(message, Message) or message.text is None:
        return None
    return Outgoing(
        query.from_user.id,
        message.html_text,
        purpose=Purpose.REPLY.value,
        basis=str(REPLY_BASIS),
        edits=message.message_id,
    )
