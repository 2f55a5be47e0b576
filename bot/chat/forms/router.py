"""The handler of the links of forms. Parses, calls one service, says."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from aiogram.types import Message

from bot.chat.filters import StartedWith
from bot.chat.forms.desk import FormDesk
from bot.chat.people import heard
from bot.chat.router import Router
from dialogs.service import DialogService
from leads.outbox import Claimed

PREFIX = "e_"
"""What the parameters of forms' links begin with."""


def forms_router(
    desk: FormDesk,
    service: DialogService,
    say: Callable[[Sequence[Claimed]], Awaitable[None]],
    wake: Callable[[], None],
    *,
    default_locale: str,
) -> Router:
    """The handler; `wake` lets the relay deliver what dealing with the form left."""
    router = Router()

    @router.message(StartedWith(PREFIX))
    async def open_link(message: Message, update_id: int) -> None:
        if message.from_user is None:
            return
        who = heard(update_id, message.from_user, default_locale)
        arrived, form = await desk.open((message.text or "").split()[1], who.person)
        wake()
        if form is None:
            await say(await service.open(who, arrived))
        else:
            await say(await service.go_on(who, arrived, form))

    return router
