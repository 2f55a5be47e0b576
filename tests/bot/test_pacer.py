"""The pace: nobody is faster than Telegram allows, whoever matters more goes first."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.chat.pacer import GROUP_BURST, Pacer
from leads.outbox import Priority
from tests.fakes.virtual_time import in_virtual_time

RATE = 28
GAP = 1 / RATE
REPLY, BROADCAST = Priority.REPLY, Priority.BROADCAST


@dataclass
class Chats:
    """What left, with its moment."""

    pacer: Pacer
    left: list[tuple[float, int, Priority]] = field(default_factory=list)

    async def say(self, chat: int, priority: Priority = REPLY, *, edit: bool = False) -> float:
        """Say something; how long it had to wait."""
        loop = asyncio.get_running_loop()
        asked = loop.time()
        await self.pacer.wait(chat, priority=priority, edit=edit)
        self.left.append((loop.time(), chat, priority))
        return loop.time() - asked

    async def mail(self, people: Sequence[int]) -> None:
        """A broadcast to all of them."""
        await asyncio.gather(*(self.say(chat, BROADCAST) for chat in people))


def busiest_second(left: Sequence[tuple[float, int, Priority]]) -> int:
    moments = sorted(moment for moment, _, _ in left)
    return max(sum(start <= other < start + 1 for other in moments) for start in moments)


def test_an_answer_overtakes_a_broadcast() -> None:
    async def life() -> tuple[list[float], Chats]:
        chats = Chats(Pacer(RATE))
        mailing = asyncio.ensure_future(chats.mail(range(1, 301)))
        waits = []
        for person in range(1000, 1050):
            await asyncio.sleep(0.17)
            waits.append(await chats.say(person))
        await mailing
        return waits, chats

    waits, chats = in_virtual_time(life())
    assert max(waits) <= GAP + 1e-6
    assert busiest_second(chats.left) <= RATE + 1


@given(
    st.lists(
        st.tuples(st.floats(0, 5), st.integers(-3, 6), st.sampled_from(Priority), st.booleans()),
        max_size=80,
    )
)
def test_no_chat_and_no_second_gets_too_much(
    said: list[tuple[float, int, Priority, bool]],
) -> None:
    async def life() -> Chats:
        chats = Chats(Pacer(RATE))

        async def later(at: float, chat: int, priority: Priority, edit: bool) -> None:
            await asyncio.sleep(at)
            await chats.say(chat, priority, edit=edit)

        await asyncio.gather(*(later(*one) for one in said))
        return chats

    chats = in_virtual_time(life())
    assert len(chats.left) == len(said)
    for (earlier, *_), (later, *_) in pairwise(sorted(chats.left)):
        assert later - earlier >= GAP - 1e-6


def test_a_group_gets_twenty_a_minute() -> None:
    async def life() -> Chats:
        chats = Chats(Pacer(RATE))
        await asyncio.gather(*(chats.say(-5) for _ in range(GROUP_BURST + 10)))
        return chats

    moments = [moment for moment, _, _ in in_virtual_time(life()).left]
    assert moments[GROUP_BURST] - moments[0] >= 2.9
    assert moments[-1] - moments[0] >= 29.9


def test_a_pause_holds_everybody_back() -> None:
    async def life() -> tuple[float, float]:
        pacer = Pacer(RATE)
        pacer.pause(7)
        resting = pacer.resting()
        return resting, await Chats(pacer).say(1)

    assert in_virtual_time(life()) == (7, 7)


def test_whoever_gave_up_takes_no_turn() -> None:
    async def life() -> float:
        chats = Chats(Pacer(1))
        await chats.say(1)
        impatient = asyncio.ensure_future(chats.say(2))
        patient = asyncio.ensure_future(chats.say(3))
        await asyncio.sleep(0.5)
        impatient.cancel()
        await patient
        return chats.left[-1][0]

    assert in_virtual_time(life()) == 1


class Common:
    """The slots that several processes share."""

    def __init__(self) -> None:
        self.next = 0.0

    async def take(self, slots: int) -> float:
        await asyncio.sleep(0.003)
        now = asyncio.get_running_loop().time()
        first = max(self.next, now)
        self.next = first + slots * GAP
        return first - now

    async def pause(self, seconds: float) -> None:
        self.next = max(self.next, asyncio.get_running_loop().time() + seconds)


def test_processes_share_one_pace_and_an_answer_still_overtakes() -> None:
    async def life() -> tuple[list[float], Chats]:
        common = Common()
        processes = [Chats(Pacer(RATE, common)) for _ in range(3)]
        mailing = [
            asyncio.ensure_future(one.mail(range(number * 1000 + 1, number * 1000 + 101)))
            for number, one in enumerate(processes)
        ]
        waits = []
        for person in range(9000, 9020):
            await asyncio.sleep(0.3)
            waits.append(await processes[person % 3].say(person))
        await asyncio.gather(*mailing)
        left = [one for process in processes for one in process.left]
        return waits, Chats(processes[0].pacer, left)

    waits, chats = in_virtual_time(life())
    assert len(chats.left) == 320
    assert busiest_second(chats.left) <= RATE + 1
    assert max(waits) <= 14 * GAP, "each process holds four slots at the most"


def test_a_pause_is_heard_by_the_other_processes() -> None:
    async def life() -> float:
        common = Common()
        one, other = Chats(Pacer(RATE, common)), Chats(Pacer(RATE, common))
        await other.say(1)
        one.pacer.pause(3)
        await asyncio.sleep(0)
        return await other.say(2)

    assert in_virtual_time(life()) >= 2.9


def test_nobody_makes_up_for_slots_that_were_missed() -> None:
    async def life() -> list[float]:
        common = Common()
        chats = Chats(Pacer(RATE, common))
        gave_up = [asyncio.ensure_future(chats.say(number)) for number in range(4)]
        await asyncio.sleep(GAP)
        for one in gave_up:
            one.cancel()
        await asyncio.sleep(60)
        begun = asyncio.get_running_loop().time()
        common.next = begun + 0.5  # another process has taken the next ones
        await asyncio.gather(*(chats.say(number) for number in range(10, 13)))
        return [moment - begun for moment, *_ in chats.left if moment > begun]

    assert min(in_virtual_time(life())) >= 0.5


def test_whoever_is_always_late_gets_on_all_the_same() -> None:
    async def life() -> int:
        chats = Chats(Pacer(RATE, Common()))
        saying = asyncio.ensure_future(chats.mail(range(20)))
        loop = asyncio.get_running_loop()
        while not saying.done():  # each round of the loop takes longer than all slots of a lot
            loop._now += 1  # type: ignore[attr-defined]
            await asyncio.sleep(0)
        return len(chats.left)

    assert in_virtual_time(life()) == 20


def test_a_common_pace_that_fails_stops_nobody() -> None:
    class Broken(Common):
        async def take(self, slots: int) -> float:
            raise OSError("the database is away")

    async def life() -> Chats:
        chats = Chats(Pacer(RATE, Broken()))
        await chats.mail(range(1, 20))
        return chats

    chats = in_virtual_time(life())
    assert len(chats.left) == 19
    assert busiest_second(chats.left) <= RATE + 1
