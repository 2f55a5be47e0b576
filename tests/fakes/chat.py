"""A person at the sandbox's messenger, over HTTP: says, taps, shares, and reads the screen."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession

PATIENCE = 60.0
"""Seconds after which something hangs: a slow machine takes no such time."""


@dataclass
class Talker:
    """One person in one chat of the sandbox at `url`."""

    http: ClientSession
    url: str
    person: int
    chat: int

    async def screen(self) -> list[dict[str, Any]]:
        """All messages of the chat, oldest first."""
        async with self.http.get(
            f"{self.url}/sandbox/state", params={"person": self.person}
        ) as answer:
            state = await answer.json()
        chats = [chat for chat in state["chats"] if chat["id"] == self.chat]
        return list(chats[0]["messages"]) if chats else []

    async def start(self, parameter: str = "") -> None:
        """Press Start."""
        await self._post("start", parameter=parameter)

    async def say(self, text: str) -> None:
        """Write a text."""
        await self._post("say", chat=self.chat, text=text)

    async def tap(self, label: str, seconds: float = PATIENCE) -> None:
        """Tap the newest button whose label holds `label`; wait until there is one."""
        for _ in range(int(seconds / 0.05)):
            for message in reversed(await self.screen()):
                if (data := _behind(label, message)) is not None:
                    await self._post(
                        "tap", chat=self.chat, message=message["message_id"], data=data
                    )
                    return
            await asyncio.sleep(0.05)
        raise AssertionError(f"no button {label!r} on the screen: {await self.texts()}")

    async def share_contact(self) -> None:
        """Share the own contact."""
        await self._post("contact", chat=self.chat)

    async def texts(self) -> list[str]:
        """The texts on the screen."""
        return [str(message.get("text") or "") for message in await self.screen()]

    async def hears(self, text: str, seconds: float = PATIENCE) -> str:
        """Wait until some message of the bot holds `text`; that message's text."""
        for _ in range(int(seconds / 0.05)):
            for message in reversed(await self.screen()):
                if text in str(message.get("text") or ""):
                    return str(message["text"])
            await asyncio.sleep(0.05)
        raise AssertionError(f"{text!r} was not heard. On the screen: {await self.texts()}")

    async def _post(self, path: str, **body: Any) -> None:
        async with self.http.post(
            f"{self.url}/sandbox/{path}", json={"person": self.person, **body}
        ) as answer:
            if answer.status >= 400:
                raise AssertionError(f"{path}: {answer.status} {await answer.text()}")


def _behind(label: str, message: Mapping[str, Any]) -> str | None:
    """What the message's first button sends whose label holds `label`; None without one."""
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    fitting = (button for row in rows for button in row if label in button["text"])
    return next((button["callback_data"] for button in fitting), None)
