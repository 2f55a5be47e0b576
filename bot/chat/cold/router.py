"""Handlers of /invite and of personal links. Parses, calls one service, answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from aiogram.filters import CommandObject
from aiogram.types import Message

from bot.chat.access import Access
from bot.chat.answering import Answering
from bot.chat.cold.desk import InviteDesk, InviteUnitOfWork
from bot.chat.filters import CommandWord, StartedWith
from bot.chat.people import heard
from bot.chat.router import Router
from bot.chat.staff_commands import StaffCommands
from bot.chat.texts import Texts
from dialogs.service import DialogService
from leads.catalogue import Arrival, Campaign
from leads.cold.inviting import PERSONAL
from leads.lead import Temperature
from leads.outbox import Claimed
from leads.selling import Seller

Say = Callable[[Sequence[Claimed]], Awaitable[None]]


PREFIX = "p_"
"""What the parameters of personal links begin with."""


def cold_router(
    desk: InviteDesk,
    service: DialogService,
    answering: Answering[InviteUnitOfWork],
    say: Say,
    access: Access,
    texts: Texts,
    wake: Callable[[], None],
    *,
    brief: str | None,
    default_locale: str,
) -> Router:
    """The handlers. Whoever opens their link is asked the questions of `brief`, where there is one;
    `wake` lets the relay tell them of their meeting."""
    router, staff = Router(), StaffCommands(answering, access, texts, default_locale)

    @router.message(CommandWord("invite"))
    async def invite(message: Message, command: CommandObject, update_id: int) -> None:
        async def act(uow: InviteUnitOfWork, by: Seller, language: str) -> str:
            return await desk.invite(uow, command.args or "", by, language)

        await staff.answer(message, update_id, act)

    @router.message(StartedWith(PREFIX))
    async def open_link(message: Message, update_id: int) -> None:
        if message.from_user is None:
            return
        parameter = (message.text or "").split()[1]
        who = heard(update_id, message.from_user, default_locale)
        bound = await desk.open(parameter, who.person)
        code = PERSONAL.channel
        campaign = Campaign(code, code, code, temperature=Temperature.COLD, quiz=brief)
        arrived = Arrival(parameter, PERSONAL, campaign) if bound else Arrival(parameter)
        wake()
        await say(await service.open(who, arrived))

    return router
