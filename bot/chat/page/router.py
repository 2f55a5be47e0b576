"""Handlers of /page and of the buttons under the question whose browser waits."""

from __future__ import annotations

from collections.abc import Callable

from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from bot.chat.answering import Answering, saying
from bot.chat.callbacks import PageButton
from bot.chat.filters import CommandWord, Payload
from bot.chat.page.desk import Asks, PageDesk, PageUnitOfWork
from bot.chat.people import locale_of, private_refusal, topic_of
from bot.chat.person_taps import Tap, without_buttons
from bot.chat.router import Router
from bot.chat.taps import acknowledge
from bot.chat.texts import Texts


def page_router(
    desk: PageDesk,
    answering: Answering[PageUnitOfWork],
    may_see: Callable[[int], bool],
    texts: Texts,
    wake: Callable[[], None],
    *,
    default_locale: str,
) -> Router:
    """Links are given in private alone, where nobody reads along."""
    router = Router()

    @router.message(CommandWord("page"))
    async def page(message: Message, command: CommandObject, update_id: int) -> None:
        user = message.from_user
        locale = locale_of(user, default_locale)
        refusal = private_refusal(message, may_see)
        if user is not None and not refusal:
            await desk.command(Asks(update_id, user.id, locale), command.args or "")
            wake()
            return
        act = saying(texts.label(refusal, locale))
        await answering.answer(update_id, message.chat.id, act, thread=topic_of(message))

    @router.callback_query(Payload(PageButton))
    async def tap(query: CallbackQuery, button: PageButton, update_id: int) -> None:
        user = query.from_user
        tapped = Tap(update_id, user.id, button, without_buttons(query))
        said = await desk.tap(tapped, locale_of(user, default_locale))
        await acknowledge(query, said or None)
        wake()

    return router
