"""The watch over chances, from stored leads to the message, on both databases."""

import random
from collections.abc import Mapping
from datetime import date, timedelta

from bot.app.chances import ChancesWatch, StoredChances
from bot.app.shelving import open_shelf
from bot.chat.book import Book
from bot.chat.reports.naming import Naming
from bot.chat.reports.shown import ShownReport
from bot.chat.texts import Texts
from dialogs.loader import load_scenario
from dialogs.values import Blank, Value
from leads.outbox import Claimed, Topic
from leads.stage import Stage
from reports.chances import Conclusion
from reports.results.chances import chances_report
from reports.tables import Report
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.leads.samples import MOSCOW
from tests.storage.histories import SMALL, Lived, live
from tests.storage.samples import HandClock

TODAY = date(2026, 4, 1)
MANAGERS = (3001, 3002)
PROMISED = {10: 0.08, 20: 0.215, 40: 0.48}
"""By fit: what the table of the scenario says of it."""
ANSWERS: Mapping[int, dict[str, Value]] = {
    10: {"product": "seo", "goals": frozenset({"leads"}), "traffic": 100},
    20: {"product": "crm", "goals": Blank.SKIPPED, "traffic": Blank.DONT_KNOW},
    40: {"product": "seo", "goals": frozenset({"leads"}), "traffic": 20_000},
}
READY: dict[str, Value] = {"budget": 200_000}
OTHERS: dict[str, Value] = {"has_site": True, "budget": 60_000, "agree": False}
TOLD = {
    "ru": ("Судить рано: закончилось 12", "Ещё в работе: 3.", "вышло 6 из 12"),
    "en": ("Too early to say: 12 ended", "Still open: 3.", "came 6 of 12"),
}


def history(clock: HandClock, factor: float) -> list[Lived]:
    """150 leads whose chances are the promised ones times `factor`, and 10 young lost ones."""
    chance = random.Random(11)
    old = [
        Lived(
            ANSWERS[fit] | OTHERS,
            clock.now() - timedelta(days=60 + at),
            Stage.PAYMENT if chance.random() < PROMISED[fit] * factor else Stage.LOST,
        )
        for fit in PROMISED
        for at in range(50)
    ]
    young = Lived(ANSWERS[40] | OTHERS, clock.now() - timedelta(days=20), Stage.LOST)
    gated = Lived(
        {"product": "seo", "goals": Blank.SKIPPED, "has_site": False}, old[0].at, Stage.NOT_YET
    )
    return [*old, *[young] * 10, gated]


async def chances(database: Database, clock: HandClock) -> StoredChances:
    shelf, shelving = await open_shelf(database, [SMALL])
    return StoredChances(database, shelf, shelving, clock)


def watching(database: Database, clock: HandClock, stored: StoredChances) -> ChancesWatch:
    return ChancesWatch(database, stored, told, MANAGERS, Texts(), clock, MOSCOW, locale="ru")


class Titles(Book):
    """A book that calls every scenario the same."""

    def __init__(self) -> None:
        """Without a shelf."""

    def title(self, scenario_id: str, locale: str) -> str:
        return "Квиз"


def told(report: Report, locale: str) -> str:
    """A report as managers read it."""
    texts = Texts()
    return ShownReport(texts, Naming(texts, Titles(), {})).text(report, locale)


async def said(database: Database) -> list[Claimed]:
    """What was put out to say since the last time."""

    async def work(uow: UnitOfWork) -> list[Claimed]:
        rows = await uow.outbox.claim_due([Topic.CHAT], uow.now, 50, "test")
        for row in rows:
            await uow.outbox.settle(row.id, None)
        return rows

    return await database.run(work)


async def test_chances_that_hold_are_reported_and_nobody_is_warned(
    database: Database, clock: HandClock
) -> None:
    stored = await chances(database, clock)
    await live(database, SMALL, history(clock, 1))
    (watched,) = await stored.watched()
    assert watched.report.conclusion is Conclusion.HOLDS
    assert [band.actual.whole for band in watched.report.bands] == [50, 50, 50]
    assert (watched.report.young, watched.report.still_open) == (10, 0)
    await watching(database, clock, stored)()
    assert await said(database) == []


async def test_managers_are_warned_once_a_month_of_a_planted_drift(
    database: Database, clock: HandClock
) -> None:
    stored = await chances(database, clock)
    await live(database, SMALL, history(clock, 0.4))
    (watched,) = await stored.watched()
    assert watched.report.conclusion is Conclusion.FEWER
    first, second = [watching(database, clock, stored) for _ in range(2)]
    for watch in (first, second):  # another process, or a restart, says nothing more
        await watch()
        clock.step(days=1)
        await watch()
    rows = await said(database)
    assert sorted(row.payload["chat_id"] for row in rows) == [3001, 3002]
    assert "Выигрываем реже, чем обещано" in rows[0].payload["text"]
    clock.step(days=31)
    await second()
    assert sum(row.key.startswith("chances:2026-04") for row in await said(database)) == 2


async def test_a_version_with_other_words_and_the_same_chances_is_watched_along(
    database: Database, clock: HandClock
) -> None:
    await chances(database, clock)
    await live(database, SMALL, history(clock, 1))
    text = SMALL.source.replace("version: 3", "version: 4").replace("Что нужно?", "Что ищете?")
    other = load_scenario(text, name="small")
    shelf, shelving = await open_shelf(database, [other])
    (watched,) = await StoredChances(database, shelf, shelving, clock).watched()
    assert (watched.version, watched.report.actual.whole) == (4, 150)
    changed = load_scenario(
        text.replace("version: 4", "version: 5").replace("chance: 48", "chance: 50"), name="small"
    )
    shelf, shelving = await open_shelf(database, [changed])
    (watched,) = await StoredChances(database, shelf, shelving, clock).watched()
    assert (watched.version, watched.report.actual.whole) == (5, 0)
    assert watched.report.conclusion is Conclusion.TOO_FEW


async def test_without_chances_nothing_is_read_and_the_command_says_how_to_get_them(
    database: Database, clock: HandClock
) -> None:
    bare = load_scenario(
        SMALL.source.partition("calibration:")[0]
        + "outcomes:"
        + SMALL.source.partition("outcomes:")[2],
        name="small",
    )
    shelf, shelving = await open_shelf(database, [bare])
    stored = StoredChances(database, shelf, shelving, clock)
    assert await stored.watched() == []
    for locale in ("ru", "en"):
        report = chances_report([], TODAY)
        assert "prequal calibrate --history" in told(report, locale)


async def test_few_leads_are_called_few(database: Database, clock: HandClock) -> None:
    stored = await chances(database, clock)
    old = clock.now() - timedelta(days=90)
    ends = [Stage.PAYMENT] * 6 + [Stage.LOST] * 6 + [Stage.QUALIFIED] * 3
    await live(database, SMALL, [Lived(ANSWERS[40] | OTHERS | READY, old, end) for end in ends])
    for locale, words in TOLD.items():
        text = told(chances_report(await stored.watched(), TODAY), locale).replace("\u00a0", " ")
        for one in words:
            assert one in text
        assert "⚠" not in text
