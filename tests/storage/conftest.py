"""An open database of either kind, with its clock and keys."""

from collections.abc import AsyncIterator

import pytest

from storage.database import Database
from storage.secrets import KeyRing
from tests.storage.samples import HandClock, opened


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def keys() -> KeyRing:
    return KeyRing.fresh()


@pytest.fixture
async def database(database_url: str, keys: KeyRing, clock: HandClock) -> AsyncIterator[Database]:
    async with opened(database_url, keys, clock) as database:
        yield database


@pytest.fixture
async def replicas(
    postgres_url: str, keys: KeyRing, clock: HandClock
) -> AsyncIterator[tuple[Database, Database]]:
    """Two processes' worth of databases on one PostgreSQL."""
    async with opened(postgres_url, keys, clock) as one, opened(postgres_url, keys, clock) as two:
        yield one, two
