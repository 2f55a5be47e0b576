"""Messages out: one Telegram call per message, with everything that Telegram may answer.

Which rows are due is the relay's business, what they say the presenter's.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Protocol

from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods.base import Response
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from bot.chat.messages import Keyboard, Outgoing

log = logging.getLogger(__name__)

# pydantic forgets a parametrised model that nobody holds, and building one takes 13 ms.
ANSWERS = (Response[Message], Response[Message | bool], Response[bool])
NOTHING_TO_EDIT = ("message to edit not found", "message can't be edited")


@dataclass(frozen=True, slots=True)
class Sent:
    """It is on the screen; `message_id` for later edits."""

    message_id: int | None


@dataclass(frozen=True, slots=True)
class Later:
    """Not now: try again, not before `seconds` where Telegram named them."""

    reason: str
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Never:
    """It can't be delivered. `blocked` when the person shut us out."""

    reason: str
    blocked: bool = False


Delivery = Sent | Later | Never


class Pace(Protocol):
    """When a message may leave."""

    async def wait(self, chat_id: int, *, edit: bool = False) -> None:
        """Return when the chat may be written to."""
        ...

    def pause(self, seconds: float) -> None:
        """Stop everything for a while."""
        ...


class Sender:
    """Sends and edits through the Bot API; every outcome is a value, never an exception."""

    def __init__(self, bot: Bot, pace: Pace) -> None:
        self._bot = bot
        self._pace = pace

    async def deliver(self, message: Outgoing, *, edits: int | None) -> Delivery:
        """Bring the message to its chat; `edits` is the resolved id of a message to change."""
        await self._pace.wait(message.chat_id, edit=edits is not None)
        try:
            if edits is not None:
                return await self._edit(message, edits)
            return await self._send(message)
        except TelegramRetryAfter as error:
            self._pace.pause(error.retry_after)
            return Later("rate limit", float(error.retry_after))
        except (TelegramForbiddenError, TelegramNotFound) as error:
            return Never(error.message, blocked=isinstance(error, TelegramForbiddenError))
        except TelegramMigrateToChat as error:
            return Never(f"the group became {error.migrate_to_chat_id}: change SALES_CHAT_ID")
        except TelegramBadRequest as error:
            return Never(error.message, blocked="chat not found" in error.message)
        except (TelegramServerError, TelegramNetworkError, ClientDecodeError) as error:
            return Later(type(error).__name__)
        except TelegramUnauthorizedError:
            return Later("the token was refused", 60.0)
        except TelegramAPIError as error:
            return Later(error.message)

    async def _send(self, message: Outgoing) -> Delivery:
        markup = _markup(message)
        try:
            sent = await self._bot.send_message(
                message.chat_id, message.text, reply_markup=markup, parse_mode="HTML"
            )
        except TelegramBadRequest as error:
            if "can't parse entities" not in error.message:
                raise
            log.error("a template made bad HTML, sent as plain text: %s", error.message)
            sent = await self._bot.send_message(
                message.chat_id, message.text, reply_markup=markup, parse_mode=None
            )
        return Sent(sent.message_id)

    async def _edit(self, message: Outgoing, message_id: int) -> Delivery:
        try:
            edited = await self._bot.edit_message_text(
                text=message.text,
                chat_id=message.chat_id,
                message_id=message_id,
                reply_markup=_inline(message.keyboard) if message.keyboard else None,
                parse_mode="HTML",
            )
        except TelegramBadRequest as error:
            if "message is not modified" in error.message:
                return Sent(message_id)
            if any(text in error.message for text in NOTHING_TO_EDIT):
                return Never(error.message)
            raise
        return Sent(edited.message_id if isinstance(edited, Message) else message_id)


def _markup(
    message: Outgoing,
) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None:
    if message.keyboard:
        return _inline(message.keyboard)
    if message.reply_rows:
        (first, *others), *rows = message.reply_rows
        buttons = [[KeyboardButton(text=first, request_contact=True), *map(_plain, others)]]
        buttons += [[_plain(label) for label in row] for row in rows]
        return ReplyKeyboardMarkup(
            keyboard=buttons,
            resize_keyboard=True,
            one_time_keyboard=True,
            input_field_placeholder=message.placeholder or None,
        )
    return ReplyKeyboardRemove(remove_keyboard=True) if message.remove_reply_keyboard else None


def _plain(label: str) -> KeyboardButton:
    return KeyboardButton(text=label)


def _inline(keyboard: Keyboard) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [InlineKeyboardButton(text=button.label, callback_data=button.data) for button in row]
            for row in keyboard
        ]
    )
