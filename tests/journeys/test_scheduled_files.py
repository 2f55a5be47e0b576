"""Files come by themselves: one per period, after a restart and an outage too, and to managers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest_asyncio

from tests.journeys.place import MARIA, Place, opened
from tests.journeys.test_report_faces import document

EXPORTS = f"""
exports:
  week: {{report: funnel, every: week, at: "09:00", format: csv, folder: FOLDER, to: [{MARIA}]}}
  day: {{report: leads, every: day, at: "23:00", format: csv, to: [{MARIA}]}}
"""
DAY = timedelta(days=1)


@pytest_asyncio.fixture
async def place(tmp_path: Path, sqlite_url: str) -> AsyncIterator[Place]:
    """The program with two files to make, on a Tuesday at eleven."""
    file = tmp_path / "exports.yaml"
    file.write_text(EXPORTS.replace("FOLDER", str(tmp_path / "out")), encoding="utf-8")
    async with opened(tmp_path, sqlite_url, "polling", exports_file=str(file)) as running:
        yield running


def written(place: Place) -> list[str]:
    return sorted(one.name for one in (place.folder / "out").glob("*"))


async def names(place: Place) -> list[str]:
    screen = await place.someone(MARIA).screen()
    return [one["document"]["file_name"] for one in screen if one.get("document")]


async def test_each_period_has_one_file(place: Place) -> None:
    await place.someone(MARIA).start()
    await place.travel(6 * DAY)
    name = "funnel-2026-11-23-2026-11-29.zip"
    assert written(place) == [name]
    await place.close()
    await place.open()
    await place.travel(timedelta(hours=1))
    got = await names(place)
    assert got.count(name) == 1
    days = [one for one in got if one.startswith("leads-")]
    assert days == [f"leads-2026-11-{day}-2026-11-{day}.csv" for day in range(23, 29)]
    _, content = await document(place.someone(MARIA), ".csv")
    assert content.decode("utf-8-sig").startswith("№;Заявка;Этап")


async def test_what_an_outage_took_follows(place: Place) -> None:
    await place.someone(MARIA).start()
    await place.close()
    place.clock.move_to(place.clock.now() + 14 * DAY)
    await place.open()
    await place.app.tick.through()
    assert written(place) == [
        "funnel-2026-11-23-2026-11-29.zip",
        "funnel-2026-11-30-2026-12-06.zip",
    ]
