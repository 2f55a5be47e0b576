"""The handler of /hypothesis, for managers. Parses, calls the desk, answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from aiogram.filters import CommandObject
from aiogram.types import Message

from bot.chat.access import Access, Role
from bot.chat.answering import Answering, saying
from bot.chat.filters import CommandWord
from bot.chat.people import locale_of, may_command, seller_of, topic_of
from bot.chat.router import Router
from bot.chat.texts import Texts

if TYPE_CHECKING:
    from bot.chat.hypotheses.desk import HypothesisDesk, HypothesisUnitOfWork


def hypotheses_router(
    desk: Callable[[], HypothesisDesk],
    answering: Answering[HypothesisUnitOfWork],
    access: Access,
    texts: Texts,
    *,
    default_locale: str,
) -> Router:
    """In private and in the sales group; `desk` is asked for with the first hypothesis."""
    router = Router()

    @router.message(CommandWord("hypothesis"))
    async def hypothesis(message: Message, command: CommandObject, update_id: int) -> None:
        user, chat = message.from_user, message.chat.id
        locale = locale_of(user, default_locale)
        if user and access.role(user.id) is Role.MANAGER and may_command(message, access):
            by = seller_of(user, access)
            act = await desk().ready(command.args or "", by, locale)
        else:
            act = saying(texts.label("managers_only", locale))
        await answering.answer(update_id, chat, act, thread=topic_of(message))

    return router
