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
from bot.chat.people import seller_of, topic_of
from bot.chat.router import Router
from bot.chat.staff_commands import StaffCommands
from bot.chat.taps import acknowledge
from bot.chat.texts import Texts
from bot.chat.verdict_desk import VerdictDesk, VerdictUnitOfWork
from leads.selling import Seller


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
    router, staff = Router(), StaffCommands(answering, access, texts, locale)

    @router.message(CommandWord("why", "override"))
    async def command(message: Message, command: CommandObject, update_id: int) -> None:
        do = desk.why if command.command == "why" else desk.override

        async def act(uow: StaffUnitOfWork, by: Seller, language: str) -> str:
            return await do(uow, command.args or "", by, language)

        await staff.answer(message, update_id, act)

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
