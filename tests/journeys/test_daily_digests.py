"""Salespeople hear in the morning what waits for them: on days they work, only of their own, and
nothing where nothing waits."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest_asyncio

from tests.journeys.place import IGOR, OLEG, Place, Someone, opened, plain
from tests.journeys.ways import taken

DAY = timedelta(days=1)
TITLE = "Ваш день"
TEAM = f"""
members:
  igor: {{telegram: {IGOR}, name: Игорь, capacity: 10}}
  oleg: {{telegram: {OLEG}, name: Олег, capacity: 5}}
"""


@pytest_asyncio.fixture
async def place(tmp_path: Path, sqlite_url: str) -> AsyncIterator[Place]:
    """The program with a digest each morning, on a Tuesday at eleven."""
    team = tmp_path / "team.yaml"
    team.write_text(TEAM, encoding="utf-8")
    settings = {"team_file": str(team), "digest_day_at": "09:45"}
    async with opened(tmp_path, sqlite_url, "polling", **settings) as running:
        yield running


async def mornings(place: Place, person: int) -> list[str]:
    await place.settle()
    told = [plain(one.get("text")) for one in await place.someone(person).screen()]
    return [one for one in told if one.startswith(TITLE)]


async def test_each_hears_of_their_own_on_days_they_work(
    place: Place, anna: Someone, igor: Someone
) -> None:
    for one in (IGOR, OLEG):
        await place.someone(one).start()
    await place.travel(DAY)
    assert await mornings(place, IGOR) == [], "nothing waits"
    await taken(anna, igor)
    await place.someone(IGOR).say("/meet 1 завтра 15:00")
    await place.settle()
    await place.travel(DAY)
    [told] = await mornings(place, IGOR)
    assert told.startswith(f"{TITLE}, 26 ноября 2026")
    assert "15:00 · лид № 1" in told
    await place.close()
    await place.open()
    await place.travel(timedelta(hours=1))
    assert await mornings(place, IGOR) == [told]
    await place.someone(IGOR).say("/away завтра")
    await place.settle()
    await place.travel(DAY)
    assert await mornings(place, IGOR) == [told], "away"
    await place.travel(2 * DAY)
    assert await mornings(place, IGOR) == [told], "a Saturday and a Sunday"
    await place.travel(DAY)
    assert len(await mornings(place, IGOR)) == 2
    assert await mornings(place, OLEG) == [], "the lead is Igor's"


async def test_a_morning_that_went_by_is_not_told_later(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await place.someone(IGOR).start()
    await taken(anna, igor)
    await place.close()
    place.clock.move_to(place.clock.now() + 36 * timedelta(hours=1))
    await place.open()
    await place.app.tick.through()
    assert await mornings(place, IGOR) == []
    await place.travel(12 * timedelta(hours=1))
    [told] = await mornings(place, IGOR)
    assert "☐ № 1: Связаться с клиентом до 24 ноября, 19:00" in told
