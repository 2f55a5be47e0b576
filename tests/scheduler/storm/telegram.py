"""A Bot API that fails: it remembers what appeared on whose screen, and what it answered."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aiohttp import web

from tests.crm_sync.chaos.hurry import HurriedClock

TOKEN = "42:storm"
A_SECOND = timedelta(seconds=1)
BLOCKED_EVERY = 50
TAKES = (0.01, 0.06)  # seconds of a call
FLOOD_EVERY, FLOOD_LASTS = 1_500, timedelta(seconds=10)
KNOWS_BY = timedelta(seconds=1)
"""After so long, in real time, every worker has heard that there is to be silence."""


def has_blocked(chat_id: int) -> bool:
    """Whether that person has shut the bot out."""
    return chat_id % BLOCKED_EVERY == 7


@dataclass
class Telegram:
    """`shown` counts what appeared by chat, `failed` the calls that ended in a 500: so many of all
    as `fails` says, before the message appeared, and as many after. After `most` messages every
    call waits until it is `released`."""

    clock: HurriedClock
    chance: random.Random
    fails: float
    most: int | None = None
    released: asyncio.Event = field(default_factory=asyncio.Event)
    shown: Counter[int] = field(default_factory=Counter)
    failed: Counter[int] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)
    knocks: int = 0
    _calls: int = 0
    _silent_since: datetime | None = None
    _silent_until: datetime | None = None
    _runner: web.AppRunner | None = None

    async def start(self) -> str:
        """Listen; the address."""
        app = web.Application()
        app.router.add_post(f"/bot{TOKEN}/{{method}}", self._answer)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        if request.match_info["method"] != "sendMessage":
            return web.json_response({"ok": True, "result": True})
        chat_id = int((await request.json())["chat_id"])
        if (silence := self._silence()) is not None:
            return silence
        if self.most is not None and self.shown.total() >= self.most:
            await self.released.wait()
        await self.clock.sleep(self.chance.uniform(*TAKES))
        if has_blocked(chat_id):
            return self._says(403, "Forbidden: bot was blocked by the user")
        luck = self.chance.random()
        if luck < self.fails:
            self.failed[chat_id] += 1
            return self._says(500, "Internal Server Error")
        self.shown[chat_id] += 1
        if luck < 2 * self.fails:
            self.failed[chat_id] += 1
            return self._says(500, "Internal Server Error, though it is on the screen")
        self.answers["ok"] += 1
        message = {"message_id": self.shown.total(), "date": 0, "chat": {"id": chat_id}}
        return web.json_response({"ok": True, "result": message})

    def _silence(self) -> web.Response | None:
        """The silence that is in force, or begins."""
        now = self.clock.now()
        if self._silent_until is None or now >= self._silent_until:
            self._calls += 1
            if self._calls % FLOOD_EVERY:
                return None
            self._silent_since, self._silent_until = now, now + FLOOD_LASTS
        assert self._silent_since is not None
        self.answers["429"] += 1
        self.knocks += now - self._silent_since > KNOWS_BY * self.clock.speed
        seconds = -(-(self._silent_until - now) // A_SECOND)
        body = {
            "ok": False,
            "error_code": 429,
            "description": f"Too Many Requests: retry after {seconds}",
            "parameters": {"retry_after": seconds},
        }
        return web.json_response(body, status=429)

    def _says(self, code: int, words: str) -> web.Response:
        self.answers[str(code)] += 1
        body = {"ok": False, "error_code": code, "description": words}
        return web.json_response(body, status=code)
