"""The tests' own PostgreSQL: separate databases, honest durability, nothing left running."""

import os
from pathlib import Path

import asyncpg
import psutil
import pytest

from tests.fakes.postgres import (
    PostgresUnavailable,
    create_database,
    drop_database,
    postgres_server,
)


def plain(url: str) -> str:
    return url.replace("postgresql+asyncpg", "postgresql")


async def ask(url: str, question: str) -> object:
    connection = await asyncpg.connect(plain(url))
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def test_databases_are_separate_and_copied_from_a_template(postgres_base_url: str) -> None:
    count = "SELECT count(*) FROM pg_database"
    before = await ask(f"{postgres_base_url}/postgres", count)
    first = create_database(postgres_base_url)
    await ask(first, "CREATE TABLE leads (name text)")
    await ask(first, "INSERT INTO leads VALUES ('Ирина')")
    copy = create_database(postgres_base_url, template=first.rpartition("/")[2])
    empty = create_database(postgres_base_url)

    assert await ask(copy, "SELECT name FROM leads") == "Ирина"
    assert await ask(empty, "SELECT to_regclass('leads')") is None

    for url in (first, copy, empty):
        drop_database(url)
    assert await ask(f"{postgres_base_url}/postgres", count) == before


async def test_a_database_in_use_is_dropped_too(postgres_base_url: str) -> None:
    url = create_database(postgres_base_url)
    connection = await asyncpg.connect(plain(url))
    drop_database(url)
    with pytest.raises(asyncpg.PostgresError):
        await connection.fetchval("SELECT 1")
    connection.terminate()


@pytest.mark.parametrize(("durable", "fsync"), [(True, "on"), (False, "off")])
async def test_durability_is_as_asked_and_the_server_stops(durable: bool, fsync: str) -> None:
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    with postgres_server(durable=durable) as base_url:
        assert await ask(f"{base_url}/postgres", "SHOW fsync") == fsync
        data = Path(str(await ask(f"{base_url}/postgres", "SHOW data_directory")))
        assert (data.stat().st_uid != 0) or os.geteuid() != 0
    after = {child.pid for child in psutil.Process().children(recursive=True)}
    assert after <= before
    assert not data.exists()


def test_an_unknown_template_is_an_error_that_names_it(postgres_base_url: str) -> None:
    with pytest.raises(PostgresUnavailable, match="no_such_database"):
        create_database(postgres_base_url, template="no_such_database")
