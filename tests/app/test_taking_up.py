"""What an earlier process stored comes before what arrives now."""

from __future__ import annotations

from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from benchmarks.canned import CannedSession
from bot.app import runtime
from bot.app.app import App
from bot.app.bootstrap import build
from bot.app.rows import InboxRows
from bot.app.settings import Settings
from bot.chat.intake import Received
from leads.clock import Clock, MovableClock
from tests.journeys.place import TUESDAY_AT_ELEVEN

CHAT = 1001


def said(update_id: int) -> dict[str, Any]:
    return {"update_id": update_id, "message": {"chat": {"id": CHAT}}}


async def test_nobody_who_calls_at_the_start_overtakes_what_was_stored_before(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(
        bot_token=SecretStr("1:canned"),
        webhook_url="https://bot.example",
        webhook_secret=SecretStr("secret"),
        database_url=sqlite_url,
        encryption_key_file=tmp_path / "prequal.key",
    )
    began: list[int] = []

    async def built(settings: Settings, _: Clock) -> App:
        app = await build(settings, clock=MovableClock(TUESDAY_AT_ELEVEN), session=CannedSession())
        await InboxRows(app.database).store([Received(1, CHAT, said(1))]).fresh

        async def process(received: Received) -> None:
            began.append(received.update_id)

        monkeypatch.setattr(app.intake, "_process", process)
        return app

    @asynccontextmanager
    async def listening(app: App, _: object) -> AsyncIterator[None]:
        await app.intake.accept([said(2)])
        yield

    async def running(app: App, receive: Coroutine[Any, Any, None]) -> None:
        receive.close()
        await app.intake.idle()

    monkeypatch.setattr(runtime, "_build", built)
    monkeypatch.setattr(runtime, "_listening", listening)
    monkeypatch.setattr(runtime, "_run", running)
    await runtime.serve(settings, announce=lambda _: None)
    assert began == [1, 2]
