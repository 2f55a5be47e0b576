"""Telegram without a socket: calls are serialised and answers parsed as in production.

What is sent is built by aiogram's own session code, and every answer goes through its own
response check; only the network between the two is left out.
"""

import json
from collections import Counter
from collections.abc import Iterator
from itertools import count
from time import perf_counter
from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.methods import EditMessageText, GetMe, SendMessage
from aiogram.methods.base import TelegramMethod, TelegramType

BOT = {"id": 1, "is_bot": True, "first_name": "Prequal", "username": "prequal_bot"}
SENT_AT = 1_790_000_000


class CannedSession(AiohttpSession):
    """Answers every call as Telegram would; remembers what each chat heard, how often and when."""

    def __init__(self) -> None:
        super().__init__()
        self.calls = 0
        self.heard: dict[int, str] = {}
        self.messages: Counter[int] = Counter()
        self.spoke_at: dict[int, float] = {}
        self._numbers: Iterator[int] = count(1)

    async def make_request(
        self, bot: Bot, method: TelegramMethod[TelegramType], timeout: int | None = None
    ) -> TelegramType:
        """One call: the whole work of aiogram's session but the exchange of bytes."""
        self.build_form_data(bot=bot, method=method)()
        content = json.dumps({"ok": True, "result": self._result(method)}, ensure_ascii=False)
        response = self.check_response(bot=bot, method=method, status_code=200, content=content)
        self.calls += 1
        if isinstance(method, SendMessage | EditMessageText):
            self.spoke_at[int(method.chat_id or 0)] = perf_counter()
        return cast(TelegramType, response.result)

    def _result(self, method: TelegramMethod[Any]) -> object:
        if isinstance(method, SendMessage):
            chat_id = int(method.chat_id)
            self.heard[chat_id] = method.text
            self.messages[chat_id] += 1
            return _message(chat_id, next(self._numbers), method.text)
        if isinstance(method, EditMessageText):
            return _message(int(method.chat_id or 0), method.message_id or 0, method.text or "")
        return BOT if isinstance(method, GetMe) else True


def _message(chat_id: int, message_id: int, text: str) -> dict[str, object]:
    return {
        "message_id": message_id,
        "from": BOT,
        "chat": {"id": chat_id, "type": "private", "first_name": "Anna"},
        "date": SENT_AT,
        "text": text,
    }
