"""The shelf follows the registry: at the start, while running, and in two processes at once."""

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest

from bot.app.shelving import open_shelf
from dialogs.scenario import Scenario
from storage.database import Database
from storage.engine import open_beside
from storage.scenarios import read_register
from storage.secrets import KeyRing
from storage.unit_of_work import UnitOfWork
from tests.dialogs.versions import version, words
from tests.storage.samples import HandClock, opened

FIRST = version()
SECOND = version(('"fit >= 30"', '"fit >= 20"'), number=2)


@pytest.fixture
def keys() -> KeyRing:
    return KeyRing.fresh()


@pytest.fixture
async def database(database_url: str, keys: KeyRing) -> AsyncIterator[Database]:
    async with opened(database_url, keys, HandClock()) as database:
        yield database


@pytest.fixture
async def beside(database: Database, database_url: str, keys: KeyRing) -> AsyncIterator[Database]:
    """The database as a command opens it, beside the running program."""
    other = await open_beside(database_url, keys=keys, clock=HandClock())
    yield other
    await other.close()


async def publish(
    database: Database, text: str, digest: str, number: int, rival: str | None = None
) -> None:
    async def work(uow: UnitOfWork) -> None:
        await uow.scenarios.keep(rival or digest, "quiz", number, text)
        share = 40 if rival else 0
        await uow.publications.add("quiz", digest, by="anna", rival=rival, share=share)

    await database.run(work)


async def published(database: Database) -> list[tuple[int, str]]:
    register = await database.read(read_register)
    return [(register.editions[one.digest].version, one.by) for one in register.publications]


async def test_the_first_start_publishes_the_files_and_the_next_one_nothing(
    database: Database,
) -> None:
    for _ in range(2):
        shelf, _ = await open_shelf(database, [FIRST])
        assert shelf.current("quiz") == FIRST
        assert await published(database) == [(1, "start")]


async def test_a_newer_file_goes_live_and_an_older_one_is_logged(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    await open_shelf(database, [FIRST])
    await open_shelf(database, [SECOND])
    with caplog.at_level(logging.WARNING):
        shelf, _ = await open_shelf(database, [FIRST])
    assert shelf.current("quiz").version == 2
    assert "file of quiz (version 1) is not used" in caplog.text
    assert await published(database) == [(1, "start"), (2, "start")]


async def test_a_running_program_takes_up_a_publication_and_a_split(
    database: Database, beside: Database
) -> None:
    shelf, shelving = await open_shelf(database, [FIRST])
    await publish(beside, SECOND.source, SECOND.digest, 2)
    assert shelf.current("quiz").version == 1
    await shelving()
    assert shelf.current("quiz").version == 2
    assert shelf.choose("quiz", 5).split is None
    third = version(("Сколько визитов", "Сколько людей"), number=3)
    await publish(beside, third.source, SECOND.digest, 3, rival=third.digest)
    await shelving()
    chosen = [shelf.choose("quiz", person) for person in range(100)]
    assert {(one.scenario.version, one.split) for one in chosen} == {(2, 3), (3, 3)}
    assert {one.version for one in shelf.all_current()} == {2, 3}


async def test_a_text_that_this_program_cannot_read_changes_nothing(
    database: Database, beside: Database, caplog: pytest.LogCaptureFixture
) -> None:
    shelf, shelving = await open_shelf(database, [FIRST])
    await publish(beside, words(("kind: quiz", "kind: oracle"), number=2), "strange", 2)
    for _ in range(3):
        await shelving()
    assert shelf.current("quiz") == FIRST
    assert caplog.text.count("can't be used") == 1, "said once, not every second"
    await publish(beside, SECOND.source, SECOND.digest, 3)
    await shelving()
    assert shelf.current("quiz") == SECOND


async def test_two_processes_that_start_at_once_publish_once(
    postgres_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    keys, clock = KeyRing.fresh(), HandClock()
    async with opened(postgres_url, keys, clock) as one, opened(postgres_url, keys, clock) as two:
        files: list[Scenario] = [FIRST]
        shelves = await asyncio.gather(open_shelf(one, files), open_shelf(two, files))
        assert await published(one) == [(1, "start")]
        assert all(shelf.current("quiz") == FIRST for shelf, _ in shelves)
