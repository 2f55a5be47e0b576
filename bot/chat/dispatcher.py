"""The aiogram dispatcher with our routers, and the function that the intake feeds it through."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from aiogram import Bot, Dispatcher, Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.types import Update
from pydantic import ValidationError

from bot.chat.intake import Received, Undecodable

Close = Callable[[int], Awaitable[None]]


def build_dispatcher(routers: Sequence[Router]) -> Dispatcher:
    """The routers in the order they are asked.

    aiogram's FSM is off: the session row is the state, and order within a chat is the intake's.
    """
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.include_routers(*routers)
    return dispatcher


def build_process(
    dispatcher: Dispatcher, bot: Bot, close: Close
) -> Callable[[Received], Awaitable[None]]:
    """How one stored update is processed. What no handler wants is closed in the inbox."""

    async def process(received: Received) -> None:
        try:
            update = Update.model_validate(received.payload, context={"bot": bot})
        except ValidationError as error:
            raise Undecodable(f"{error.error_count()} fields can't be read") from error
        result = await dispatcher.feed_update(bot, update, update_id=received.update_id)
        if result is UNHANDLED:
            await close(received.update_id)

    return process
