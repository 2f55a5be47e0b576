"""Fixtures that every room's tests share: a database of either kind, shared data, a browser.

Fixtures of one room live in that room's own conftest. A missing thing is a skip on somebody's
machine and a failure in CI (tests/available.py).
"""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from bot.app.quick_start import import_aiogram_quickly
from tests.available import (
    CHROMIUM_ADVICE,
    DATA_ADVICE,
    find_chromium,
    find_data,
    missing,
)
from tests.fakes.kept import keep
from tests.fakes.postgres import (
    PostgresUnavailable,
    create_database,
    drop_database,
    postgres_server,
)
from tests.fakes.ready import copy_of, ready_database, ready_file

import_aiogram_quickly()  # as the program does at its start
keep()

# The machine is shared: an example that took long says nothing about the code.
settings.register_profile(
    "prequal", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("prequal")


def pytest_collection_finish() -> None:
    """Thousands of tests are there to the end: nobody needs to look through them for garbage."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def postgres_base_url() -> Iterator[str]:
    """A PostgreSQL server of this run: `postgresql+asyncpg://postgres@127.0.0.1:PORT`."""
    server = postgres_server()
    try:
        url = server.__enter__()
    except PostgresUnavailable as unavailable:
        missing(str(unavailable))
    try:
        yield url
    finally:
        server.__exit__(None, None, None)


@pytest.fixture(scope="session")
def ready_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the newest schema and nothing in it, to copy."""
    return ready_file(tmp_path_factory.mktemp("ready"))


@pytest.fixture(scope="session")
def ready_postgres(postgres_base_url: str) -> str:
    """The name of a PostgreSQL database with the newest schema and nothing in it, to copy."""
    return ready_database(postgres_base_url)


@pytest.fixture
def sqlite_url(ready_sqlite: Path, tmp_path: Path) -> str:
    """A SQLite file of this test alone, with the newest schema and nothing in it."""
    return copy_of(ready_sqlite, tmp_path)


@pytest.fixture
def postgres_url(postgres_base_url: str, ready_postgres: str) -> Iterator[str]:
    """A PostgreSQL database of this test alone, with the newest schema and nothing in it."""
    url = create_database(postgres_base_url, template=ready_postgres)
    yield url
    drop_database(url)


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    """A SQLite file that does not exist yet."""
    return f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}"


@pytest.fixture
def empty_postgres_url(postgres_base_url: str) -> Iterator[str]:
    """A PostgreSQL database of this test alone, without a schema."""
    url = create_database(postgres_base_url)
    yield url
    drop_database(url)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A database with the newest schema; the test runs once on each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=["sqlite", "postgres"])
def empty_database_url(request: pytest.FixtureRequest) -> str:
    """A database without a schema; the test runs once on each kind."""
    return str(request.getfixturevalue(f"empty_{request.param}_url"))


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The folder of shared data (surveys, orders, texts), read only."""
    return find_data() or missing(DATA_ADVICE)


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser's program, for Playwright's `executable_path`."""
    return find_chromium() or missing(CHROMIUM_ADVICE)
