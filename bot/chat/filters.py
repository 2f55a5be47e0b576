"""Filters of the routers. All of them async: aiogram sends every other one through a thread."""

from __future__ import annotations

import re
from typing import Any

from aiogram.filters import CommandObject, Filter
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from bot.chat.access import Access

COMMAND = re.compile(r"/(?P<word>[A-Za-z][A-Za-z0-9_]{0,31})(@\w+)?(\s|$)")
"""What Telegram takes for a command; «/catalogue/shoes» is none."""
_TAPPED = re.compile(r"(?P<word>[A-Za-z]+)_(?P<numbers>[0-9]{1,18}(?:_[0-9]{1,18})*)")


def is_command(message: Message) -> bool:
    """Whether `CommandWord` could take the message."""
    return (message.text or "").startswith("/")


class InPrivate(Filter):
    """The message was written to the bot in private."""

    async def __call__(self, message: Message) -> bool:
        return message.chat.type == "private"


class StartedWith(InPrivate):
    """A link was opened whose parameter begins so."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix

    async def __call__(self, message: Message) -> bool:
        words = (message.text or "").split()
        named = len(words) == 2 and words[0] == "/start" and words[1].startswith(self._prefix)
        return named and await super().__call__(message)


class FromStaff(Filter):
    """A member of staff wrote it themselves."""

    def __init__(self, access: Access) -> None:
        self._access = access

    async def __call__(self, message: Message) -> bool:
        user = message.from_user
        return user is not None and self._access.is_staff(user.id)


class CommandWord(Filter):
    """One of the commands `/word`, with or without the bot's name; gives `command`.

    `/lead_9` is `/lead 9`, and `/join_9_7` is `/join 9 7`: Telegram makes a tap of one word only.
    """

    def __init__(self, *words: str) -> None:
        self._words = frozenset(words)

    async def __call__(self, message: Message) -> bool | dict[str, Any]:
        if not is_command(message):
            return False
        text = message.text or ""
        head, _, args = text[1:].partition(" ")
        name, _, mention = head.partition("@")
        tapped = _TAPPED.fullmatch(name)
        word = (tapped["word"] if tapped else name).lower()
        if word not in self._words:
            return False
        if tapped:
            args = f"{tapped['numbers'].replace('_', ' ')} {args}"
        command = CommandObject(
            prefix="/", command=word, mention=mention or None, args=args.strip() or None
        )
        return {"command": command}


class UnknownCommand(Filter):
    """Written like a command, but none of ours: last in line, before `others`' handlers."""

    def __init__(self, *others: str) -> None:
        self._others = frozenset(others)

    async def __call__(self, message: Message) -> bool:
        found = COMMAND.match(message.text or "")
        return found is not None and found["word"].lower() not in self._others


class Payload(Filter):
    """A button of ours of that kind; gives `button`. What can't be unpacked is none."""

    def __init__(self, kind: type[CallbackData]) -> None:
        self._kind = kind

    async def __call__(self, query: CallbackQuery) -> bool | dict[str, Any]:
        data = query.data or ""
        if not data.startswith(f"{self._kind.__prefix__}:"):
            return False
        try:
            return {"button": self._kind.unpack(data)}
        except (TypeError, ValueError):
            return False
