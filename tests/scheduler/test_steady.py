"""The steady relay: nobody waits for a slow delivery, lanes stay in order, nothing outlives its
lease."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from leads.clock import MovableClock
from leads.outbox import Claimed, Topic
from scheduler import steady
from scheduler.relay import Delivered, Outcome, Relay, Settled
from scheduler.steady import SteadyRelay

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def row(number: int, lane: str) -> Claimed:
    return Claimed(number, Topic.CRM, f"row-{number}", lane, {}, 1)


class Rows:
    """An outbox in memory that gives of each lane the first open row alone."""

    def __init__(self, rows: Sequence[Claimed]) -> None:
        self.open = list(rows)
        self.leased: set[int] = set()
        self.settled: list[int] = []

    async def claim(self, now: datetime, lease_until: datetime, limit: int) -> Sequence[Claimed]:
        first: dict[str, Claimed] = {}
        for one in self.open:
            first.setdefault(one.lane, one)
        free = [one for one in first.values() if one.id not in self.leased][:limit]
        self.leased |= {one.id for one in free}
        return free

    async def settle(self, outcomes: Sequence[Settled], now: datetime) -> None:
        for one, _ in outcomes:
            self.settled.append(one.id)
            self.open.remove(one)


class Crm:
    """Delivers as slowly as it is told; remembers how many were under way."""

    def __init__(self) -> None:
        self.under_way = 0
        self.most = 0
        self.gates: dict[int, asyncio.Event] = {}

    async def deliver(self, row: Claimed) -> Outcome:
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        try:
            if row.id in self.gates:
                await self.gates[row.id].wait()
            await asyncio.sleep(0)
        finally:
            self.under_way -= 1
        return Delivered()


def steady_relay(rows: Rows, crm: Crm, lease: timedelta = steady.LEASE) -> SteadyRelay:
    clock = MovableClock(NOON)
    return SteadyRelay(Relay(rows, {Topic.CRM.value: crm.deliver}, clock), rows, clock, lease=lease)


async def test_a_slow_row_holds_up_its_own_lane_only() -> None:
    rows = Rows([row(1, "a"), row(2, "a"), *(row(number, f"b{number}") for number in range(3, 9))])
    crm = Crm()
    crm.gates[1] = asyncio.Event()
    relay = steady_relay(rows, crm)
    await relay.tick()
    while len(rows.settled) < 6:
        await asyncio.sleep(0)
    assert set(rows.settled) == {3, 4, 5, 6, 7, 8}
    crm.gates[1].set()
    await relay.idle()
    assert rows.settled[-2:] == [1, 2]


async def test_as_one_ends_the_next_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steady, "AT_ONCE", 3)
    rows = Rows([row(number, f"lane-{number}") for number in range(50)])
    crm = Crm()
    relay = steady_relay(rows, crm)
    await relay.tick()
    await relay.idle()
    assert len(rows.settled) == 50
    assert crm.most == 3


async def test_nothing_is_begun_while_the_other_side_rests() -> None:
    rows, crm, clock, there = Rows([row(1, "a")]), Crm(), MovableClock(NOON), [False]
    relay = Relay(rows, {Topic.CRM.value: crm.deliver}, clock)
    steady_one = SteadyRelay(relay, rows, clock, is_open=lambda: there[0])
    await steady_one.tick()
    assert not rows.leased
    there[0] = True
    await steady_one.tick()
    await steady_one.idle()
    assert rows.settled == [1]


async def test_no_delivery_outlives_its_lease() -> None:
    rows = Rows([row(1, "a")])
    crm = Crm()
    crm.gates[1] = asyncio.Event()
    relay = steady_relay(rows, crm, lease=timedelta(milliseconds=25))
    await relay.tick()
    await relay.idle()
    assert rows.settled == []
    assert crm.under_way == 0


async def test_stopping_lets_what_is_under_way_end_and_cuts_off_what_does_not() -> None:
    rows = Rows([row(1, "a"), row(2, "b"), row(3, "b")])
    crm = Crm()
    crm.gates = {1: asyncio.Event(), 2: asyncio.Event()}
    relay = steady_relay(rows, crm)
    await relay.tick()
    await asyncio.sleep(0)
    crm.gates[2].set()
    await relay.stop(seconds=0.05)
    assert rows.settled == [2], "and its lane does not go on"
    await relay.tick()
    assert crm.under_way == 0
