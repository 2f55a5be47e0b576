"""Messages out: one Telegram call per message, with everything that Telegram may answer.

Which rows are due is the relay's business, what they say the presenter's.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
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
from aiogram.types import BufferedInputFile, InlineKeyboardMarkup
from aiohttp import ClientConnectorError

from bot.chat.calls import (
    CopyOf,
    CreateTopic,
    EditCaption,
    EditText,
    GetChat,
    RenameTopic,
    SendText,
)
from bot.chat.markup import inline, markup_of, reply_to
from bot.chat.messages import Keyboard, Outgoing
from leads.outbox import Priority

log = logging.getLogger(__name__)

HTML = "HTML"
NAMED_SO = "TOPIC_NOT_MODIFIED"
UNCHANGED = "message is not modified"
LONGEST_REST = 5.0
NOTHING_TO_EDIT = ("message to edit not found", "message can't be edited")


@dataclass(frozen=True, slots=True)
class Copied:
    """A message of some chat that is to appear in another one."""

    chat_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class Sent:
    """It is on the screen; `message_id` for later edits."""

    message_id: int | None


@dataclass(frozen=True, slots=True)
class Later:
    """Not now: try again, not before `seconds` where Telegram named them. `doubtful`: it may be on
    the screen all the same."""

    reason: str
    seconds: float | None = None
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Never:
    """It can't be delivered. `blocked` when the person shut us out."""

    reason: str
    blocked: bool = False


Delivery = Sent | Later | Never


class Pace(Protocol):
    """When a message may leave."""

    async def wait(self, chat_id: int, *, priority: Priority = ..., edit: bool = ...) -> None:
        """Return when the chat may be written to."""
        ...

    def pause(self, seconds: float) -> None:
        """Stop everything for a while."""
        ...

    def resting(self) -> float:
        """How many seconds of that are left."""
        ...


