"""Buttons that work at any moment: a human, a second look; and /human. Calls one service."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from aiogram.types import CallbackQuery, Message

from bot.chat.callbacks import AgainButton, HelpButton
from bot.chat.filters import CommandWord, InPrivate, Payload
from bot.chat.handoff_words import COMPLETE, DISPUTE, HUMAN
from bot.chat.people import heard
from bot.chat.router import Router
from bot.chat.taps import acknowledge
from dialogs.service import DialogService
from leads.outbox import Claimed

Say = Callable[[Sequence[Claimed]], Awaitable[None]]


def handoff_router(service: DialogService, say: Say, *, default_locale: str) -> Router:
    """Handlers that work at any moment, whatever question is on the screen."""
    router = Router()

    @router.message(InPrivate(), CommandWord("human"))
    async def call(message: Message, update_id: int) -> None:
        if message.from_user is not None:
            who = heard(update_id, message.from_user, default_locale)
            await say(await service.call_human(who))

    @router.callback_query(Payload(HelpButton))
    async def help_out(query: CallbackQuery, button: HelpButton, update_id: int) -> None:
        who = heard(update_id, query.from_user, default_locale)
        acts = {
            HUMAN: service.call_human,
            DISPUTE: service.dispute,
            COMPLETE: service.complete,
        }
        said = await acts.get(button.act, service.restart)(who)
        await acknowledge(query)
        await say(said)

    @router.callback_query(Payload(AgainButton))
    async def look_again(query: CallbackQuery, button: AgainButton, update_id: int) -> None:
        who = heard(update_id, query.from_user, default_locale)
        said = await service.look_again(who, button.lead)
        await acknowledge(query)
        await say(said)

    return router
