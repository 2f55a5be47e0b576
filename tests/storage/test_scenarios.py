"""The registry: append-only, shared with a running program, the same in both databases."""

import asyncio
from functools import partial

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from dialogs.registry import Publication
from leads.contact import Contact
from storage.database import Database
from storage.engine import open_beside
from storage.errors import DatabaseError
from storage.scenarios import newest_publication, read_register, read_text
from storage.secrets import KeyRing
from storage.unit_of_work import UnitOfWork
from tests.storage.samples import HandClock, opened, person


async def publish(uow: UnitOfWork, digest: str, version: int = 1, by: str = "anna") -> Publication:
    await uow.scenarios.keep(digest, "quiz", version, f"text of {digest}")
    return await uow.publications.add("quiz", digest, by=by)


async def test_publications_are_numbered_and_read_back(
    database: Database, clock: HandClock
) -> None:
    assert await database.read(newest_publication) == 0
    first = await database.run(lambda uow: publish(uow, "d1"))
    clock.step(minutes=1)

    async def split(uow: UnitOfWork) -> Publication:
        await uow.scenarios.keep("d2", "quiz", 2, "second")
        return await uow.publications.add("quiz", "d1", by="boris", rival="d2", share=30)

    second = await database.run(split)
    register = await database.read(read_register)
    assert list(register.publications) == [first, second]
    assert (second.number, second.rival, second.share) == (2, "d2", 30)
    assert second.at == clock.now()
    assert register.editions["d2"].version == 2
    assert register == await database.run(lambda uow: uow.publications.register())
    assert await database.read(newest_publication) == 2
    assert await database.read(lambda connection: read_text(connection, "d2")) == "second"
    assert await database.read(lambda connection: read_text(connection, "d3")) is None


async def test_a_work_sees_what_it_has_published(database: Database) -> None:
    async def work(uow: UnitOfWork) -> list[int]:
        await publish(uow, "d1")
        await publish(uow, "d2")
        return [one.number for one in (await uow.publications.register()).publications]

    assert await database.run(work) == [1, 2]


async def test_a_failed_work_publishes_nothing(database: Database) -> None:
    async def work(uow: UnitOfWork) -> None:
        await publish(uow, "d1")
        raise RuntimeError("changed my mind")

    with pytest.raises(RuntimeError):
        await database.run(work)
    assert await database.read(newest_publication) == 0


async def test_only_a_kept_text_can_be_published(database: Database) -> None:
    with pytest.raises(IntegrityError):
        await database.run(lambda uow: uow.publications.add("quiz", "nowhere", by="anna"))


async def test_a_second_program_publishes_while_the_first_one_runs(
    database: Database, database_url: str, keys: KeyRing, clock: HandClock
) -> None:
    beside = await open_beside(database_url, keys=keys, clock=clock)
    try:
        for turn in range(10):
            await asyncio.gather(
                database.run(partial(publish, digest=f"bot{turn}")),
                beside.run(partial(publish, digest=f"cli{turn}")),
                database.run(partial(person, telegram_id=turn + 1)),
            )
    finally:
        await beside.close()
    register = await database.read(read_register)
    assert [one.number for one in register.publications] == list(range(1, 21))
    assert {one.digest[:3] for one in register.publications} == {"bot", "cli"}


async def test_a_program_beside_adds_nothing_that_is_numbered_here(
    database: Database, database_url: str, keys: KeyRing, clock: HandClock
) -> None:
    beside = await open_beside(database_url, keys=keys, clock=clock)
    try:
        with pytest.raises(RuntimeError, match="only the running program"):
            await beside.run(lambda uow: uow.contacts.add(Contact(0, 1)))
    finally:
        await beside.close()


async def test_a_database_that_is_not_there_is_not_made(
    empty_sqlite_url: str, keys: KeyRing, clock: HandClock
) -> None:
    with pytest.raises(DatabaseError, match="There is no database"):
        await open_beside(empty_sqlite_url, keys=keys, clock=clock)
    async with opened(empty_sqlite_url, keys, clock):
        pass


async def test_a_schema_of_another_version_is_left_alone(
    database_url: str, keys: KeyRing, clock: HandClock
) -> None:
    async with opened(database_url, keys, clock) as database:

        async def age(uow: UnitOfWork) -> None:
            await uow.scope.fetch(
                text("UPDATE alembic_version SET version_num = '0001' RETURNING 1"), {}
            )

        await database.run(age)
    with pytest.raises(DatabaseError, match="start it once"):
        await open_beside(database_url, keys=keys, clock=clock)


async def test_another_key_file_is_refused_beside_too(
    database: Database, database_url: str, clock: HandClock
) -> None:
    await database.run(lambda uow: uow.contacts.add(Contact(0, 1, name="Анна")))
    with pytest.raises(DatabaseError):
        await open_beside(database_url, keys=KeyRing.fresh(), clock=clock)
