"""Odd parameters: every method answers with JSON and never with a crash."""

from typing import Any

import pytest

from bot.sandbox.bot_api import METHODS
from bot.sandbox.server import Sandbox
from tests.sandbox.acting import People

ODD: list[Any] = [
    None, "", "x", "[]", "{}", "[[]]", "[", -1, 0, 10**30, 1.5, True, [], [[]], {}, [None], [{}],
    {"message_id": []}, {"message_id": [1]}, {"type": 5},
    {"inline_keyboard": [[{"text": "a", "callback_data": 5}]]},
    {"inline_keyboard": [["a"]]}, {"keyboard": [[{}]]}, [{"type": "emoji", "emoji": {}}],
    [{"command": [], "description": 1}], [{"type": "bold", "offset": -5, "length": 10**9}],
    "\ud800", "\x00",
]  # fmt: skip
NAMES = [
    "chat_id", "text", "message_id", "reply_markup", "reply_parameters", "entities", "caption",
    "message_ids", "callback_query_id", "user_id", "from_chat_id", "reaction", "action", "name",
    "commands", "scope", "language_code", "menu_button", "photo", "document", "voice", "file_id",
    "parse_mode", "offset", "limit", "allowed_updates", "url", "secret_token", "max_connections",
    "message_thread_id", "duration", "description", "short_description", "icon_color",
]  # fmt: skip


@pytest.mark.parametrize("method", [*METHODS, "getUpdates", "setWebhook", "getWebhookInfo"])
async def test_odd_values_never_crash_a_method(
    method: str, people: People, sandbox: Sandbox
) -> None:
    await people.do("start", person=1001)
    sound = {"chat_id": 1001, "from_chat_id": 1001, "text": "x", "name": "x", "limit": 1}
    url = f"{sandbox.url}/bot1:sandbox"
    async with people.session.post(f"{url}/sendMessage", json=sound) as answer:
        sound["message_id"] = (await answer.json())["result"]["message_id"]
    for name in NAMES:
        for value in ODD:
            body = {**sound, name: value}
            async with people.session.post(f"{url}/{method}", json=body) as answer:
                assert answer.status in {200, 400, 403, 404, 409}, (name, value)
                assert (await answer.json())["ok"] is (answer.status == 200)
    await people.see("state?person=1001")
    await people.see("journal?limit=5")
