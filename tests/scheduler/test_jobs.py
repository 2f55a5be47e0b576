"""The ticker: what is under way when it is stopped comes to its end."""

import asyncio
from zoneinfo import ZoneInfo

from scheduler.jobs import Ticker

UTC = ZoneInfo("UTC")


async def nothing() -> None:
    """The night of a test."""


async def test_a_tick_under_way_goes_on_to_its_end() -> None:
    began, may_end = asyncio.Event(), asyncio.Event()
    ended = []

    async def tick() -> None:
        began.set()
        await may_end.wait()
        ended.append(True)

    ticker = Ticker(tick, [nothing], nothing, UTC)
    ticker.start()
    await asyncio.wait_for(began.wait(), 10)
    stopping = asyncio.create_task(ticker.stop())
    await asyncio.sleep(0)
    assert not ended
    may_end.set()
    await stopping
    assert ended == [True]


async def test_a_tick_that_never_ends_is_given_up() -> None:
    began = asyncio.Event()
    given_up = []

    async def tick() -> None:
        began.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            given_up.append(True)
            raise

    ticker = Ticker(tick, [nothing], nothing, UTC)
    ticker.start()
    await asyncio.wait_for(began.wait(), 10)
    await ticker.stop(seconds=0.01)
    assert given_up == [True]
