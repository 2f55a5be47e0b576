"""Opening: what can't be opened is said in one sentence, and nothing is left half open."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.engine import open_database
from storage.errors import DatabaseError, DatabaseLocked, DatabaseTooNew
from storage.secrets import KeyRing
from tests.architecture.tree import ROOT
from tests.storage.samples import HandClock, opened, person


async def test_a_new_file_is_made_with_its_folder(
    tmp_path: Path, keys: KeyRing, clock: HandClock
) -> None:
    path = tmp_path / "deep" / "var" / "prequal.db"
    async with opened(f"sqlite+aiosqlite:///{path}", keys, clock) as database:
        await database.run(person)
    assert path.stat().st_mode & 0o777 == 0o600


async def test_what_was_written_survives_reopening(
    empty_database_url: str, keys: KeyRing, clock: HandClock
) -> None:
    async with opened(empty_database_url, keys, clock) as database:
        first = await database.run(person)
    async with opened(empty_database_url, keys, clock) as database:
        assert await database.run(lambda uow: uow.contacts.get(first.id)) == first
        assert (await database.run(lambda uow: person(uow, 2))).id > first.id


async def test_a_second_process_is_refused(
    sqlite_url: str, keys: KeyRing, clock: HandClock
) -> None:
    program = (
        "import asyncio, sys\n"
        "from storage.engine import open_database\n"
        "from storage.errors import DatabaseLocked\n"
        "from storage.secrets import KeyRing\n"
        "try:\n"
        "    asyncio.run(open_database(sys.argv[1], keys=KeyRing.fresh()))\n"
        "except DatabaseLocked as error:\n"
        "    sys.exit(str(error))\n"
    )
    command = [sys.executable, "-c", program, sqlite_url]
    async with opened(sqlite_url, keys, clock) as database:
        await database.run(person)
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert "in use by another running Prequal: stop that one first" in done.stderr
        assert done.stderr.count("\n") == 1


async def test_a_file_held_by_another_program_is_locked(
    sqlite_url: str, keys: KeyRing, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(sqlite_url, keys, clock):
        pass
    monkeypatch.setattr("storage.sqlite.BUSY_SECONDS", 0.05)
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite+aiosqlite:///"), isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseLocked, match="held by another program"):
            await open_database(sqlite_url, keys=keys)
        other.execute("ROLLBACK")
    finally:
        other.close()
    async with opened(sqlite_url, keys, clock):
        pass


@pytest.mark.parametrize("version", ["9999", "0f3a"])
async def test_a_database_of_a_newer_version_is_left_alone(
    database_url: str, keys: KeyRing, clock: HandClock, version: str
) -> None:
    async with opened(database_url, keys, clock) as database:
        change = text("UPDATE alembic_version SET version_num = :v")
        await database._link.commit(lambda c: c.execute(change, {"v": version}))
    with pytest.raises(DatabaseTooNew, match=version):
        await open_database(database_url, keys=keys)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "no database address"),
        ("mysql://localhost/x", "knows sqlite and postgresql"),
        ("sqlite+aiosqlite://", "must name a file"),
        ("sqlite+aiosqlite:///:memory:", "must name a file"),
        ("postgresql+asyncpg://bot:hunter2@127.0.0.1:9/x", "can't be used"),
    ],
)
async def test_an_address_that_leads_nowhere_is_one_sentence(
    url: str, said: str, keys: KeyRing
) -> None:
    with pytest.raises(DatabaseError, match=said) as caught:
        await open_database(url, keys=keys)
    assert "hunter2" not in str(caught.value)
    assert "\n" not in str(caught.value)


async def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path, keys: KeyRing) -> None:
    path = tmp_path / "prequal.db"
    path.write_text("Это не база данных. " * 100)
    with pytest.raises(DatabaseError, match="not a database"):
        await open_database(f"sqlite+aiosqlite:///{path}", keys=keys)
    folder = tmp_path / "folder.db"
    folder.mkdir()
    with pytest.raises(DatabaseError, match="can't be opened"):
        await open_database(f"sqlite+aiosqlite:///{folder}", keys=keys)


async def test_a_power_cut_loses_nothing_by_default(
    sqlite_url: str, keys: KeyRing, clock: HandClock
) -> None:
    async with opened(sqlite_url, keys, clock) as database:
        full = await database._link.call(lambda c: c.execute(text("PRAGMA synchronous")).scalar())
        mode = await database._link.call(lambda c: c.execute(text("PRAGMA journal_mode")).scalar())
        await database._link.end()
    assert (full, mode) == (2, "wal")


async def test_readers_can_not_write(database_url: str, keys: KeyRing, clock: HandClock) -> None:
    async with opened(database_url, keys, clock) as database:
        with pytest.raises(Exception, match=r"(?i)read.?only"):
            await database.read(lambda c: c.execute(text("DELETE FROM contacts")))
        await database.run(person)
        count = text("SELECT count(*) FROM contacts")
        assert await database.read(lambda c: c.execute(count).scalar()) == 1
