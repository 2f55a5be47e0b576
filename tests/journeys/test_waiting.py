"""People who wait: sales are silent, so managers are called and the person hears an honest word;
and there is more than the team can carry."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from tests.journeys.place import ANNA, GUEST, IGOR, OLEG, ONE_WAY, ROZA, Place, Someone, opened
from tests.journeys.ways import qualify

TEAM = f"""
members:
  igor: {{telegram: {IGOR}, name: Игорь, capacity: 1}}
  oleg: {{telegram: {OLEG}, name: Олег, capacity: 1}}
"""
LATE = "Мы задерживаемся"


@pytest_asyncio.fixture(params=ONE_WAY)
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Place]:
    """The program with a team of two, who carry one lead each."""
    delivery, _, kind = str(request.param).partition("-")
    url = str(request.getfixturevalue(f"{kind}_url"))
    team = tmp_path / "team.yaml"
    team.write_text(TEAM, encoding="utf-8")
    async with opened(tmp_path, url, delivery, team_file=str(team)) as running:
        yield running


async def test_salespeople_are_silent(
    place: Place, anna: Someone, igor: Someone, maria: Someone
) -> None:
    await maria.start()
    await anna.start()
    await qualify(anna)
    await igor.hears("Предложен: Игорь")
    await place.travel(timedelta(minutes=16))
    await igor.hears("Теперь предложен: Олег")
    assert await maria.times("никто не взял") == 0
    await place.travel(timedelta(minutes=15))
    called = await maria.hears("никто не взял, ждёт уже 30 мин")
    assert "Игорь, " in called
    assert "Олег, " in called
    assert "Человеку обещали ответ до" in called
    assert await anna.times(LATE) == 0
    await place.travel(timedelta(minutes=30))
    assert "Олег ответит вам" in await anna.hears(LATE)
    late = await maria.hears("Человеку сказали, что мы задерживаемся, и обещали ответ до")
    assert "человек ждёт ответа уже 1 ч" in late
    await maria.tap("Беру")
    await igor.hears("Взял(а): Мария")
    await anna.hears("Вашим вопросом занимается Мария")
    await place.settle()
    assert await maria.buttons() == []
    await place.travel(timedelta(days=2))
    assert await anna.times(LATE) == 1
    assert await maria.times("никто не взял") == 1


async def test_whoever_calls_a_human_in_vain_hears_it_once_and_managers_hear_who_is_to_answer(
    place: Place, anna: Someone, igor: Someone, maria: Someone
) -> None:
    await maria.start()
    await anna.start()
    await qualify(anna)
    await igor.hears("Предложен: Игорь")
    await igor.tap("Беру")
    await anna.hears("Вашим вопросом занимается Игорь")
    await anna.say("/human")
    await anna.hears("ответит вам здесь")
    await place.travel(timedelta(minutes=61))
    assert "Игорь" in await anna.hears(LATE)
    assert "Ведёт Игорь" in await maria.hears("человек зовёт, а ответа нет")
    await place.travel(timedelta(days=2))
    assert await anna.times(LATE) == 1


async def test_stop_while_sales_are_silent_leaves_the_answer_that_was_promised(
    place: Place, anna: Someone, igor: Someone, maria: Someone
) -> None:
    await maria.start()
    await anna.start()
    await qualify(anna)
    await igor.hears("Предложен: Игорь")
    await anna.say("/stop")
    await anna.hears("первым больше не пишу")
    await place.travel(timedelta(minutes=61))
    await anna.hears(LATE)
    await maria.tap("Беру")
    await anna.hears("Вашим вопросом занимается Мария")
    heard = len(await anna.heard())
    await place.travel(timedelta(days=60))
    assert len(await anna.heard()) == heard, "neither times for a meeting nor nudges"


async def test_the_team_is_overloaded(place: Place, igor: Someone, maria: Someone) -> None:
    await maria.start()
    for number, who in enumerate((ANNA, GUEST, ROZA)):
        person = place.someone(who)
        await person.start()
        await qualify(person, f"firma-{number}.ru")
        await igor.hears(f"Новый лид № {number + 1}")
    await place.travel(timedelta(seconds=2))
    anna = place.someone(ANNA)
    await anna.say("/stop")
    await anna.hears("первым больше не пишу")
    told = await maria.hears("Команда не успевает")
    assert "открыто 3 лида при ёмкости 2" in told
    assert "/queue" in told
    await place.travel(timedelta(hours=3))
    assert await maria.times("Команда не успевает") == 1
    await place.travel(timedelta(days=1))
    again = await maria.hears("Не взяли вовремя: 3")
    assert "дольше всех ждут" in again
    assert await maria.times("Команда не успевает") == 2
    assert await anna.times(LATE) == 1, "an answer was promised"
    heard = len(await anna.heard())
    await place.travel(timedelta(days=7))
    assert len(await anna.heard()) == heard
