"""From an update to the handler that takes it, and the function that the intake feeds."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from aiogram import Bot
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.types import Message, Update
from aiogram.types.update import UpdateTypeLookupError
from pydantic import ValidationError

from bot.chat.filters import CommandWord, StartedWith, is_command
from bot.chat.intake import Received, Undecodable
from bot.chat.router import Handler, Router

Close = Callable[[int], Awaitable[None]]


class Dispatcher:
    """Asks the handlers of all routers as one list; those of commands about commands only."""

    def __init__(self, routers: Sequence[Router]) -> None:
        self._handlers: dict[str, list[Handler]] = {}
        for router in routers:
            for kind, handlers in router.kinds.items():
                self._handlers.setdefault(kind, []).extend(handlers)
        self._words = [one for one in self._handlers.get("message", ()) if not _of_command(one)]

    async def feed(self, update: Update, update_id: int) -> bool:
        """Hand what the update holds to the first handler that takes it; False when none does."""
        try:
            kind, event = update.event_type, update.event
        except UpdateTypeLookupError:  # newer than this aiogram
            return False
        is_word = kind == "message" and isinstance(event, Message) and not is_command(event)
        for handler in self._words if is_word else self._handlers.get(kind, ()):
            found = await handler.found(event)
            if found is not None:
                with suppress(SkipHandler):  # it turned out to be another's
                    await handler.call(event, {"update_id": update_id, **found})
                    return True
        return False


def _of_command(handler: Handler) -> bool:
    return any(isinstance(one, CommandWord | StartedWith) for one in handler.filters)


def build_process(
    dispatcher: Dispatcher, bot: Bot, close: Close
) -> Callable[[Received], Awaitable[None]]:
    """How one stored update is processed. What no handler wants is closed in the inbox."""

    async def process(received: Received) -> None:
        try:
            update = Update.model_validate(received.payload, context={"bot": bot})
        except ValidationError as error:
            raise Undecodable(f"{error.error_count()} fields can't be read") from error
        if not await dispatcher.feed(update, received.update_id):
            await close(received.update_id)

    return process
