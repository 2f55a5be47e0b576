"""Handlers of staff about meetings: /meet, /meetings, and the buttons under «was it held?»."""

from __future__ import annotations

from collections.abc import Callable

from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from bot.chat.access import Access
from bot.chat.answering import Answering
from bot.chat.callbacks import HeldButton
from bot.chat.filters import CommandWord, Payload
from bot.chat.meetings.staff import StaffMeetings, StaffUnitOfWork
from bot.chat.people import locale_of, seller_of
from bot.chat.router import Router
from bot.chat.staff_commands import StaffCommands
from bot.chat.taps import acknowledge
from bot.chat.texts import Texts
from leads.selling import Seller


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
    router, staff = Router(), StaffCommands(answering, access, texts, default_locale)

    @router.message(CommandWord("meet", "meetings"))
    async def command(message: Message, command: CommandObject, update_id: int) -> None:
        args = command.args or ""

        async def act(uow: StaffUnitOfWork, by: Seller, language: str) -> str:
            if command.command == "meet":
                return await desk.meet(uow, args, by, language)
            return await desk.listed(uow, args.strip(), language, figures=by.manager)

        await staff.answer(message, update_id, act)

    @router.callback_query(Payload(HeldButton))
    async def tap(query: CallbackQuery, button: HeldButton, update_id: int) -> None:
        user = query.from_user
        if not access.is_staff(user.id):
            await acknowledge(query, texts.toast("not_for_you", locale_of(user, "ru")))
            return
        await acknowledge(query, await desk.tap(update_id, button, seller_of(user, access)) or None)
        wake()

    return router
