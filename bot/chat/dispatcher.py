"""The aiogram dispatcher with our routers, and the function that the intake feeds it through."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

from aiogram import Bot, Dispatcher, Router
from aiogram.dispatcher.event.bases import UNHANDLED, SkipHandler
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.types import Message, TelegramObject, Update
from aiogram.types.update import UpdateTypeLookupError
from pydantic import ValidationError

from bot.chat.filters import CommandWord, StartedWith, is_command
from bot.chat.intake import Received, Undecodable

Close = Callable[[int], Awaitable[None]]


class FlatDispatcher(Dispatcher):
    """Asks the handlers of all routers as one list; those of commands about commands only.

    aiogram asks router after router, and setting out for one costs more than all its filters. Our
    routers group handlers and do nothing else: ValueError for one that holds more. So an update
    goes straight to the handlers: there is no middleware to pass, and errors are the intake's.
    """

    def __init__(self, routers: Sequence[Router]) -> None:
        # No FSM: the session row is the state, and order within a chat is the intake's.
        super().__init__(disable_fsm=True)
        for router in routers:
            _insist_on_handlers_only(router)
            for kind, observer in router.observers.items():
                self.observers[kind].handlers += observer.handlers
        self._words = [one for one in self.message.handlers if not _of_command(one)]

    async def feed_update(self, bot: Bot, update: Update, **kwargs: Any) -> Any:
        """Hand what the update holds to the first handler that takes it."""
        try:
            kind, event = update.event_type, update.event
        except UpdateTypeLookupError:  # newer than this aiogram
            return UNHANDLED
        return await self.propagate_event(kind, event, event_update=update, bot=bot, **kwargs)

    async def propagate_event(self, update_type: str, event: TelegramObject, **kwargs: Any) -> Any:
        """Hand the event to the first handler that takes it."""
        observer = self.observers.get(update_type)
        if observer is None:
            return UNHANDLED
        is_word = isinstance(event, Message) and observer is self.message and not is_command(event)
        for handler in self._words if is_word else observer.handlers:
            taken, found = await handler.check(event, **kwargs)
            if taken:
                with suppress(SkipHandler):  # it turned out to be another's
                    return await handler.call(event, **found)
        return UNHANDLED


def _insist_on_handlers_only(router: Router) -> None:
    observers = router.observers.values()
    if router.sub_routers or any(
        one._handler.filters or len(one.middleware) or len(one.outer_middleware)
        for one in observers
    ):
        raise ValueError(f"router {router.name!r} holds more than handlers")


def _of_command(handler: HandlerObject) -> bool:
    kinds = (CommandWord, StartedWith)
    return any(isinstance(one.callback, kinds) for one in handler.filters or ())


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
