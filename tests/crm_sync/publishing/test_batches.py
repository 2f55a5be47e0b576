"""What is gathered: how long it waits for company, and what does not wait."""

import asyncio
from collections.abc import Sequence

import pytest

from crm_sync.cards import Bundle
from crm_sync.publishing import batches
from crm_sync.publishing.batches import Gathering
from crm_sync.publishing.publisher import Done
from tests.crm_sync.publishing.test_publisher import Desk, Plain


class Work:
    """Remembers what came together; no call ends before it may."""

    def __init__(self) -> None:
        self.calls: list[Sequence[int]] = []
        self.begun = asyncio.Event()
        self.may_end = asyncio.Event()

    async def __call__(self, asked: Sequence[int]) -> Sequence[int]:
        self.calls.append(asked)
        self.begun.set()
        await self.may_end.wait()
        return asked


async def test_while_a_call_is_under_way_more_come_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(batches, "GATHERED_FOR", 0)
    monkeypatch.setattr(batches, "GATHERED_MEANWHILE", 60)
    work = Work()
    gathering: Gathering[int, int] = Gathering(3, work)
    asked = [asyncio.ensure_future(gathering(1))]
    await work.begun.wait()
    for number in (2, 3, 4):
        asked.append(asyncio.ensure_future(gathering(number)))
        for _ in range(5):
            await asyncio.sleep(0)
    work.may_end.set()
    assert await asyncio.gather(*asked) == [1, 2, 3, 4]
    assert work.calls == [[1], [2, 3, 4]]


async def test_who_heard_that_the_call_is_over_waits_for_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(batches, "GATHERED_FOR", 0)
    monkeypatch.setattr(batches, "GATHERED_MEANWHILE", 600)
    work = Work()
    work.may_end.set()
    gathering: Gathering[int, int] = Gathering(3, work)
    async with asyncio.timeout(60):
        assert [await gathering(number) for number in (1, 2)] == [1, 2]
    assert work.calls == [[1], [2]]


class Alone(Plain):
    """Changes go alone."""

    def goes_together(self, bundle: Bundle) -> bool:
        return bundle.new_at_company


async def test_what_goes_with_no_other_waits_for_none(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(Alone)
    desk.lead()
    assert await desk.deliver() == Done()
    monkeypatch.setattr(batches, "GATHERED_FOR", 60)
    desk.lead(amount=5)
    assert await desk.deliver() == Done()
    assert desk.state.calls == ["upsert"] * 2
