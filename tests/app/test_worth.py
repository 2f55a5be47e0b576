"""Managers hear once that fewer of the new leads are worth much, and nothing where chance may
explain it."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from bot.app.worth import EVERY, WorthWatch
from bot.chat.texts import Texts
from leads.company import Grade
from reports.plan.worth import worth
from storage.database import Database
from storage.reports.funnel import FunnelCounts
from storage.secrets import KeyRing
from storage.unit_of_work import UnitOfWork
from tests.app.test_chances import MANAGERS, said
from tests.leads.samples import MOSCOW
from tests.storage.samples import HandClock, opened, person_with_lead

BEFORE, LATELY = 60, 10
"""So many days ago leads came, in the two periods."""


@pytest.fixture
async def database(sqlite_url: str, clock: HandClock) -> AsyncIterator[Database]:
    async with opened(sqlite_url, KeyRing.fresh(), clock) as database:
        yield database


async def came(database: Database, days_ago: int, grades: str) -> None:
    """Enquiries that many days ago, a letter for each; - for no grade."""

    async def work(uow: UnitOfWork) -> None:
        at: datetime = uow.now - timedelta(days=days_ago)
        for number, letter in enumerate(grades):
            grade = None if letter == "-" else Grade(letter)
            await person_with_lead(uow, days_ago * 1000 + number, enquired_at=at, grade=grade)

    await database.run(work)


def watching(database: Database, clock: HandClock) -> WorthWatch:
    return WorthWatch(database, MANAGERS, Texts(), clock, MOSCOW, locale="ru")


async def test_a_fall_is_told_to_every_manager_once(database: Database, clock: HandClock) -> None:
    await came(database, BEFORE, "AAABBBBC" * 3)
    await came(database, LATELY, "ABCCCCCC" * 3 + "--")
    first, second = watching(database, clock), watching(database, clock)
    for watch in (first, second, first):  # a restart, and the night after, say nothing more
        await watch()
    rows = await said(database)
    assert sorted(row.payload["chat_id"] for row in rows) == sorted(MANAGERS)
    text = rows[0].payload["text"]
    assert "Лидов стало больше, а стоящих среди них меньше" in text
    assert "за последние 30 дней: 25 %".replace(" %", "\N{NO-BREAK SPACE}%") in text
    assert "Всего заявок: 26, раньше за такой же срок было 8." in text
    clock.step(days=EVERY * 10)
    await first()
    assert await said(database) == [], "nobody came since"


async def test_what_may_be_chance_is_not_told(database: Database, clock: HandClock) -> None:
    await came(database, BEFORE, "AAABBBBC")
    await came(database, LATELY, "AABCC" + "-" * 40)
    found = await worth(FunnelCounts(database), clock.now().date(), MOSCOW)
    assert found.lately.value < found.before.value
    assert not found.fell
    assert (found.lately.whole, found.came, found.usual) == (5, 45, 3)
    await watching(database, clock)()
    assert await said(database) == []


async def test_a_rise_is_no_reason_to_warn(database: Database, clock: HandClock) -> None:
    await came(database, BEFORE, "C" * 30)
    await came(database, LATELY, "A" * 30)
    assert not (await worth(FunnelCounts(database), clock.now().date(), MOSCOW)).fell
