"""Birthdays: told by the person or by a salesperson, kept without a year, forgotten on a word."""

from datetime import timedelta

import pytest

from tests.journeys.marks import found_in_database
from tests.journeys.place import ONE_WAY, Place, Someone
from tests.journeys.ways import taken

DAY = timedelta(days=1)


async def test_a_client_is_congratulated_on_the_day_and_the_owner_told_before(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await taken(anna, igor)
    await anna.say("/settings")
    await anna.hears("Тихие часы")
    await anna.tap("🎂 День рождения")
    await anna.hears("Хотите, чтобы мы вас поздравили?")
    await anna.say("/birthday когда-нибудь")
    await anna.hears("Не понял, какой это день")
    await anna.say("/birthday 29.11.1985")  # the Sunday after next Friday
    kept = await anna.hears("Ваш день рождения: 29")
    assert "ноября" in kept and "включите «Напоминания»" in kept
    await anna.say("/settings")
    await anna.hears("Тихие часы")
    await anna.tap("☐ Напоминания")
    await anna.hears("Можно ли писать вам первым")
    await anna.tap("Согласен")
    await place.settle()
    await place.travel(3 * DAY)  # Friday
    told = await igor.hears("29 ноября 2026 день рождения")
    assert "Игорь Петров" in told and "Бот тоже поздравит" in told
    assert await anna.times("с днём рождения") == 0
    await place.travel(2 * DAY)  # Sunday
    assert "Анна" in await anna.hears("с днём рождения")
    await place.travel(362 * DAY)
    assert await igor.times("день рождения. Ведёт") == 2, "and the year after"


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_a_salesperson_notes_it_and_without_a_consent_only_staff_hear(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await taken(anna, igor)
    await igor.say("/birthday 1")
    await igor.hears("День рождения клиента:")
    await igor.say("/birthday 77 1 марта")
    await igor.hears("77")
    await igor.say("/birthday 1 27 ноября")
    await igor.hears("Лид № 1: день рождения 27")
    await place.travel(2 * DAY)
    await igor.hears("Бот не поздравит")
    await place.travel(DAY)
    assert await anna.times("с днём рождения") == 0
    await anna.say("/mydata")
    await anna.hears("Собираю всё")
    assert "День рождения" in await anna.downloads("my-data.html")
    await igor.say("/birthday 1 -")
    await igor.hears("день рождения больше не храню")
    await place.travel(365 * DAY)
    assert await igor.times("день рождения. Ведёт") == 1


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_it_goes_with_delete(place: Place, anna: Someone, igor: Someone) -> None:
    await taken(anna, igor)
    await anna.say("/birthday 27.11")
    await anna.hears("Ваш день рождения: 27")
    await anna.say("/delete")
    await anna.hears("Удалить ваши данные?")
    await anna.tap("Да, удалить всё")
    await anna.hears("ваших данных у нас больше нет")
    assert not await found_in_database(place, ["11-27"])
    await place.travel(3 * DAY)
    assert await igor.times("день рождения. Ведёт") == 0
