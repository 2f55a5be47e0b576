"""Who is told of a hypothesis, and when; one that was moved or dropped is not told of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

import pytest

from bot.chat.hypotheses.desk import Asked, read_asked
from bot.chat.hypotheses.reminding import DueUnitOfWork, HypothesisReminders, reminders
from leads.outbox import OutboxMessage
from leads.policy import Policy
from reports.hypotheses.hypothesis import Hypothesis

MOSCOW = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
POLICY = Policy(MOSCOW)
NOTED = Hypothesis(3, "Баннер", date(2026, 11, 24), 3001, "Мария", "ru", NOW)


class Written:
    """A register of one hypothesis, and the rows that are written."""

    def __init__(self, hypothesis: Hypothesis | None) -> None:
        self._hypothesis = hypothesis
        self.rows: list[OutboxMessage] = []

    @property
    def hypotheses(self) -> Written:
        return self

    @property
    def outbox(self) -> Written:
        return self

    async def get(self, _: int) -> Hypothesis | None:
        return self._hypothesis

    async def add(self, message: OutboxMessage) -> None:
        self.rows.append(message)


async def told(kept: Hypothesis | None, *managers: int) -> list[int]:
    first, _ = reminders(NOTED, NOW, POLICY)
    written = Written(kept)
    await HypothesisReminders(managers).due(cast(DueUnitOfWork, written), first)
    assert len({one.key for one in written.rows}) == len(written.rows)
    return [int(str(one.payload["chat_id"])) for one in written.rows]


def test_they_are_due_in_working_time_after_three_and_six_months() -> None:
    days = [one.due_at.astimezone(MOSCOW) for one in reminders(NOTED, NOW, POLICY)]
    assert [one.date() for one in days] == [date(2027, 2, 24), date(2027, 5, 24)]
    saturday = replace(NOTED, started=date(2026, 11, 28))
    first, _ = reminders(saturday, NOW, POLICY)
    assert first.due_at.astimezone(MOSCOW).date() == date(2027, 3, 1), "a Sunday"


def test_what_has_passed_is_not_planned() -> None:
    [only] = reminders(replace(NOTED, started=date(2026, 8, 1)), NOW, POLICY)
    assert only.due_at > NOW
    assert not list(reminders(replace(NOTED, started=date(2026, 1, 1)), NOW, POLICY))


def test_another_start_or_another_of_that_number_has_touches_of_its_own() -> None:
    others = (
        replace(NOTED, started=date(2026, 11, 23)),
        replace(NOTED, noted_at=NOW + timedelta(seconds=1)),
    )
    keys = {touch.key for one in (NOTED, *others) for touch in reminders(one, NOW, POLICY)}
    assert len(keys) == 6


async def test_its_author_is_told_or_every_manager() -> None:
    assert await told(NOTED, 3002, 3001) == [3001]
    assert await told(NOTED, 3003, 3002) == [3002, 3003]


async def test_nobody_is_told_of_one_that_was_dropped_or_moved() -> None:
    assert await told(None, 3001) == []
    assert await told(replace(NOTED, started=date(2026, 11, 1)), 3001) == []


@pytest.mark.parametrize(
    ("args", "asked"),
    [
        ("", Asked(None, "")),
        ("3", Asked(3, "")),
        ("№ 3", Asked(3, "")),
        ("#3; закончена", Asked(3, "закончена")),
        ("3 A/B 12 → 20", Asked(3, "A/B 12 → 20")),
        ("Баннер 3", Asked(None, "Баннер 3")),
        ("3D-тур", Asked(None, "3D-тур")),
        ("9" * 19, Asked(None, "9" * 19)),
    ],
)
def test_a_number_is_one_of_the_register(args: str, asked: Asked) -> None:
    assert read_asked(args) == asked
