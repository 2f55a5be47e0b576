"""Messages that take turns: one is in hand at a time, and none that hangs holds up the others."""

from __future__ import annotations

import asyncio

from leads.outbox import Claimed, Topic
from scheduler.one_by_one import PATIENCE, OneByOne
from tests.fakes.virtual_time import in_virtual_time


def row(number: int) -> Claimed:
    return Claimed(number, Topic.CHAT, f"row-{number}", f"chat:{number}", {}, 1)


def test_the_next_one_waits_for_the_record_of_the_last() -> None:
    async def life() -> tuple[list[int], int]:
        turns, order, in_hand, most = OneByOne("me"), [], 0, 0

        async def deliver(number: int) -> None:
            nonlocal in_hand, most
            await turns.turn(row(number))
            in_hand += 1
            most = max(most, in_hand)
            await asyncio.sleep(0.05)
            order.append(number)
            in_hand -= 1
            turns.over(row(number))

        await asyncio.gather(*(deliver(number) for number in range(1, 30)))
        return order, most

    assert in_virtual_time(life()) == (list(range(1, 30)), 1)


def test_whoever_is_never_settled_holds_up_the_others_for_a_while_only() -> None:
    async def life() -> float:
        turns, loop = OneByOne("me"), asyncio.get_running_loop()
        await turns.turn(row(1))
        await asyncio.sleep(2)
        impatient = asyncio.ensure_future(turns.turn(row(2)))
        await asyncio.sleep(1)
        impatient.cancel()
        await turns.turn(row(3))
        turns.over(row(1))
        late = loop.time()
        turns.over(row(3))
        await turns.turn(row(4))
        return late

    assert in_virtual_time(life()) == PATIENCE, "whoever gave up in between changes nothing"
