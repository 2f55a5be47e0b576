"""Every figure of every report on a made-up base equals a recount that shares no code with it."""

import math
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from bot.app.database import rollup_of
from bot.app.report_sources import sources
from bot.app.settings import Settings
from dialogs.reading.dates import Period
from leads.lead import Temperature
from leads.partners.partner import Register
from leads.policy import Policy
from leads.stage import Stage
from reports.asking.asked import Asked
from reports.asking.filters import Filters
from reports.dictionary import METRICS, Unit
from reports.plan.months import read_plan
from reports.source import MOST_CASES, Source, Sources, Spot
from reports.tables import Cell, Report
from storage.database import Database
from storage.secrets import KeyRing
from tests.reports.base.chances import Promised
from tests.reports.base.making import (
    CURRENCY,
    NORM_DAYS,
    NOW,
    PLAN,
    PROMISED_HOURS,
    TODAY,
    WORK,
    ZONE,
)
from tests.reports.base.recount.figures import LEFT_OUT, SIZE, Figures, Wanted
from tests.reports.base.recount.registry import RECOUNTS
from tests.reports.base.rows import Rows
from tests.reports.base.storing import into_postgres, into_sqlite
from tests.reports.base.world import world
from tests.storage.samples import HandClock, opened

Z = 1.959963984540054
SETTINGS = Settings(timezone=str(ZONE), potential_currency=CURRENCY, default_language="ru")
NORMS = {Stage(stage): timedelta(days=days) for stage, days in NORM_DAYS.items()}
POLICY = Policy(
    ZONE,
    working_start=time(WORK[0]),
    working_end=time(WORK[1]),
    call_within=timedelta(hours=PROMISED_HOURS),
    norms={"warm": NORMS},
)
WANTED = (
    Wanted(everything=True),
    Wanted(date(2025, 9, 26), date(2025, 11, 2), product="seo"),  # the clocks change in it
    Wanted(manager=103, temperature="warm", channel="vk"),
    Wanted(date(2019, 1, 1), date(2019, 2, 1)),  # nothing
)
MORE = (
    Wanted(),
    Wanted(date(2024, 12, 31), date(2025, 2, 1)),
    Wanted(everything=True, channel="newspaper"),
    Wanted(temperature="cold", product="ads"),
)


@dataclass(frozen=True)
class Base:
    """A base as it was made, and where it is stored."""

    rows: Rows
    url: str
    keys: KeyRing


def in_sqlite(rows: Rows, ready: Path, folder: Path) -> Base:
    path = folder / "base.db"
    shutil.copy(ready, path)
    keys = KeyRing.fresh()
    into_sqlite(path, rows, keys)
    return Base(rows, f"sqlite+aiosqlite:///{path}", keys)


@pytest.fixture(scope="module")
def base(ready_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Base]:
    made = in_sqlite(world(5000), ready_sqlite, tmp_path_factory.mktemp("base"))
    yield made
    Path(made.url.partition(":///")[2]).unlink()


@pytest.fixture
async def reports(base: Base) -> AsyncIterator[Sources]:
    clock = HandClock()
    clock.moment = NOW
    async with opened(base.url, base.keys, clock) as database:
        await rollup_of(SETTINGS, database)()
        yield every(database)


def every(database: Database) -> Sources:
    clock = HandClock()
    clock.moment = NOW
    return sources(
        SETTINGS, database, POLICY, Promised(database), read_plan(PLAN), Register(), clock
    )


def test_every_report_has_its_recount(reports: Sources) -> None:
    assert set(RECOUNTS) == set(reports)


@pytest.mark.parametrize("report", sorted(RECOUNTS))
async def test_every_figure_equals_its_recount(report: str, reports: Sources, base: Base) -> None:
    for wanted in WANTED:
        await same(report, reports[report], base.rows, wanted)


async def test_who_got_a_mailing_is_told_while_it_is_counted(reports: Sources) -> None:
    source, every = reports["mailings"], Asked(everything=True)
    report = await source.report(every, TODAY)
    (table,) = report.tables
    told: list[str] = []
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=True):
            behind = await source.behind(every, TODAY, Spot(table.id, row.name.id, column.id))
            if behind is not None:
                told.append(row.name.id)
                assert behind.many == (cell.share.part if cell.share else cell.value)
                assert any(one.name and one.lead for one in behind.cases) or not behind.many
    newest = {row.name.id for row in table.rows[:2]}
    assert set(told) == newest, "of older ones figures alone are kept"
    assert await source.behind(every, TODAY, Spot(table.id, "all", "mailing_planned")) is None


