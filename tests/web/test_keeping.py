"""Keeping what came at one moment in one commit."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bot.web.intake.keeping import Keep
from bot.web.intake.refusal import Refused
from leads.forms.submission import Fate, Filled, Submission, Taken
from tests.journeys.place import TUESDAY_AT_ELEVEN


def sent(number: int) -> Submission:
    """A submission."""
    return Submission(number, "main", b"", Filled("ru"), TUESDAY_AT_ELEVEN)


class Store:
    """Keeps what it is given, or takes for ever while it is `stuck`."""

    def __init__(self) -> None:
        self.stuck = False
        self.batches: list[list[int]] = []

    async def __call__(self, these: Sequence[Submission]) -> Sequence[Taken]:
        """In one commit."""
        if self.stuck:
            await asyncio.Event().wait()
        self.batches.append([one.number for one in these])
        return [Taken(Fate.NEW, one) for one in these]


async def test_what_comes_together_is_kept_together() -> None:
    store = Store()
    keep = Keep(store, lambda: None)
    await asyncio.gather(*(keep(sent(number)) for number in range(3)))
    assert store.batches == [[0, 1, 2]]


async def test_whoever_waits_for_a_commit_that_does_not_end_is_told_to_come_again() -> None:
    store, told = Store(), list[bool]()
    keep = Keep(store, lambda: told.append(True), within=0)
    store.stuck = True
    answers = await asyncio.gather(keep(sent(1)), keep(sent(2)), return_exceptions=True)
    assert [one.code for one in answers if isinstance(one, Refused)] == ["busy", "busy"]
    assert not told
    store.stuck = False
    assert (await keep(sent(1))).fate is Fate.NEW
    assert told


async def test_an_error_of_the_store_is_told_to_all_who_wait() -> None:
    async def broken(_: Sequence[Submission]) -> Sequence[Taken]:
        raise OSError("disk full")

    with pytest.raises(Refused) as refused:
        await Keep(broken, lambda: None)(sent(1))
    assert refused.value.code == "busy"


async def test_nobody_waits_for_a_store_that_was_killed() -> None:
    async def killed(_: Sequence[Submission]) -> Sequence[Taken]:
        raise asyncio.CancelledError

    async with asyncio.timeout(5):
        with pytest.raises(Refused) as refused:
            await Keep(killed, lambda: None)(sent(1))
    assert refused.value.code == "busy"


async def test_nobody_waits_behind_a_store_that_was_killed() -> None:
    begun, end = asyncio.Event(), asyncio.Event()

    async def killed(_: Sequence[Submission]) -> Sequence[Taken]:
        begun.set()
        await end.wait()
        raise asyncio.CancelledError

    keep = Keep(killed, lambda: None)
    first = asyncio.ensure_future(keep(sent(1)))
    await begun.wait()
    behind = asyncio.ensure_future(keep(sent(2)))
    await asyncio.sleep(0)
    end.set()
    async with asyncio.timeout(5):
        answers = await asyncio.gather(first, behind, return_exceptions=True)
    assert [one.code for one in answers if isinstance(one, Refused)] == ["busy", "busy"]
