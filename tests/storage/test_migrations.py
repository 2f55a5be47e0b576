"""Migrations: every step up and down, equal to the tables, and not even imported when done."""

import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine import make_url

from leads.consent import ConsentEntry, Purpose, allowed
from leads.contact import Contact
from leads.lead import Lead
from leads.meetings.caused import offer_touch
from storage import migrations
from storage.ids import NUMBERED, sequence_of
from storage.links import Link, PostgresLink, SqliteLink
from storage.migrations import HEAD, configuration, current, downgrade, upgrade
from storage.secrets import KeyRing
from storage.tables import metadata
from storage.unit_of_work import UnitOfWork
from tests.architecture.tree import ROOT
from tests.storage.samples import HandClock, opened, person

# Indexes over expressions are compared by their text below.
pytestmark = pytest.mark.filterwarnings("ignore:Skipped unsupported reflection")

T = TypeVar("T")
DAY = timedelta(days=1)
STEPS = sorted(path.name[:4] for path in (ROOT / "storage/migrations/versions").glob("[0-9]*.py"))


async def within(url: str, *functions: Callable[[Connection], T]) -> list[T]:
    parsed = make_url(url)
    link: Link = (
        SqliteLink(Path(str(parsed.database)), "NORMAL")
        if parsed.get_backend_name() == "sqlite"
        else PostgresLink(parsed)
    )
    try:
        return [await link.call(function) for function in functions]
    finally:
        await link.end()
        await link.close()


def shape(connection: Connection) -> dict[str, object]:
    """Tables with their columns, keys and indexes, as the database tells them."""
    inspector = inspect(connection)
    columns = inspector.get_multi_columns()
    keys, unique = inspector.get_multi_foreign_keys(), inspector.get_multi_unique_constraints()
    found: dict[str, object] = {
        table: (
            sorted(
                (column["name"], str(column["type"]), column["nullable"])
                for column in columns[where]
            ),
            sorted(str(key["constrained_columns"]) for key in keys[where]),
            sorted((str(item["name"]), str(item["column_names"])) for item in unique[where]),
        )
        for where in columns
        if (table := where[1]) != "alembic_version"
    }
    if connection.dialect.name == "sqlite":
        question = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    else:
        question = (
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' "
            "AND tablename <> 'alembic_version'"
        )
    indexes = {name: " ".join(sql.split()) for name, sql in connection.execute(text(question))}
    return {**found, "indexes": indexes}


def triggers(connection: Connection) -> dict[str, str]:
    question = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    return {row.name: row.sql for row in connection.execute(text(question))}


def sequences(connection: Connection) -> set[str]:
    return set(inspect(connection).get_sequence_names())


async def test_the_steps_make_what_the_tables_say(empty_database_url: str) -> None:
    def stepwise(connection: Connection) -> dict[str, object]:
        command.upgrade(configuration(connection), "head")
        return shape(connection)

    def rebuilt(connection: Connection) -> dict[str, object]:
        downgrade(connection, "base")
        metadata.create_all(connection)
        return shape(connection)

    migrated, created = await within(empty_database_url, stepwise, rebuilt)
    assert migrated
    assert migrated == created


async def test_a_file_made_at_once_is_like_one_that_went_step_by_step(
    empty_sqlite_url: str,
) -> None:
    def stepwise(connection: Connection) -> tuple[object, ...]:
        command.upgrade(configuration(connection), "head")
        return shape(connection), triggers(connection), current(connection)

    def at_once(connection: Connection) -> tuple[object, ...]:
        downgrade(connection, "base")
        upgrade(connection)
        return shape(connection), triggers(connection), current(connection)

    migrated, made = await within(empty_sqlite_url, stepwise, at_once)
    assert migrated == made


