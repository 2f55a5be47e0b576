"""Links that open the chat."""

from __future__ import annotations

import asyncio
from typing import cast

import pytest
from aiogram import Bot
from aiogram.types import User

from bot.chat import links
from bot.chat.links import Opening


class Asked:
    """Says who it is once it is not `silent`, and counts how often it was asked."""

    def __init__(self) -> None:
        self.silent = True
        self.asked = 0

    async def me(self) -> User:
        """Who it is."""
        self.asked += 1
        if self.silent:
            await asyncio.Event().wait()
        return User(id=1, is_bot=True, first_name="Bot", username="romashka_bot")


async def test_nobody_waits_for_ever_for_the_name_of_the_bot(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(links, "SAID_WITHIN", 0)
    bot = Asked()
    opening = Opening(cast(Bot, bot))
    with pytest.raises(TimeoutError):
        await opening.to("p1")
    bot.silent = False
    assert await opening.to("p1") == "https://t.me/romashka_bot?start=p1"
    assert await opening.to("p2") == "https://t.me/romashka_bot?start=p2"
    assert bot.asked == 2
