"""People who act in a sandbox, and a clock that tests move by hand. No fixtures here."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import aiohttp

from bot.sandbox.server import Sandbox

PATIENCE = 30.0
"""Seconds after which something hangs: a slow machine takes no such time."""


async def becomes(so: Callable[[], Awaitable[bool]]) -> None:
    """Wait until it is so."""
    async with asyncio.timeout(PATIENCE):
        while not await so():
            await asyncio.sleep(0.01)


async def polled(sandbox: Sandbox) -> None:
    """Wait until somebody waits there for updates."""

    async def so() -> bool:
        return sandbox._delivery._poller is not None

    await becomes(so)


class HandClock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
        self.failure: Exception | None = None

    def now(self) -> datetime:
        return self.moment

    async def advance(self, to: datetime) -> None:
        if self.failure:
            raise self.failure
        self.moment = to


class People:
    """Speaks the control API; `do` insists on success, `ask` returns status and answer."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url = url
        self.session = session

    async def ask(self, path: str, body: Any = None, method: str = "POST") -> tuple[int, Any]:
        async with self.session.request(method, f"{self.url}/sandbox/{path}", json=body) as answer:
            return answer.status, await answer.json()

    async def do(self, path: str, **body: Any) -> dict[str, Any]:
        status, answer = await self.ask(path, body)
        assert status == 200, answer
        result: dict[str, Any] = answer
        return result

    async def see(self, path: str) -> dict[str, Any]:
        status, answer = await self.ask(path, None, "GET")
        assert status == 200, answer
        result: dict[str, Any] = answer
        return result

    async def chat(self, person: int, chat: int) -> dict[str, Any]:
        state = await self.see(f"state?person={person}")
        found: dict[str, Any] = next(c for c in state["chats"] if c["id"] == chat)
        return found
