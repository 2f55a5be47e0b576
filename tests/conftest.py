"""Fixtures that every room's tests share: a database of either kind, shared data, a browser.

Fixtures of one room live in that room's own conftest. A missing thing is a skip on somebody's
machine and a failure in CI (tests/available.py).
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.available import (
    CHROMIUM_ADVICE,
    DATA_ADVICE,
    find_chromium,
    find_data,
    missing,
)
from tests.fakes.postgres import (
    PostgresUnavailable,
    create_database,
    drop_database,
    postgres_server,
)

# The machine is shared: an example that took long says nothing about the code.
settings.register_profile(
    "prequal", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("prequal")


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


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A SQLite file that does not exist yet."""
    return f"sqlite+aiosqlite:///{tmp_path / 'prequal.db'}"


@pytest.fixture
def postgres_url(postgres_base_url: str) -> Iterator[str]:
    """An empty PostgreSQL database of this test alone."""
    url = create_database(postgres_base_url)
    yield url
    drop_database(url)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database of this test alone; the test runs once on each kind."""
    url = request.getfixturevalue(f"{request.param}_url")
    assert isinstance(url, str)
    return url


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The folder of shared data (surveys, orders, texts), read only."""
    return find_data() or missing(DATA_ADVICE)


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser's program, for Playwright's `executable_path`."""
    return find_chromium() or missing(CHROMIUM_ADVICE)
