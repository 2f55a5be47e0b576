"""Groups of handlers, and how a handler says what it takes. What handlers do is their own modules'.

aiogram's Router brings an observer of each of 28 kinds of update with its middlewares and flags; a
start made a thousand of them for the ninety handlers of ours, and asking one handler through them
costs more than all its filters.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from aiogram.filters import Filter
from aiogram.types import TelegramObject

F = TypeVar("F", bound=Callable[..., Awaitable[None]])


class Handler:
    """A function for events of one kind, and the filters that an event has to pass, in order."""

    def __init__(
        self, filters: tuple[Filter, ...], function: Callable[..., Awaitable[None]]
    ) -> None:
        self.filters = filters
        self._function = function
        self._wanted = tuple(inspect.signature(function).parameters)[1:]

    async def found(self, event: TelegramObject) -> Mapping[str, Any] | None:
        """What the filters found in the event; None for an event of somebody else's."""
        found: dict[str, Any] = {}
        for passes in self.filters:
            passed = await passes(event)
            if not passed:
                return None
            if passed is not True:
                found |= passed
        return found

    async def call(self, event: TelegramObject, known: Mapping[str, Any]) -> None:
        """Deal with the event; the function gets of what is `known` what its parameters name."""
        await self._function(event, **{name: known[name] for name in self._wanted})


class _Kind:
    """Collects the handlers of one kind of event, as a decorator: `@router.message(filters…)`."""

    def __init__(self) -> None:
        self.handlers: list[Handler] = []

    def __call__(self, *filters: Filter) -> Callable[[F], F]:
        def keep(function: F) -> F:
            self.handlers.append(Handler(filters, function))
            return function

        return keep


class Router:
    """Handlers that belong together, by the kind of event that they take, in their order."""

    def __init__(self) -> None:
        self.message = _Kind()
        self.edited_message = _Kind()
        self.callback_query = _Kind()
        self.my_chat_member = _Kind()

    @property
    def kinds(self) -> Mapping[str, list[Handler]]:
        """The handlers of each kind, by the name of an update's field."""
        return {name: kind.handlers for name, kind in vars(self).items()}
