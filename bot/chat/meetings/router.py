"""Handlers of staff about meetings: /meet, /meetings, and the buttons under «was it held?»."""

from __future__ import annotations

from collections.abc import Callable

from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from bot.chat.access import Access, Role
from bot.chat.answering import Answering
from bot.chat.callbacks import HeldButton
from bot.chat.filters import CommandWord, Payload
from bot.chat.meetings.staff import StaffMeetings, StaffUnitOfWork
from bot.chat.people import locale_of, may_command, seller_of
from bot.chat.router import Router
from bot.chat.taps import acknowledge
from bot.chat.texts import Texts


def staff_meetings_router(
    desk: StaffMeetings,
    answering: Answering[StaffUnitOfWork],
    access: Access,
    texts: Texts,
    wake: Callable[[], None],
    *,
    default_locale: str,
) -> Router:
    """The handlers, in private and in the sales chat. `wake` lets the relay tell the person."""
    router = Router()

    @router.message(CommandWord("meet", "meetings"))
    async def command(message: Message, command: CommandObject, update_id: int) -> None:
        user, args = message.from_user, command.args or ""
        language = locale_of(user, default_locale) if user else default_locale

        async def act(uow: StaffUnitOfWork) -> str:
            if user is None or not may_command(message, access):
                return texts.render("access_denied", language)
            if command.command == "meet":
                return await desk.meet(uow, args, seller_of(user, access), language)
            manages = access.role(user.id) is Role.MANAGER
            return await desk.listed(uow, args.strip(), language, figures=manages)

        thread = message.message_thread_id if message.is_topic_message else None
        await answering.answer(update_id, message.chat.id, act, thread=thread)

    @router.callback_query(Payload(HeldButton))
    async def tap(query: CallbackQuery, button: HeldButton, update_id: int) -> None:
        user = query.from_user
        if not access.is_staff(user.id):
            await acknowledge(query, texts.toast("not_for_you", locale_of(user, "ru")))
            return
        await acknowledge(query, await desk.tap(update_id, button, seller_of(user, access)) or None)
        wake()

    return router
