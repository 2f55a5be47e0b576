"""Which week a digest is of, and that it is written once for ever."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import cast
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.reports.digests.weekly import WeeklyDigests, digest_row, last_week
from bot.chat.reports.planned import PlannedUnitOfWork
from dialogs.reading.dates import Period
from leads.clock import MovableClock
from leads.outbox import OutboxMessage
from leads.touch import Touch

MOSCOW = ZoneInfo("Europe/Moscow")
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Written:
    """What is planned and what must be delivered."""

    def __init__(self) -> None:
        self.planned: list[Touch] = []
        self.rows: list[OutboxMessage] = []

    @property
    def touches(self) -> Written:
        return self

    @property
    def outbox(self) -> Written:
        return self

    async def plan(self, touch: Touch) -> None:
        self.planned.append(touch)

    async def add(self, message: OutboxMessage) -> None:
        self.rows.append(message)


def weekly(at: time) -> WeeklyDigests:
    return WeeklyDigests(at, (3001, 3002), MovableClock(NOON), MOSCOW, "ru")


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_week_runs_from_monday_and_has_ended(today: date) -> None:
    week = last_week(today)
    assert week.first.weekday() == 0
    assert week.last - week.first == timedelta(days=6)
    assert timedelta(0) < today - week.last <= timedelta(days=7)


@pytest.mark.parametrize(
    ("first", "key"),
    [
        (date(2026, 11, 23), "digest:week:2026-W48:3001"),
        (date(2026, 12, 28), "digest:week:2026-W53:3001"),
        (date(2024, 12, 30), "digest:week:2025-W01:3001"),
    ],
)
def test_the_key_names_the_week_and_the_manager(first: date, key: str) -> None:
    assert digest_row(3001, Period(first, first + timedelta(days=6)), "ru").key == key


async def test_late_on_its_day_or_days_later_it_is_the_week_before() -> None:
    found, written = weekly(time(9)), Written()
    uow = cast(PlannedUnitOfWork, written)
    await found.plan(uow)
    [touch] = written.planned
    assert touch.due_at == datetime(2026, 11, 30, 9, tzinfo=MOSCOW)
    again = await found.due(uow, touch, touch.due_at + timedelta(days=2))
    assert [one.key for one in written.rows] == [
        "digest:week:2026-W48:3001",
        "digest:week:2026-W48:3002",
    ]
    assert again == datetime(2026, 12, 7, 9, tzinfo=MOSCOW)


async def test_the_touch_of_another_hour_is_silent() -> None:
    written = Written()
    uow = cast(PlannedUnitOfWork, written)
    await weekly(time(9)).plan(uow)
    [touch] = written.planned
    await weekly(time(10)).due(uow, touch, touch.due_at)
    assert not written.rows
