"""Managers get the digest of last week on Monday: once, after a restart and an outage too, and
nothing of a week in which nothing was."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest_asyncio

from tests.journeys.place import ANNA, MARIA, Place, opened, plain
from tests.journeys.ways import qualify

DAY, WEEK = timedelta(days=1), timedelta(days=7)
TITLE = "Сводка за неделю"


@pytest_asyncio.fixture
async def place(tmp_path: Path, sqlite_url: str) -> AsyncIterator[Place]:
    """The program with a digest each Monday at nine, on a Tuesday at eleven."""
    async with opened(tmp_path, sqlite_url, "polling", digest_week_at="09:00") as running:
        yield running


async def digests(place: Place) -> list[str]:
    await place.settle()
    told = [plain(one.get("text")) for one in await place.someone(MARIA).screen()]
    return [one for one in told if one.startswith(TITLE)]


def lines(told: str) -> list[str]:
    """With single spaces, as columns vary in width."""
    return [" ".join(line.split()) for line in told.splitlines()]


async def test_each_week_has_one_digest(place: Place) -> None:
    await place.someone(MARIA).start()
    anna = place.someone(ANNA)
    await anna.start()
    await qualify(anna)
    await place.travel(5 * DAY)
    assert await digests(place) == [], "Sunday"
    await place.travel(DAY)
    [told] = await digests(place)
    assert lines(told)[1] == "23–29 ноября 2026"
    assert {"заявки 1 0 1", "квалиф. 1 0 1", "продажи 0 0 0"} <= set(lines(told))
    assert "Решено иначе" in told
    await place.close()
    await place.open()
    await place.travel(DAY)
    assert await digests(place) == [told]
    await place.travel(6 * DAY)
    [_, latest] = await digests(place)
    assert "заявки 0 1 −1" in lines(latest)
    await place.travel(WEEK)
    assert len(await digests(place)) == 2, "a quiet week after a quiet week says nothing"


async def test_after_an_outage_the_last_week_alone_follows(place: Place) -> None:
    await place.someone(MARIA).start()
    await place.someone(ANNA).start()
    await place.someone(ANNA).hears("Кому вы продаёте")
    await place.someone(ANNA).tap("Компаниям")
    await place.someone(ANNA).hears("С какой задачей")
    await place.close()
    place.clock.move_to(place.clock.now() + 14 * DAY)
    await place.open()
    await place.app.tick.through()
    await place.someone(MARIA).hears(TITLE)
    [told] = await digests(place)
    assert lines(told)[1] == "30 ноября – 6 декабря 2026"
    assert "заявки 0 1 −1" in lines(told)
