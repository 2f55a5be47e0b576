"""An honest limiter: never above the account's rate, nearly at it, and it keeps named waits."""

import asyncio
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_sync.capabilities import Limits
from crm_sync.errors import CrmRateLimited
from crm_sync.wire.pacing import MemoryPaces, PacedLimiter
from leads.pace import Pace
from tests.crm_sync.rig import START, HandClock


class Bucket:
    """A leaky bucket as a CRM has it: `size` calls, drained at `rate` a second."""

    def __init__(self, size: float, rate: float) -> None:
        self.size, self.rate = size, rate
        self.level, self.at = 0.0, START
        self.refused = 0

    def call(self, now: datetime) -> None:
        self.level = max(self.level - (now - self.at).total_seconds() * self.rate, 0.0)
        self.at = now
        if self.level + 1 > self.size + 1e-6:
            self.refused += 1
        else:
            self.level += 1


@pytest.mark.parametrize(
    ("limits", "bucket"),
    [
        (Limits(rate=2, burst=40), Bucket(50, 2)),
        (Limits(rate=6, burst=1), Bucket(7, 7)),
        (Limits(rate=19, burst=1), Bucket(190, 19)),
    ],
)
async def test_a_long_run_is_never_refused_and_wastes_little(
    limits: Limits, bucket: Bucket
) -> None:
    clock = HandClock()
    limiter = PacedLimiter("main", limits, MemoryPaces(), clock, clock.sleep)
    for _ in range(5_000):
        async with limiter.turn("lead.add"):
            bucket.call(clock.now())
    assert bucket.refused == 0
    taken = (clock.now() - START).total_seconds()
    assert 5_000 / taken >= 0.95 * limits.rate


async def test_workers_share_one_pace() -> None:
    clock, paces, limits = HandClock(), MemoryPaces(), Limits(rate=10)
    workers = [PacedLimiter("main", limits, paces, clock, clock.sleep) for _ in range(3)]
    for number in range(100):
        async with workers[number % 3].turn("x"):
            pass
    assert clock.now() - START == timedelta(seconds=9.9)


async def test_accounts_do_not_wait_for_each_other() -> None:
    clock, paces = HandClock(), MemoryPaces()
    for account in ("one", "two"):
        async with PacedLimiter(account, Limits(rate=1), paces, clock, clock.sleep).turn("x"):
            pass
    assert clock.now() == START


async def test_a_long_pause_is_refused_with_its_length() -> None:
    clock, paces = HandClock(), MemoryPaces()
    limiter = PacedLimiter("main", Limits(rate=10), paces, clock, clock.sleep)
    await limiter.pause(300)
    await limiter.pause(5)
    with pytest.raises(CrmRateLimited) as caught:
        async with limiter.turn("x"):
            raise AssertionError("called in a pause")
    assert caught.value.retry_after == 300
    await clock.sleep(300)
    async with limiter.turn("x"):
        assert clock.now() == START + timedelta(seconds=300)


async def test_a_method_that_worked_too_long_rests_alone() -> None:
    clock = HandClock()
    limits = Limits(rate=100, operating=480)
    limiter = PacedLimiter("main", limits, MemoryPaces(), clock, clock.sleep)
    end = clock.now() + timedelta(minutes=8)
    await limiter.worked("lead.add", 100, end)
    async with limiter.turn("lead.add"):
        pass
    await limiter.worked("lead.add", 440, end)
    async with limiter.turn("lead.get"):
        pass
    with pytest.raises(CrmRateLimited):
        async with limiter.turn("lead.add"):
            pass


async def test_no_more_calls_at_once_than_allowed() -> None:
    clock = HandClock()
    limits = Limits(rate=1000, burst=100, at_once=3)
    limiter = PacedLimiter("main", limits, MemoryPaces(), clock, clock.sleep)
    under_way, most = 0, 0

    async def call() -> None:
        nonlocal under_way, most
        async with limiter.turn("x"):
            under_way += 1
            most = max(most, under_way)
            await asyncio.sleep(0)
            under_way -= 1

    await asyncio.gather(*(call() for _ in range(20)))
    assert most == 3


@given(
    st.lists(st.floats(0, 5), min_size=1, max_size=60),
    st.integers(1, 10),
    st.floats(0.5, 50),
)
def test_no_window_ever_holds_more_than_burst_and_rate(
    gaps: list[float], burst: int, rate: float
) -> None:
    limits = Limits(rate=rate, burst=burst)
    now, pace, times = START, Pace(START), list[datetime]()
    for gap in gaps:
        now += timedelta(seconds=gap)
        pace, wait = pace.taken(now, limits, 1)
        times.append(now + wait)
    for first in range(len(times)):
        for last in range(first, len(times)):
            span = (times[last] - times[first]).total_seconds()
            assert last - first + 1 <= burst + span * rate + 0.001 * (last - first + 1)


def test_a_limit_without_a_rate_is_refused() -> None:
    with pytest.raises(ValueError, match="rate"):
        Limits(rate=0)


async def test_what_was_begun_is_ended_before_others_begin() -> None:
    clock = HandClock()
    limiter = PacedLimiter(
        "main", Limits(rate=100, burst=100, at_once=1), MemoryPaces(), clock, clock.sleep
    )
    ended: list[int] = []

    async def deliver(number: int) -> None:
        for _ in range(3):
            async with limiter.turn("x"):
                await asyncio.sleep(0)
        ended.append(number)

    together = [asyncio.create_task(deliver(number)) for number in range(20)]
    calls = 0
    while not ended:
        await asyncio.sleep(0)
        calls += 1
    assert calls < 20, "the first is through before everybody had a turn"
    await asyncio.gather(*together)
    assert sorted(ended) == list(range(20))


async def test_whoever_waits_too_long_for_the_line_is_sent_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("crm_sync.wire.pacing.LONGEST_WAIT", timedelta(seconds=0.01))
    clock = HandClock()
    limiter = PacedLimiter(
        "main", Limits(rate=9, burst=9, at_once=1), MemoryPaces(), clock, clock.sleep
    )
    async with limiter.turn("x"):
        with pytest.raises(CrmRateLimited) as caught:
            async with limiter.turn("x"):
                pytest.fail("two at once")
        assert caught.value.retry_after == 0.01
        given_up = asyncio.create_task(limiter.turn("x").__aenter__())
        await asyncio.sleep(0)
        given_up.cancel()
        with pytest.raises(asyncio.CancelledError):
            await given_up
    async with limiter.turn("x"):
        pass
