"""What is known of the inbox without a look is what a look would find."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from storage import inbox
from storage.arrivals import Arrivals
from storage.database import Database
from storage.links import SqliteLink
from storage.secrets import KeyRing
from storage.unit_of_work import UnitOfWork
from tests.storage.samples import HandClock, Raw, opened

Looks = list[list[int]]


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> Iterator[Looks]:
    """The numbers that were looked up, batch by batch."""
    looked: Looks = []
    preload = inbox.preload

    def noted(connection: object, known: object, ids: list[int]) -> None:
        looked.append(list(ids))
        preload(connection, known, ids)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(inbox, "preload", noted)
    yield looked


async def store(database: Database, *ids: int) -> list[int]:
    return await database.run(
        lambda uow: uow.inbox.add_many([Raw(one) for one in ids]), update_ids=ids
    )


async def claim(database: Database, number: int) -> bool:
    return await database.run(lambda uow: uow.inbox.claim(number), update_ids=[number])


async def test_a_sole_process_looks_for_nothing_that_it_knows(
    sqlite_url: str, keys: KeyRing, clock: HandClock, looks: Looks
) -> None:
    async with opened(sqlite_url, keys, clock) as database:
        assert await store(database, 7, 8) == [7, 8]
        assert await claim(database, 7)
        assert looks == []
        assert not await claim(database, 7), "dealt with: who knows, it was pruned"
        assert await store(database, 8, 9, 6) == [9, 6], "Telegram began to count anew"
        assert looks == [[7], [6]]


async def test_what_an_earlier_process_stored_is_looked_up(
    sqlite_url: str, keys: KeyRing, clock: HandClock, looks: Looks
) -> None:
    async with opened(sqlite_url, keys, clock) as database:
        await store(database, 7)
    async with opened(sqlite_url, keys, clock) as database:
        assert await store(database, 7, 8) == [8]
        assert await claim(database, 7) and await claim(database, 8)
    assert looks == [[7]], "and remembered"


async def test_what_a_failed_work_knew_is_forgotten(
    sqlite_url: str, keys: KeyRing, clock: HandClock
) -> None:
    async def work(uow: UnitOfWork) -> None:
        await uow.inbox.claim(7)
        raise ZeroDivisionError

    async with opened(sqlite_url, keys, clock) as database:
        await store(database, 7)
        with pytest.raises(ZeroDivisionError):
            await database.run(work, update_ids=[7])
        assert await claim(database, 7)


@given(st.lists(st.dictionaries(st.integers(1, 9), st.sampled_from([True, False, None]))))
def test_nothing_is_certain_where_others_write(batches: list[dict[int, bool | None]]) -> None:
    shared = Arrivals(None)
    for batch in batches:
        shared.committed(batch)
        assert shared.known(range(20)) == {}


def test_an_update_is_announced_as_new_once() -> None:
    arrivals = Arrivals(7)
    assert not arrivals.announce([7])
    assert arrivals.announce([8, 9])
    assert not arrivals.announce([9]), "Telegram brings it again before it is stored"
    assert not arrivals.announce([11, 11]), "the same one twice"
    assert not arrivals.announce([10, 12]), "one of them came late"
    arrivals.committed({20: True})
    assert not arrivals.announce([20])
    assert arrivals.announce([21])
    assert not Arrivals(None).announce([1]), "others store updates, too"


async def test_a_turn_handed_in_behind_its_storing_shares_the_commit(
    sqlite_url: str, keys: KeyRing, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    commits = 0
    commit = SqliteLink.commit

    async def counted(link: SqliteLink, function: Callable[[Connection], object]) -> None:
        nonlocal commits
        commits += 1
        await commit(link, function)

    async def turn(uow: UnitOfWork, number: int) -> bool:
        claimed = await uow.inbox.claim(number)
        if number == 8:
            raise ZeroDivisionError
        return claimed

    monkeypatch.setattr(SqliteLink, "commit", counted)
    async with opened(sqlite_url, keys, clock) as database:
        storing = database.hand_in(lambda uow: uow.inbox.add_many([Raw(7), Raw(8)]))
        turns = [
            database.hand_in(partial(turn, number=number), update_ids=[number])
            for number in (7, 8, 9)
        ]
        results = await asyncio.gather(*turns, return_exceptions=True)
        assert storing.done() and await storing == [7, 8]
        assert results[0] is True
        assert isinstance(results[1], ZeroDivisionError)
        assert results[2] is False, "never stored"
        assert commits == 1
        waiting = await database.run(lambda uow: uow.inbox.pending())
        assert [one.update_id for one in waiting] == [8], "kept, though its turn failed"
