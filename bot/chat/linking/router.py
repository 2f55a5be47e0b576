"""Handlers of /link and of links of people of a base. Parses, calls one service, answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from aiogram.filters import CommandObject
from aiogram.types import Message

from bot.chat.access import Access
from bot.chat.answering import Answering
from bot.chat.filters import CommandWord, StartedWith
from bot.chat.linking.desk import LinkDesk, LinkUnitOfWork
from bot.chat.people import heard, locale_of, may_command, topic_of
from bot.chat.router import Router
from bot.chat.texts import Texts
from dialogs.service import DialogService
from leads.catalogue import Arrival
from leads.linking.returning import BASE
from leads.outbox import Claimed

Say = Callable[[Sequence[Claimed]], Awaitable[None]]
PREFIX = "b_"
"""What the parameters of links of people of a base begin with."""


def linking_router(
    desk: LinkDesk,
    service: DialogService,
    answering: Answering[LinkUnitOfWork],
    say: Say,
    access: Access,
    texts: Texts,
    *,
    default_locale: str,
) -> Router:
    """The handlers."""
    router = Router()

    @router.message(CommandWord("link"))
    async def link(message: Message, command: CommandObject, update_id: int) -> None:
        user, chat_id = message.from_user, message.chat.id
        language = locale_of(user, default_locale)

        async def act(uow: LinkUnitOfWork) -> str:
            partner = desk.partner(user.id) if user and chat_id == user.id else None
            if partner is not None:
                return await desk.of_partner(uow, partner, chat_id)
            if user is None or not may_command(message, access):
                return texts.render("access_denied", language)
            return await desk.make(uow, (command.args or "").strip(), chat_id, user.id, language)

        await answering.answer(update_id, chat_id, act, thread=topic_of(message))

    @router.message(StartedWith(PREFIX))
    async def follow(message: Message, update_id: int) -> None:
        if message.from_user is None:
            return
        parameter = (message.text or "").split()[1]
        who = heard(update_id, message.from_user, default_locale)
        known = await desk.follow(parameter, who.person)
        await say(
            await service.open(who, Arrival(parameter, BASE) if known else Arrival(parameter))
        )

    return router
