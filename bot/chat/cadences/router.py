"""What sellers say of leads in cadences, and how cadences do. Parses and calls."""

from __future__ import annotations

from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from bot.chat.access import Access
from bot.chat.answering import Answering, InWords, saying
from bot.chat.cadences.marks import ACTS, MarksDesk, MarksUnitOfWork
from bot.chat.callbacks import LeadButton
from bot.chat.filters import CommandWord, Payload
from bot.chat.people import locale_of, may_command, seller_of, topic_of
from bot.chat.router import Router
from bot.chat.staff_commands import StaffCommands
from bot.chat.taps import acknowledge
from bot.chat.texts import Texts
from leads.selling import Seller


def marks_router(
    desk: MarksDesk,
    figures: InWords,
    answering: Answering[MarksUnitOfWork],
    access: Access,
    texts: Texts,
    *,
    locale: str,
) -> Router:
    """Handlers of staff's marks: buttons under leads, and /wait; for managers /cadences."""
    router, staff = Router(), StaffCommands(answering, access, texts, locale)

    @router.callback_query(Payload(LeadButton))
    async def tap(query: CallbackQuery, button: LeadButton, update_id: int) -> None:
        user, message = query.from_user, query.message
        if button.act not in ACTS or message is None or not access.is_staff(user.id):
            raise SkipHandler
        by = seller_of(user, access)

        async def act(uow: MarksUnitOfWork) -> str:
            return await desk.tap(uow, button, by, locale)

        await acknowledge(query)
        await answering.answer(update_id, message.chat.id, act, thread=topic_of(message))

    @router.message(CommandWord("wait"))
    async def wait(message: Message, command: CommandObject, update_id: int) -> None:
        async def act(uow: MarksUnitOfWork, by: Seller, language: str) -> str:
            return await desk.wait(uow, command.args or "", by, language)

        await staff.answer(message, update_id, act)

    @router.message(CommandWord("cadences"))
    async def report(message: Message, update_id: int) -> None:
        user = message.from_user
        language = locale_of(user, locale)
        text = texts.render("access_denied", language)
        if user is not None and may_command(message, access) and seller_of(user, access).manager:
            # Read beside the writer and before the transaction.
            text = await figures(language)
        thread = topic_of(message)
        await answering.answer(update_id, message.chat.id, saying(text), thread=thread)

    return router
