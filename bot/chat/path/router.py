"""Handlers of /path and its buttons. Parses, calls one service, answers."""

from __future__ import annotations

from collections.abc import Callable

from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from bot.chat.access import Access
from bot.chat.answering import Answer, Answering
from bot.chat.callbacks import PathButton
from bot.chat.filters import CommandWord, Payload
from bot.chat.path.desk import PathDesk, PathDeskUnitOfWork
from bot.chat.people import locale_of, seller_of, tapped_message
from bot.chat.router import Router
from bot.chat.staff_commands import StaffCommands
from bot.chat.taps import acknowledge
from bot.chat.texts import Texts
from leads.selling import Seller


def path_router(
    desk: PathDesk,
    answering: Answering[PathDeskUnitOfWork],
    access: Access,
    texts: Texts,
    wake: Callable[[], None],
    *,
    default_locale: str,
) -> Router:
    """The handlers."""
    router, staff = Router(), StaffCommands(answering, access, texts, default_locale)

    @router.message(CommandWord("path"))
    async def show(message: Message, command: CommandObject, update_id: int) -> None:
        async def act(uow: PathDeskUnitOfWork, by: Seller, locale: str) -> Answer:
            return await desk.show(uow, command.args or "", by, locale)

        await staff.answer(message, update_id, act)

    @router.callback_query(Payload(PathButton))
    async def note(query: CallbackQuery, button: PathButton, update_id: int) -> None:
        user, message = query.from_user, query.message
        locale = locale_of(user, default_locale)
        if message is None or not access.may_speak(user.id, message.chat.id):
            await acknowledge(query, texts.toast("not_for_you", locale))
            return
        seller, tapped = seller_of(user, access), tapped_message(query)
        toast = await desk.note(update_id, message.chat.id, tapped, button, seller, locale)
        wake()
        await acknowledge(query, toast or None)

    return router
