"""Handlers of /conflict and /exclusive, and of the buttons under a conflict. For managers alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from aiogram.filters import CommandObject, Filter
from aiogram.types import CallbackQuery, Message

from bot.chat.access import Access, Role
from bot.chat.answering import Answering, AnsweringUnitOfWork, saying
from bot.chat.callbacks import ConflictButton
from bot.chat.exclusivity.desk import ConflictDesk, ConflictUnitOfWork
from bot.chat.exclusivity.words import SIGN
from bot.chat.filters import CommandWord, Payload, is_command
from bot.chat.people import locale_of, private_refusal, seller_of, topic_of
from bot.chat.router import Router
from bot.chat.taps import acknowledge


class RepliesToConflict(Filter):
    """A manager replied in private to what they were asked, where no command stands."""

    def __init__(self, access: Access) -> None:
        self._access = access

    async def __call__(self, message: Message) -> bool:
        user, above = message.from_user, message.reply_to_message
        if user is None or above is None or message.chat.id != user.id or is_command(message):
            return False
        asked = (above.text or "").startswith(SIGN)
        return asked and self._access.role(user.id) is Role.MANAGER


class CommandUnitOfWork(AnsweringUnitOfWork, ConflictUnitOfWork, Protocol):
    """What a command about conflicts reads and writes."""


def exclusivity_router(
    desk: ConflictDesk,
    answering: Answering[CommandUnitOfWork],
    access: Access,
    wake: Callable[[], None],
    *,
    locale: str,
) -> Router:
    """Commands answer in private, where nobody reads along. `wake` lets the relay tell at once."""
    router, texts = Router(), desk.texts

    @router.message(CommandWord("conflict", "exclusive"))
    async def command(message: Message, command: CommandObject, update_id: int) -> None:
        user, args = message.from_user, command.args or ""
        language = locale_of(user, locale)
        refusal = private_refusal(message, lambda one: access.role(one) is Role.MANAGER)

        async def act(uow: CommandUnitOfWork) -> str:
            if refusal or user is None:
                return texts.label(refusal or "managers_only", language)
            if command.command == "exclusive":
                return desk.exclusive(args, language)
            return await desk.conflict(uow, args, seller_of(user, access), language)

        await answering.answer(update_id, message.chat.id, act, thread=topic_of(message))

    @router.message(RepliesToConflict(access))
    async def unsent(message: Message, update_id: int) -> None:
        act = saying(texts.render("conflict_unsent", locale_of(message.from_user, locale)))
        await answering.answer(update_id, message.chat.id, act)

    @router.callback_query(Payload(ConflictButton))
    async def tap(query: CallbackQuery, button: ConflictButton, update_id: int) -> None:
        user = query.from_user
        if access.role(user.id) is not Role.MANAGER:
            await acknowledge(query, texts.toast("not_for_you", locale_of(user, locale)))
            return
        said = await desk.tap(update_id, button, seller_of(user, access), locale_of(user, locale))
        await acknowledge(query, said or None)
        wake()

    return router
