"""The few Bot API calls that every turn makes, and the session that makes them cheaply.

aiogram builds a model of every button, writes everything as an HTML form and parses every answer
into models again; for a message with a keyboard that is half of a turn's time (decision record
0008). Calls of this module carry plain JSON both ways. All others go aiogram's own way.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any, TypeVar

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.base import BaseSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods.base import Response, TelegramMethod
from aiohttp import ClientError, ClientTimeout
from pydantic_core import PydanticSerializationError, from_json, to_json

from bot.chat.certificates import read_when_used

T = TypeVar("T")
Json = dict[str, Any]

# pydantic forgets a parametrised model that nobody holds, and building one takes 13 ms.
ANSWERS = (Response[Json], Response[Json | bool], Response[list[Json]], Response[bool])
PLAIN = (Json, Json | bool)
HEADERS = {"Content-Type": "application/json"}
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class PlainCall(TelegramMethod[T]):
    """A call whose fields are JSON as they stand; what is None isn't sent."""

    def body(self) -> bytes:
        """The JSON object that is posted."""
        fields = {name: value for name, value in self if value is not None}
        try:
            return to_json(fields)
        except PydanticSerializationError:  # half a surrogate pair
            return _encode(fields).encode("utf-8", "replace")


class SendText(PlainCall[Json]):
    """`sendMessage`; `reply_markup` is the keyboard in the Bot API's own form."""

    __returning__ = Json
    __api_method__ = "sendMessage"

    chat_id: int
    text: str
    parse_mode: str | None = None
    reply_markup: Json | None = None
    message_thread_id: int | None = None
    reply_parameters: Json | None = None


class EditText(PlainCall[Json | bool]):
    """`editMessageText` of a message in a chat."""

    __returning__ = Json | bool
    __api_method__ = "editMessageText"

    chat_id: int
    message_id: int
    text: str
    parse_mode: str | None = None
    reply_markup: Json | None = None


class EditCaption(PlainCall[Json | bool]):
    """`editMessageCaption`: the text under a photo, a file, a voice message."""

    __returning__ = Json | bool
    __api_method__ = "editMessageCaption"

    chat_id: int
    message_id: int
    caption: str
    parse_mode: str | None = None


class GetChat(PlainCall[Json]):
    """`getChat`: among much else, whether a group is a forum."""

    __returning__ = Json
    __api_method__ = "getChat"

    chat_id: int


class CreateTopic(PlainCall[Json]):
    """`createForumTopic`."""

    __returning__ = Json
    __api_method__ = "createForumTopic"

    chat_id: int
    name: str


class RenameTopic(PlainCall[bool]):
    """`editForumTopic`: another name, the icon stays."""

    __returning__ = bool
    __api_method__ = "editForumTopic"

    chat_id: int
    message_thread_id: int
    name: str


class CopyOf(PlainCall[Json]):
    """`copyMessage`: a message of any kind appears in another chat as the bot's own."""

    __returning__ = Json
    __api_method__ = "copyMessage"

    chat_id: int
    from_chat_id: int
    message_id: int
    message_thread_id: int | None = None
    reply_parameters: Json | None = None


class Session(AiohttpSession):
    """aiogram's session, but plain calls are sent as JSON."""

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[T],
        timeout: int | None = None,  # noqa: ASYNC109 - the signature is aiogram's
    ) -> T:
        """One call; raises what aiogram's own session raises."""
        if not isinstance(method, PlainCall):
            return await super().make_request(bot, method, timeout)
        url = self.api.api_url(token=bot.token, method=method.__api_method__)
        try:
            seconds = self.timeout if timeout is None else timeout
            status, content = await self.exchange(url, method.body(), seconds)
        except TimeoutError as error:
            raise TelegramNetworkError(method=method, message="Request timeout error") from error
        except ClientError as error:
            said = f"{type(error).__name__}: {error}"
            raise TelegramNetworkError(method=method, message=said) from error
        plain = _plain_result(status, content) if method.__returning__ in PLAIN else None
        if plain is not None:
            return plain  # type: ignore[return-value]  # PLAIN says that it may be a dictionary
        answer = self.check_response(bot=bot, method=method, status_code=status, content=content)
        result: T = answer.result  # type: ignore[assignment]  # checked: an answer that is ok
        return result

    async def close(self) -> None:
        """Close every connection and wait until it is closed, without aiogram's pause after it."""
        if self._session is not None:
            await self._session.close()

    async def exchange(self, url: str, body: bytes, seconds: float) -> tuple[int, str]:
        """Post a JSON body; the status and the text of the answer."""
        session = await self.create_session()
        limit = ClientTimeout(total=seconds)
        async with session.post(url, data=body, headers=HEADERS, timeout=limit) as answer:
            return answer.status, await answer.text()


def _plain_result(status: int, content: str) -> Json | None:
    """The object that a successful call gave; None leaves everything else to aiogram."""
    if status != HTTPStatus.OK:
        return None
    try:
        answer = from_json(content)
    except ValueError:
        return None
    result = answer.get("result") if isinstance(answer, dict) and answer.get("ok") is True else None
    return result if isinstance(result, dict) else None


def bot_at(url: str, token: str, session: BaseSession | None = None) -> Bot:
    """The bot of that token, with the Bot API at that address; or through a `session` given."""
    if session is None:
        with read_when_used():
            session = Session(api=TelegramAPIServer.from_base(url.rstrip("/")))
    return Bot(token, session=session)
