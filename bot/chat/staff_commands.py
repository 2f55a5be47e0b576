"""Commands of staff: whoever may not give them, or not there, hears so; who may is answered in the
topic that they wrote in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic

from aiogram.types import Message

from bot.chat.access import Access
from bot.chat.answering import Answer, Answering, U
from bot.chat.people import locale_of, may_command, seller_of, topic_of
from bot.chat.texts import Texts
from leads.selling import Seller


@dataclass(frozen=True, slots=True)
class StaffCommands(Generic[U]):
    """Answers them."""

    answering: Answering[U]
    access: Access
    texts: Texts
    default_locale: str

    async def answer(
        self,
        message: Message,
        update_id: int,
        act: Callable[[U, Seller, str], Awaitable[str | Answer]],
    ) -> None:
        """Do `act` once for whoever gave the command, in their language."""
        user = message.from_user
        locale = locale_of(user, self.default_locale)

        async def answered(uow: U) -> str | Answer:
            if user is None or not may_command(message, self.access):
                return self.texts.render("access_denied", locale)
            return await act(uow, seller_of(user, self.access), locale)

        where = message.chat.id
        await self.answering.answer(update_id, where, answered, thread=topic_of(message))
