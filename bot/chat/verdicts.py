"""Handlers of /why, /override and the button «Почему» under a card."""

from __future__ import annotations

from typing import Protocol

from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from bot.chat.access import Access
from bot.chat.answering import Answering, AnsweringUnitOfWork
from bot.chat.callbacks import LeadButton
from bot.chat.card_buttons import EXPLAIN
from bot.chat.filters import CommandWord, Payload
from bot.chat.people import author_of, locale_of, seller_of, topic_of
from bot.chat.router import Router
from bot.chat.taps import acknowledge
from bot.chat.texts import Texts
from bot.chat.verdict_desk import VerdictDesk, VerdictUnitOfWork


class StaffUnitOfWork(AnsweringUnitOfWork, VerdictUnitOfWork, Protocol):
    """What answering about verdicts reads and writes."""


def verdicts_router(
    desk: VerdictDesk,
    answering: Answering[StaffUnitOfWork],
    access: Access,
    texts: Texts,
    *,
    locale: str,
) -> Router:
    """For salespeople and managers."""
    router = Router()

    @router.message(CommandWord("why", "override"))
    async def command(message: Message, command: CommandObject, update_id: int) -> None:
        user, name, args = author_of(message), command.command, command.args or ""
        if user is None:
            return
        language = locale_of(user, locale)
        by = seller_of(user, access)
        allowed = access.may_speak(user.id, message.chat.id)

        async def act(uow: StaffUnitOfWork) -> str:
            if not allowed:
                return texts.render("access_denied", language)
            do = desk.why if name == "why" else desk.override
            return await do(uow, args, by, language)

        await answering.answer(update_id, message.chat.id, act, thread=topic_of(message))

    @router.callback_query(Payload(LeadButton))
    async def explain(query: CallbackQuery, button: LeadButton, update_id: int) -> None:
        user, message = query.from_user, query.message
        if button.act != EXPLAIN or message is None or not access.is_staff(user.id):
            raise SkipHandler
        by = seller_of(user, access)

        async def act(uow: StaffUnitOfWork) -> str:
            return await desk.why(uow, str(button.lead), by, locale)

        await acknowledge(query)
        await answering.answer(update_id, message.chat.id, act, thread=topic_of(message))

    return router
