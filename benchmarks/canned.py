"""Telegram without a socket: calls are serialised and answers parsed as in production.

What is sent is built, and what comes back is checked, by the session that each program uses in
production: aiogram's own for the form, `bot.chat.calls` for the durable turn. Only the network
between the two is left out.
"""

import json
from collections import Counter
from collections.abc import Iterator
from itertools import count
from time import perf_counter
from typing import Any, cast

from aiogram import Bot
from aiogram.methods.base import TelegramMethod, TelegramType

from bot.chat.calls import PlainCall, Session

BOT = {"id": 1, "is_bot": True, "first_name": "Prequal", "username": "prequal_bot"}
SENT_AT = 1_790_000_000


class CannedSession(Session):
    """Answers every call as Telegram would; remembers what each chat heard, how often and when."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: dict[int, str] = {}
        self.messages: Counter[int] = Counter()
        self.spoke_at: dict[int, float] = {}
        self._numbers: Iterator[int] = count(1)

    async def make_request(
        self, bot: Bot, method: TelegramMethod[TelegramType], timeout: int | None = None
    ) -> TelegramType:
        """One call: the whole work of the session but the exchange of bytes."""
        if isinstance(method, PlainCall):
            return cast(TelegramType, await super().make_request(bot, method, timeout))
        self.build_form_data(bot=bot, method=method)()
        fields = {name: getattr(method, name, None) for name in ("chat_id", "message_id", "text")}
        content = self._answer(method.__api_method__, fields)
        response = self.check_response(bot=bot, method=method, status_code=200, content=content)
        return cast(TelegramType, response.result)

    async def exchange(self, url: str, body: bytes, seconds: float) -> tuple[int, str]:
        """Telegram's answer to a plain call."""
        return 200, self._answer(url.rpartition("/")[2], json.loads(body))

    def _answer(self, name: str, fields: dict[str, Any]) -> str:
        result = self._result(name, fields)
        return json.dumps({"ok": True, "result": result}, ensure_ascii=False)

    def _result(self, name: str, fields: dict[str, Any]) -> object:
        if name not in ("sendMessage", "editMessageText"):
            return BOT if name == "getMe" else True
        chat_id, text = int(fields["chat_id"]), str(fields["text"])
        self.spoke_at[chat_id] = perf_counter()
        if name == "editMessageText":
            return _message(chat_id, int(fields["message_id"]), text)
        self.heard[chat_id] = text
        self.messages[chat_id] += 1
        return _message(chat_id, next(self._numbers), text)


def _message(chat_id: int, message_id: int, text: str) -> dict[str, object]:
    return {
        "message_id": message_id,
        "from": BOT,
        "chat": {"id": chat_id, "type": "private", "first_name": "Anna"},
        "date": SENT_AT,
        "text": text,
    }
