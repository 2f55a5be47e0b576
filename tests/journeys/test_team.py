"""Leads that are offered to a member of the team: to whom, why, and what if they don't take it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from tests.journeys.place import ANNA, BOTH_WAYS, GUEST, IGOR, MARIA, OLEG, Place, Someone, opened
from tests.journeys.ways import qualify

TEAM = f"""
members:
  igor: {{telegram: {IGOR}, name: Игорь, capacity: 10}}
  oleg: {{telegram: {OLEG}, name: Олег, capacity: 5}}
"""


@pytest_asyncio.fixture(params=BOTH_WAYS)
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Place]:
    """The program with a team of two."""
    delivery, _, kind = str(request.param).partition("-")
    url = str(request.getfixturevalue(f"{kind}_url"))
    team = tmp_path / "team.yaml"
    team.write_text(TEAM, encoding="utf-8")
    async with opened(tmp_path, url, delivery, team_file=str(team)) as running:
        yield running


async def test_the_card_says_to_whom_it_is_offered_and_only_they_take_it_at_first(
    place: Place, anna: Someone, igor: Someone
) -> None:
    oleg = place.in_group(OLEG)
    await anna.start()
    await qualify(anna)
    assert "Предложен: Игорь (свободнее всех: 0 из 10)" in await igor.hears("Новый лид № 1")
    await oleg.tap("Беру")
    await place.settle()
    said = (await place.in_group(OLEG).toasts())[-1]
    assert said.startswith("Лид предложен: Игорь. До ")
    assert await igor.times("Взял(а)") == 0
    await igor.tap("Беру")
    taken = await igor.hears("Взял(а): Игорь Петров")
    assert "Предложен" not in taken


async def test_a_manager_takes_what_is_offered_to_somebody_else(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await anna.start()
    await qualify(anna)
    await igor.hears("Предложен: Игорь")
    await place.in_group(MARIA).tap("Беру")
    await igor.hears("Взял(а): Мария")


async def test_what_nobody_takes_is_passed_on(place: Place, anna: Someone, igor: Someone) -> None:
    await anna.start()
    await qualify(anna)
    await igor.hears("Предложен: Игорь")
    await place.travel(timedelta(minutes=5, seconds=30))
    assert "Игорь, возьмёте?" in await igor.hears("ждёт уже 5 мин")
    await place.travel(timedelta(minutes=10))
    passed = await igor.hears("ждёт уже 15 мин")
    assert "Не взял(а): Игорь. Теперь предложен: Олег (свободнее всех: 0 из 5)" in passed
    await igor.hears("Предложен: Олег")
    await igor.tap("Беру")
    await igor.hears("Взял(а): Игорь Петров")
    await place.travel(timedelta(days=3))
    assert await igor.times("ждёт уже") == 2


async def test_a_colleague_of_a_client_goes_to_whoever_leads_the_company(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await anna.start()
    await qualify(anna)
    await igor.hears("Предложен: Игорь")
    await igor.tap("Беру")
    await igor.hears("Взял(а): Игорь Петров")
    guest = place.someone(GUEST)
    await guest.start()
    await qualify(guest)
    await igor.hears("Предложен: Игорь (ведёт компанию)")


async def test_an_owner_who_is_away_is_named_and_somebody_else_gets_it(
    place: Place, anna: Someone, igor: Someone, maria: Someone
) -> None:
    await anna.start()
    await qualify(anna)
    await igor.hears("Предложен: Игорь")
    await igor.tap("Беру")
    await igor.hears("Взял(а): Игорь Петров")
    at_home = place.someone(IGOR)
    await at_home.say("/away 2026-11-20 2026-11-24")
    await at_home.hears("лиды вам не предлагаем")
    await maria.say("/team")
    roster = await maria.hears("Команда")
    assert "Игорь: 1 из 10 · нет на месте до 24" in roster
    assert "Олег: 0 из 5" in roster
    guest = place.someone(GUEST)
    await guest.start()
    await qualify(guest)
    said = await igor.hears("Предложен: Олег")
    assert "свободнее всех: 0 из 5; обычно ведёт Игорь, но сейчас отсутствует" in said
    await at_home.say("/back")
    await at_home.hears("С возвращением")
    await at_home.say("/away")
    await at_home.hears("Когда вернётесь, напишите /back")


async def test_days_that_are_none_are_explained_and_strangers_are_not_told(
    place: Place, maria: Someone
) -> None:
    igor = place.someone(IGOR)
    for days in ("завтра", "2026-12-30 2026-12-01", "2026-11-01", "2026-12-01 2026-12-02 x"):
        await igor.say(f"/away {days}")
    await place.settle()
    assert await igor.times("Напишите дни") == 4
    await igor.say("/team")
    await igor.hears("для руководителей")
    await maria.say("/away")
    await maria.hears("Вас нет в команде")
    guest = place.someone(GUEST)
    await guest.say("/team")
    await guest.hears("только для сотрудников")
    assert await place.someone(ANNA).heard() == []
