"""An open database of either kind, with its clock."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from storage.database import Database
from storage.secrets import KeyRing
from tests.storage.samples import HandClock, opened


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def database(database_url: str, clock: HandClock) -> AsyncIterator[Database]:
    async with opened(database_url, KeyRing.fresh(), clock) as database:
        yield database
