"""The pace and the tokens of an account are the same for every process."""

import asyncio
from datetime import timedelta

from crm_sync.capabilities import Limits
from crm_sync.tokens import Tokens
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.storage.samples import START, HandClock

LIMITS = Limits(rate=2, burst=2)
MOST = timedelta(seconds=30)
OLD = Tokens("old", "refresh-1", START)


async def take(database: Database, what: str = "lead.add", account: str = "main") -> float:
    async def work(uow: UnitOfWork) -> timedelta:
        return await uow.paces.take(account, what, LIMITS, 1, MOST)

    return (await database.run(work)).total_seconds()


async def test_turns_come_at_the_rate_of_the_account(database: Database) -> None:
    assert [await take(database) for _ in range(4)] == [0, 0, 0.5, 1]
    assert await take(database, account="other") == 0


async def test_a_pause_holds_for_one_method_or_for_all(
    database: Database, clock: HandClock
) -> None:
    end = START + timedelta(seconds=40)
    await database.run(lambda uow: uow.paces.pause("main", "lead.add", end))
    await database.run(lambda uow: uow.paces.pause("main", "lead.add", START))
    assert await take(database) == 40
    assert await take(database, "lead.get") == 0
    await database.run(lambda uow: uow.paces.pause("main", "", START + timedelta(seconds=5)))
    assert await take(database, "lead.get") == 5
    clock.step(seconds=41)
    assert await take(database) == 0


async def test_after_a_pause_turns_come_at_the_rate_as_before(database: Database) -> None:
    await database.run(lambda uow: uow.paces.pause("main", "", START + timedelta(seconds=5)))
    assert [await take(database) for _ in range(4)] == [5, 5, 5.5, 6]


async def test_processes_share_one_pace(replicas: tuple[Database, Database]) -> None:
    waits = await asyncio.gather(*(take(replicas[number % 2]) for number in range(10)))
    assert sorted(waits) == [0, 0, *(0.5 * number for number in range(1, 9))]


async def test_tokens_are_renewed_by_one_alone(database: Database, clock: HandClock) -> None:
    until = START + timedelta(minutes=1)
    assert await database.run(lambda uow: uow.crm_tokens.get("main")) is None
    assert await database.run(lambda uow: uow.crm_tokens.hold("main", "a", until))
    assert not await database.run(lambda uow: uow.crm_tokens.hold("main", "b", until))
    assert await database.run(lambda uow: uow.crm_tokens.get("main")) is None
    await database.run(lambda uow: uow.crm_tokens.keep("main", OLD))
    assert await database.run(lambda uow: uow.crm_tokens.get("main")) == OLD
    assert await database.run(lambda uow: uow.crm_tokens.hold("main", "b", until))
    await database.run(lambda uow: uow.crm_tokens.let_go("main"))
    assert await database.run(lambda uow: uow.crm_tokens.hold("main", "a", until))
    clock.step(minutes=2)
    later = clock.now() + timedelta(minutes=1)
    assert await database.run(lambda uow: uow.crm_tokens.hold("main", "b", later)), "a has died"
    assert await database.run(lambda uow: uow.crm_tokens.get("main")) == OLD