async def test_every_step_goes_up_and_down(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stairs(connection: Connection) -> None:
        # Alembic would read the files of all steps anew for each command.
        steps = ScriptDirectory.from_config(configuration(connection))
        monkeypatch.setattr(ScriptDirectory, "from_config", lambda _: steps)
        seen = [shape(connection)]
        for step in STEPS:
            command.upgrade(configuration(connection), step)
            assert current(connection) == step
            seen.append(shape(connection))
        for before in reversed(seen[:-1]):
            downgrade(connection, "-1")
            assert shape(connection) == before
        for step, after in zip(STEPS, seen[1:], strict=True):
            command.upgrade(configuration(connection), step)
            assert shape(connection) == after

    await within(empty_database_url, stairs)


async def test_postgresql_has_a_sequence_per_numbered_table(empty_postgres_url: str) -> None:
    _, found = await within(empty_postgres_url, upgrade, sequences)
    assert found == {sequence_of(table) for table in NUMBERED}


def test_the_head_is_the_last_step() -> None:
    assert STEPS[-1] == HEAD


async def test_a_failed_step_leaves_the_database_as_it_was(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(connection: Connection) -> dict[str, object]:
        def upgrade_then_fail(*_: object) -> None:
            connection.execute(text("CREATE TABLE half (id INTEGER)"))
            raise RuntimeError("power cut")

        monkeypatch.setattr(command, "upgrade", upgrade_then_fail)
        monkeypatch.setattr(migrations, "create", upgrade_then_fail)
        with pytest.raises(RuntimeError):
            upgrade(connection)
        connection.rollback()
        return shape(connection)

    (found,) = await within(empty_database_url, broken)
    assert found == {"indexes": {}}


def test_alembic_is_imported_neither_for_a_new_file_nor_when_nothing_is_to_do(
    empty_sqlite_url: str, tmp_path: Path
) -> None:
    program = (
        "import asyncio, pathlib, sys\n"
        "from storage.engine import open_database\n"
        "from storage.secrets import KeyRing\n"
        "async def main():\n"
        "    keys = KeyRing.from_file(pathlib.Path(sys.argv[2]))\n"
        "    await (await open_database(sys.argv[1], keys=keys)).close()\n"
        "asyncio.run(main())\n"
        "slow = {'alembic', 'sqlalchemy.orm'}\n"
        "sys.exit(str(slow & set(sys.modules)) if slow & set(sys.modules) else 0)\n"
    )
    words = [sys.executable, "-c", program, empty_sqlite_url, str(tmp_path / "key")]
    for _ in ("new", "again"):
        subprocess.run(words, cwd=ROOT, check=True)


async def test_whoever_had_said_stop_gets_no_follow_up_after_they_got_a_purpose(
    empty_database_url: str,
) -> None:
    def said(uow: UnitOfWork, who: Contact, *purposes: Purpose) -> list[ConsentEntry]:
        return [ConsentEntry(who.id, one, False, uow.now) for one in purposes]

    async def fill(uow: UnitOfWork) -> list[int]:
        stopped, refused, one, again = [await person(uow, number) for number in range(1, 5)]
        asked = (Purpose.ADVERTISING, Purpose.REMINDER, Purpose.SURVEY)
        for entry in (
            *said(uow, stopped, *asked),
            *said(uow, refused, Purpose.SERVICE),
            *said(uow, one, Purpose.REMINDER),
            *said(uow, again, *asked),
            ConsentEntry(again.id, Purpose.REMINDER, True, uow.now + DAY, "reminder:1", "hash"),
        ):
            await uow.consents.add(entry)
        lead = await uow.leads.add(Lead(0, stopped.id))
        await uow.touches.plan(offer_touch(lead, "taken", uow.now))
        return [who.id for who in (stopped, refused, one, again)]

    def before(connection: Connection) -> list[str]:
        downgrade(connection, "0037")
        found = connection.execute(text("SELECT purpose FROM touches")).scalars().all()
        upgrade(connection)
        return list(found)

    async def after(uow: UnitOfWork) -> list[bool]:
        ledgers = [await uow.consents.of(number) for number in people]
        return [allowed(Purpose.FOLLOW_UP, ledger, uow.now) for ledger in ledgers]

    clock, keys = HandClock(), KeyRing.fresh()
    async with opened(empty_database_url, keys, clock) as database:
        people = await database.run(fill)
    assert await within(empty_database_url, before) == [["service"]]
    async with opened(empty_database_url, keys, clock) as database:
        assert await database.run(after) == [False, False, True, True]
        asked = text("SELECT purpose FROM touches")
        assert await database.read(lambda c: c.execute(asked).scalars().all()) == ["follow_up"]
