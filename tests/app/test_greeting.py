"""What is asked of Telegram before the program serves anybody."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiogram import Bot
from pydantic import SecretStr

from benchmarks.canned import CannedSession
from bot.app import runtime
from bot.app.bootstrap import build
from bot.app.settings import Settings
from bot.chat.links import Opening
from leads.clock import MovableClock
from tests.journeys.place import TUESDAY_AT_ELEVEN


async def test_links_ask_telegram_nothing_once_the_program_has_started(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_: Bot) -> None:
        raise OSError("Telegram is away")

    settings = Settings(
        bot_token=SecretStr("1:canned"),
        database_url=sqlite_url,
        encryption_key_file=tmp_path / "prequal.key",
    )
    app = await build(settings, clock=MovableClock(TUESDAY_AT_ELEVEN), session=CannedSession())
    try:
        await runtime._greet(app)
        monkeypatch.setattr(Bot, "get_me", away)
        assert await Opening(app.bot).to("p1") == "https://t.me/prequal_bot?start=p1"
    finally:
        await app.close()
