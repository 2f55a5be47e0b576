"""Handlers of /mailing and of the buttons under mailings. Parses, calls the desk."""

from __future__ import annotations

from collections.abc import Callable

from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from bot.chat.access import Access, Role
from bot.chat.callbacks import MailingButton
from bot.chat.filters import CommandWord, Payload
from bot.chat.mailings.asked import read_asked
from bot.chat.mailings.desk import MailingDesk
from bot.chat.mailings.ports import Asker
from bot.chat.mailings.voice import APPROVE, SEND_BACK
from bot.chat.people import locale_of, may_command, tapped_message, topic_of
from bot.chat.router import Router
from bot.chat.taps import acknowledge
from bot.chat.texts import Texts


def mailings_router(
    desk: MailingDesk,
    access: Access,
    texts: Texts,
    wake: Callable[[], None],
    *,
    default_locale: str,
) -> Router:
    """For managers, in private and in the sales chat; offers are decided on by sales."""
    router = Router()

    @router.message(CommandWord("mailing"))
    async def command(message: Message, command: CommandObject, update_id: int) -> None:
        user = message.from_user
        if user is None:
            return
        locale = locale_of(user, default_locale)
        thread = topic_of(message)
        who = Asker(update_id, user.id, user.full_name, message.chat.id, locale, None, thread)
        if not (may_command(message, access) and access.role(user.id) is Role.MANAGER):
            await desk.refuse(who)
        else:
            await desk.command(who, read_asked(command.args or "", message.html_text))
        wake()

    @router.callback_query(Payload(MailingButton))
    async def tap(query: CallbackQuery, button: MailingButton, update_id: int) -> None:
        user, message = query.from_user, query.message
        locale = locale_of(user, default_locale)
        by_sales = button.act in (APPROVE, SEND_BACK)
        may = access.is_staff(user.id) if by_sales else access.role(user.id) is Role.MANAGER
        if not may or message is None:
            await acknowledge(query, texts.toast("not_for_you", locale))
            return
        where, tapped = message.chat.id, tapped_message(query)
        who = Asker(update_id, user.id, user.full_name, where, locale, tapped)
        if by_sales:
            said = await desk.decide(who, button.mailing, button.act)
        else:
            said = await desk.tap(who, button.mailing, button.act, button.arg)
        wake()
        await acknowledge(query, said or None, alert=len(said) > 0)

    return router
