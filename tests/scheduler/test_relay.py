"""The relay: the order of deliveries in a turn, and when what was said is settled."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from leads.clock import MovableClock
from leads.outbox import Claimed, Topic
from scheduler import relay as scheduler_relay
from scheduler.relay import Deferred, Delivered, Outcome, Relay, Settled
from tests.fakes.virtual_time import in_virtual_time

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


class Rows:
    """An outbox in memory: the settlings in their order."""

    def __init__(self) -> None:
        self.settled: list[list[tuple[str, Outcome]]] = []
        self.fails = False

    async def claim(self, now: datetime, lease_until: datetime, limit: int) -> Sequence[Claimed]:
        raise AssertionError("nobody claims here")

    async def settle(self, outcomes: Sequence[Settled], now: datetime) -> None:
        if self.fails:
            raise OSError("the disk is full")
        self.settled.append([(row.key, outcome) for row, outcome in outcomes])


def row(key: str) -> Claimed:
    return Claimed(
        id=len(key), topic=Topic.CHAT, key=key, lane="chat:1", payload={"key": key}, attempts=1
    )


def relay(rows: Rows, **outcomes: Outcome) -> Relay:
    async def deliver(row: Claimed) -> Outcome:
        return outcomes.get(row.key, Delivered(7))

    return Relay(rows, {Topic.CHAT.value: deliver}, MovableClock(NOON))


def test_what_turns_said_is_settled_together_a_moment_later() -> None:
    rows = Rows()

    async def life() -> None:
        speaking = relay(rows)
        await speaking.deliver_now([row("a"), row("b")])
        await speaking.deliver_now([row("c")])
        assert rows.settled == []
        await asyncio.sleep(3 * scheduler_relay.SETTLED_AFTER)

    in_virtual_time(life())
    assert rows.settled == [[("a", Delivered(7)), ("b", Delivered(7)), ("c", Delivered(7))]]


async def test_the_next_rows_of_a_turn_wait_for_one_that_was_deferred() -> None:
    rows = Rows()
    speaking = relay(rows, b=Deferred("rate limit", 3.0))
    await speaking.deliver_now([row("a"), row("b"), row("c")])
    assert rows.settled == [[("b", Deferred("rate limit", 3.0))]], "at once: its lane waits for it"
    await speaking.settled()
    assert rows.settled[1:] == [[("a", Delivered(7))]]


async def test_a_settling_that_fails_is_told_and_nothing_else_fails() -> None:
    rows = Rows()
    speaking = relay(rows)
    rows.fails = True
    await speaking.deliver_now([row("a")])
    await speaking.settled()
    rows.fails = False
    await speaking.deliver_now([row("b")])
    await speaking.settled()
    assert rows.settled == [[("b", Delivered(7))]], "row a comes back when its lease ends"
