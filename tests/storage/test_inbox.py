"""The inbox: each update is stored once, claimed once, and a poisoned one steps aside."""

import asyncio
from datetime import timedelta
from functools import partial

from storage.database import Database
from storage.inbox import StoredUpdate
from storage.unit_of_work import UnitOfWork
from tests.storage.samples import HandClock, Raw


async def store(database: Database, *updates: Raw) -> list[int]:
    return await database.run(lambda uow: uow.inbox.add_many(updates))


async def pending(database: Database) -> list[StoredUpdate]:
    return await database.run(lambda uow: uow.inbox.pending())


async def test_an_update_comes_back_as_it_came(database: Database) -> None:
    payload = {"update_id": 7, "message": {"text": "Привет \ud83d \0 ok", "n": [1, 2.5, None]}}
    await store(database, Raw(7, 1001, payload))
    assert await pending(database) == [StoredUpdate(7, 1001, payload, 0)]


async def test_only_updates_that_were_not_there_are_fresh(database: Database) -> None:
    assert await store(database, Raw(5), Raw(6), Raw(5)) == [5, 6]
    assert await store(database, Raw(6), Raw(7)) == [7]
    await database.run(lambda uow: uow.inbox.claim(5))
    assert await store(database, Raw(5)) == []
    assert [update.update_id for update in await pending(database)] == [6, 7]


async def test_an_update_is_claimed_once(database: Database) -> None:
    await store(database, Raw(1))
    claims = await asyncio.gather(
        *(database.run(lambda uow: uow.inbox.claim(1), update_ids=[1]) for _ in range(10))
    )
    assert sorted(claims) == [False] * 9 + [True]
    assert await database.run(lambda uow: uow.inbox.claim(1)) is False
    assert await database.run(lambda uow: uow.inbox.claim(404)) is False


async def test_replicas_claim_an_update_once(replicas: tuple[Database, Database]) -> None:
    ids = range(1, 41)
    await store(replicas[0], *(Raw(number) for number in ids))

    async def work(uow: UnitOfWork, number: int) -> bool:
        claimed = await uow.inbox.claim(number)
        await asyncio.sleep(0.002)
        return claimed

    claims = await asyncio.gather(
        *(
            database.run(partial(work, number=n), update_ids=[n])
            for n in ids
            for database in replicas
        )
    )
    assert claims.count(True) == len(ids)


async def test_a_failed_turn_gives_its_claim_back(database: Database) -> None:
    await store(database, Raw(1))

    async def work(uow: UnitOfWork) -> None:
        assert await uow.inbox.claim(1)
        raise ValueError("no luck")

    for _ in range(2):
        try:
            await database.run(work, update_ids=[1])
        except ValueError:
            await database.run(lambda uow: uow.inbox.fail(1, "no luck"))
    assert [update.attempts for update in await pending(database)] == [2]
    await database.run(lambda uow: uow.inbox.fail(1, "no luck", final=True))
    assert await pending(database) == []
    assert await database.run(lambda uow: uow.inbox.claim(1)) is False


async def test_a_failure_reported_late_does_not_undo_a_claim(database: Database) -> None:
    await store(database, Raw(1))
    await database.run(lambda uow: uow.inbox.claim(1))
    await database.run(lambda uow: uow.inbox.fail(1, "late"))
    assert await pending(database) == []


async def test_old_updates_are_forgotten_unless_they_wait(
    database: Database, clock: HandClock
) -> None:
    await store(database, Raw(1), Raw(2))
    await database.run(lambda uow: uow.inbox.claim(1))
    now = clock.step(days=8)
    await store(database, Raw(3))
    await database.run(lambda uow: uow.inbox.claim(3))
    await database.run(lambda uow: uow.kept.drop_updates(now - timedelta(days=7)))
    assert await store(database, Raw(1), Raw(2), Raw(3)) == [1]
