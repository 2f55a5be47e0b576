"""A sandbox with a hand-moved clock, a real aiogram bot beside it, and people to act."""

from collections.abc import AsyncIterator

import aiohttp
import pytest_asyncio
from aiogram import Bot

from bot.chat.calls import bot_at
from bot.sandbox.server import Sandbox, SandboxConfig
from tests.sandbox.acting import HandClock, People


@pytest_asyncio.fixture
async def clock() -> HandClock:
    return HandClock()


@pytest_asyncio.fixture
async def sandbox(clock: HandClock) -> AsyncIterator[Sandbox]:
    running = Sandbox(SandboxConfig(), clock)
    await running.start()
    yield running
    await running.stop()


@pytest_asyncio.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    client = bot_at(sandbox.url, "1:sandbox")
    yield client
    await client.session.close()


@pytest_asyncio.fixture
async def people(sandbox: Sandbox) -> AsyncIterator[People]:
    async with aiohttp.ClientSession() as session:
        yield People(sandbox.url, session)