async def test_who_ended_is_told_of_every_chance(reports: Sources) -> None:
    source = reports["calibration"]
    report = await source.report(Asked(), TODAY)
    for table in report.tables:
        for row in (*table.rows, table.total):
            assert row is not None
            ended, _, came = row.cells
            spots = [Spot(table.id, row.name.id, column.id) for column in table.columns]
            behind = [await source.behind(Asked(), TODAY, spot) for spot in spots]
            assert behind[0] and behind[0].many == ended.value
            assert behind[2] and behind[2].many == (came.share.part if came.share else 0)
            assert (behind[1] is None) == (row.name.id != "all")


async def test_the_same_on_postgres(postgres_url: str) -> None:
    rows, keys, clock = world(400, seed=3), KeyRing.fresh(), HandClock()
    clock.moment = NOW
    into_postgres(postgres_url, rows, keys)
    async with opened(postgres_url, keys, clock) as database:
        for report, source in every(database).items():
            for wanted in WANTED[1:3]:
                await same(report, source, rows, wanted)


@pytest.fixture(scope="module")
def large(ready_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Base]:
    made = in_sqlite(world(200_000), ready_sqlite, tmp_path_factory.mktemp("large"))
    yield made
    Path(made.url.partition(":///")[2]).unlink()


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("report", sorted(RECOUNTS))
async def test_two_hundred_thousand_leads(report: str, large: Base) -> None:
    clock = HandClock()
    clock.moment = NOW
    async with opened(large.url, large.keys, clock) as database:
        await rollup_of(SETTINGS, database)()
        source = every(database)[report]
        for wanted in (*WANTED, *MORE):
            await same(report, source, large.rows, wanted)


async def same(id_: str, source: Source, rows: Rows, wanted: Wanted) -> None:
    """Whether the report shows what its recount finds, and nothing else."""
    shown = figures(report := await source.report(asked(wanted), TODAY))
    if wanted in WANTED[1:3]:
        await check_behind(source, report, wanted)
    counted = RECOUNTS[id_](rows, wanted)
    about = f"{id_} of {wanted}"
    assert not shown.keys() ^ counted.keys(), about
    wrong = {
        place: f"shown {shown[place]}, counted {counted[place]}"
        for place in shown
        if shown[place] != counted[place]
    }
    assert not wrong, about


def asked(wanted: Wanted) -> Asked:
    period = Period(wanted.first, wanted.last) if wanted.first and wanted.last else None
    temperature = Temperature(wanted.temperature) if wanted.temperature else None
    filters = Filters(wanted.product, wanted.channel, temperature, wanted.manager)
    return Asked(period, wanted.everything, filters)


def figures(report: Report) -> Figures:
    """Every figure that the report shows."""
    found: Figures = {SIZE: (report.size, None), LEFT_OUT: (report.left_out, None)}
    for table in report.tables:
        for row in (*table.rows, *((table.total,) if table.total else ())):
            for column, cell in zip(table.columns, row.cells, strict=True):
                place = (table.id, row.name.id, column.id)
                assert place not in found, f"two figures in {place}"
                found[place] = (cell.value, cell.whole)
                check_interval(cell)
    return found


async def check_behind(source: Source, report: Report, wanted: Wanted) -> None:
    """Behind a count stand as many, behind a share those who did, in some places."""
    spots = [
        (Spot(table.id, row.name.id, column.id), cell)
        for table in report.tables
        for row in table.rows
        for column, cell in zip(table.columns, row.cells, strict=True)
        if METRICS[column.metric].unit is Unit.COUNT or cell.share
    ]
    for spot, cell in spots[:: len(spots) // 6 + 1]:
        behind = await source.behind(asked(wanted), TODAY, spot)
        if behind is not None and cell.value is not None:
            many = cell.value if cell.whole is None else cell.whole
            assert behind.many == (cell.share.part if cell.share else many), spot
            assert len(behind.cases) == min(behind.many, MOST_CASES)


def check_interval(cell: Cell) -> None:
    """Wilson's bounds are where the share is just z standard errors away: roots of a quadratic."""
    share: Any = cell.share
    if share is None:
        return
    n, p = share.whole, share.part / share.whole
    assert (cell.value, cell.whole) == (Fraction(share.part, n), n)
    a, b, c = 1 + Z * Z / n, -(2 * p + Z * Z / n), p * p
    root = math.sqrt(max(0.0, b * b - 4 * a * c))
    assert share.low == pytest.approx((-b - root) / (2 * a), abs=1e-9)
    assert share.high == pytest.approx((-b + root) / (2 * a), abs=1e-9)