class Sender:
    """Sends and edits through the Bot API; every outcome is a value, never an exception."""

    def __init__(self, bot: Bot, pace: Pace) -> None:
        self._bot = bot
        self._pace = pace

    async def deliver(self, message: Outgoing, *, edits: int | None) -> Delivery:
        """Bring the message to its chat; `edits` is the resolved id of a message to change."""
        await self._pace.wait(message.chat_id, edit=edits is not None)
        if edits is not None:
            return await self._outcome(self._edit(message, edits))
        return await self._outcome(self._send(message))

    async def deliver_if(
        self, still: Callable[[], Awaitable[bool]], message: Outgoing, priority: Priority
    ) -> Delivery | None:
        """Bring a new message to its chat when its turn has come, if it is `still` wanted then;
        None when it is not. While Telegram wants silence nobody queues up."""
        if (silence := self._pace.resting()) > LONGEST_REST:
            return Later("rate limit", silence)
        await self._pace.wait(message.chat_id, priority=priority)
        if not await still():
            return None
        return await self._outcome(self._send(message))

    async def copy(
        self, chat_id: int, message: Copied, *, thread: int | None = None, under: int | None = None
    ) -> Delivery:
        """Bring a copy of a message to `chat_id`, as a reply to `under` while that exists."""
        await self._pace.wait(chat_id)
        call = CopyOf(
            chat_id=chat_id,
            from_chat_id=message.chat_id,
            message_id=message.message_id,
            message_thread_id=thread,
            reply_parameters=reply_to(under),
        )
        return await self._outcome(self._new(call))

    async def delete(
        self, chat_id: int, message_id: int, priority: Priority = Priority.REPLY
    ) -> Delivery:
        """Take a message of ours away; one that is gone or too old is left alone."""
        await self._pace.wait(chat_id, priority=priority)
        return await self._outcome(self._gone(self._bot.delete_message(chat_id, message_id)))

    async def delete_topic(self, chat_id: int, thread_id: int) -> Delivery:
        """Take a topic away with everything that was written in it."""
        await self._pace.wait(chat_id)
        return await self._outcome(self._gone(self._bot.delete_forum_topic(chat_id, thread_id)))

    async def take_buttons(self, chat_id: int, message_id: int) -> Delivery:
        """Take the buttons under a message of ours away; one that has none stays as it is."""
        await self._pace.wait(chat_id, edit=True)
        return await self._outcome(self._take_buttons(chat_id, message_id))

    async def file(
        self,
        chat_id: int,
        name: str,
        content: bytes,
        caption: str,
        keyboard: Keyboard = (),
        *,
        photo: bool = False,
        thread: int | None = None,
    ) -> Delivery:
        """Bring a document to its chat, or a `photo`; the caption is Telegram HTML."""
        await self._pace.wait(chat_id)
        markup = InlineKeyboardMarkup.model_validate(inline(keyboard)) if keyboard else None
        send = self._bot.send_photo if photo else self._bot.send_document
        call = partial(send, chat_id, BufferedInputFile(content, name), caption=caption)

        async def sending() -> Delivery:
            sent = await call(parse_mode=HTML, reply_markup=markup, message_thread_id=thread)
            return Sent(sent.message_id)

        return await self._outcome(sending())

    async def _gone(self, call: Awaitable[object]) -> Delivery:
        await call
        return Sent(None)

    async def _take_buttons(self, chat_id: int, message_id: int) -> Delivery:
        try:
            await self._bot.edit_message_reply_markup(chat_id=chat_id, message_id=message_id)
        except TelegramBadRequest as error:
            if UNCHANGED not in error.message:
                raise
        return Sent(message_id)

    async def _new(self, call: SendText | CopyOf) -> Delivery:
        return Sent((await self._bot(call))["message_id"])

    async def create_topic(self, chat_id: int, name: str) -> Delivery:
        """Open a forum topic; `Sent.message_id` is its number."""
        await self._pace.wait(chat_id)

        async def create() -> Delivery:
            made = await self._bot(CreateTopic(chat_id=chat_id, name=name))
            return Sent(made["message_thread_id"])

        return await self._outcome(create())

    async def rename_topic(self, chat_id: int, thread_id: int, name: str) -> Delivery:
        """Call a forum topic otherwise; one that has the name already keeps it."""
        await self._pace.wait(chat_id)

        async def rename() -> Delivery:
            call = RenameTopic(chat_id=chat_id, message_thread_id=thread_id, name=name)
            try:
                await self._bot(call)
            except TelegramBadRequest as error:
                if NAMED_SO not in error.message:
                    raise
            return Sent(None)

        return await self._outcome(rename())

    async def is_forum(self, chat_id: int) -> bool | None:
        """Whether the group has topics; None when nobody can tell now."""
        found = False

        async def look() -> Delivery:
            nonlocal found
            found = bool((await self._bot(GetChat(chat_id=chat_id))).get("is_forum"))
            return Sent(None)

        return found if isinstance(await self._outcome(look()), Sent) else None

    async def _outcome(self, call: Awaitable[Delivery]) -> Delivery:
        """What became of a call, as a value."""
        try:
            return await call
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
            unheard = isinstance(error.__cause__, ClientConnectorError)
            return Later(type(error).__name__, doubtful=not unheard)
        except TelegramUnauthorizedError:
            return Later("the token was refused", 60.0)
        except TelegramAPIError as error:
            return Later(error.message)

    async def _send(self, message: Outgoing) -> Delivery:
        call = SendText(
            chat_id=message.chat_id,
            text=message.text,
            parse_mode=HTML,
            reply_markup=markup_of(message),
            message_thread_id=message.thread,
            reply_parameters=reply_to(message.under),
        )
        try:
            return await self._new(call)
        except TelegramBadRequest as error:
            if "can't parse entities" not in error.message:
                raise
            log.error("a template made bad HTML, sent as plain text: %s", error.message)
        return await self._new(call.model_copy(update={"parse_mode": None}))

    async def _edit(self, message: Outgoing, message_id: int) -> Delivery:
        call: EditText | EditCaption = EditText(
            chat_id=message.chat_id,
            message_id=message_id,
            text=message.text,
            parse_mode=HTML,
            reply_markup=inline(message.keyboard) if message.keyboard else None,
        )
        if message.caption:
            call = EditCaption(
                chat_id=message.chat_id,
                message_id=message_id,
                caption=message.text,
                parse_mode=HTML,
            )
        try:
            await self._bot(call)
        except TelegramBadRequest as error:
            if any(text in error.message for text in NOTHING_TO_EDIT):
                return Never(error.message)
            if UNCHANGED not in error.message:
                raise
        return Sent(message_id)
