"""A sandbox with the running program.

A journey is played by polling on SQLite and by webhook on PostgreSQL, unless it names its ways:
`EVERY_WAY` where the way is the point, `ONE_WAY` where it makes no difference.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.journeys.place import ANNA, BOTH_WAYS, IGOR, MARIA, Place, Someone, opened


@pytest_asyncio.fixture(params=BOTH_WAYS)
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Place]:
    """The program at work on a Tuesday at eleven, in the sandbox."""
    delivery, _, kind = str(request.param).partition("-")
    url = str(request.getfixturevalue(f"{kind}_url"))
    async with opened(tmp_path, url, delivery) as running:
        yield running


@pytest.fixture
def anna(place: Place) -> Someone:
    """A prospect who reads Russian."""
    return place.someone(ANNA)


@pytest.fixture
def igor(place: Place) -> Someone:
    """A salesperson, in the sales group."""
    return place.in_group(IGOR)


@pytest.fixture
def maria(place: Place) -> Someone:
    """The manager, in private."""
    return place.someone(MARIA)
