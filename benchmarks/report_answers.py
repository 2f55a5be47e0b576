"""How long a manager waits for a report as text and as a picture, at 100,000 orders on SQLite.

Reading, words, drawing and all; only Telegram's part is left out. The picture uses the report that
was just told, as in the running bot. `BENCH_ANSWER_ORDERS` makes the base another.
Beside it the longest that the event loop stood still while pictures were drawn: that is what
replies to prospects would feel.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from benchmarks.figures import figure, on_core, table
from benchmarks.report_base import grown
from bot.app.database import rollup_of
from bot.app.reporting import Filed, Reporting
from bot.chat.reports.faces.desk import PICTURED
from bot.chat.reports.faces.wanted import Face, Wanted, asked_of
from bot.chat.reports.scope import REPORTS, Viewer
from bot.chat.texts import Texts
from leads.partners.partner import Register
from storage.engine import open_database
from storage.secrets import KeyRing
from tests.reports.base.chances import Promised
from tests.reports.base.making import NOW, TODAY
from tests.reports.base.storing import into_sqlite
from tests.reports.base.test_base import POLICY, SETTINGS
from tests.reports.charts.pictures import Goods
from tests.storage.samples import HandClock

ORDERS = int(os.environ.get("BENCH_ANSWER_ORDERS", "100000"))
RUNS = 5
BEAT = 0.001
MANAGER = Viewer(3001, None)


async def measure() -> None:
    """Fill a database, ask for each report with a picture over all time, print medians."""
    with tempfile.TemporaryDirectory(prefix="prequal-answers-") as folder, on_core(0):
        keys, path = KeyRing.fresh(), Path(folder) / "prequal.db"
        url, clock = f"sqlite+aiosqlite:///{path}", HandClock()
        clock.moment = NOW
        await (await open_database(url, keys=keys, clock=clock)).close()
        into_sqlite(path, grown(ORDERS // 5, ORDERS, ORDERS * 2), keys)
        database = await open_database(url, keys=keys, clock=clock)
        await rollup_of(SETTINGS, database)()
        texts = Texts("ru", zone=SETTINGS.zone)
        chances = Promised(database)
        filed = Filed({}, None, {}, Register(), {})
        reporting = Reporting(SETTINGS, database, POLICY, Goods(), filed, chances, texts, clock)
        print(f"{ORDERS:,} orders; medians of {RUNS} runs, one core")
        rows = [await _row(reporting, name) for name in PICTURED if name in REPORTS]
        await database.close()
    table(("report", "text s", "picture s", "both s", "loop stood still s"), rows)


async def _row(reporting: Reporting, name: str) -> tuple[str, ...]:
    spans = [await answer_with_picture(reporting, name) for _ in range(RUNS)]
    told = {what: median(one[what] for one in spans) for what in spans[0]}
    both = told["text"] + told["picture"]
    figure(f"reports.{name}.answer_with_picture.seconds", both)
    figure(f"reports.{name}.answer_with_picture.loop_still_seconds", told["still"])
    return name, *(f"{one:.3f}" for one in (told["text"], told["picture"], both, told["still"]))


async def answer_with_picture(reporting: Reporting, name: str) -> Mapping[str, float]:
    """Seconds until the text is ready, then until the picture is; how long the loop stood still."""
    stop = asyncio.Event()
    beating = asyncio.create_task(_longest_pause(stop))
    began = time.perf_counter()
    said = await reporting.desk.answer(name, "за всё время", MANAGER, "ru")
    told = time.perf_counter()
    assert said.report is not None
    reporting.faces.keep(said.report)
    wanted = Wanted(Face.PICTURE, name, asked_of(said.report), TODAY, 0, "ru")
    made = await reporting.faces.made(wanted)
    drawn = time.perf_counter()
    assert made is not None
    stop.set()
    return {"text": told - began, "picture": drawn - told, "still": await beating}


async def _longest_pause(stop: asyncio.Event) -> float:
    longest, before = 0.0, time.perf_counter()
    while not stop.is_set():
        await asyncio.sleep(BEAT)
        now = time.perf_counter()
        longest, before = max(longest, now - before - BEAT), now
    return longest


if __name__ == "__main__":
    asyncio.run(measure())
