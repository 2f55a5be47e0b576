"""A card that nobody takes: sales are called after 5 and 15 minutes of working time."""

from datetime import timedelta

import pytest

from tests.journeys.place import ONE_WAY, Place, Someone
from tests.journeys.ways import qualify, taken

CALL = "Кто возьмёт?"


async def test_sales_are_called_twice_while_nobody_takes_the_card(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await anna.start()
    await qualify(anna)
    await igor.hears("Новый лид № 1")
    await place.travel(timedelta(minutes=4, seconds=30))
    assert await igor.times(CALL) == 0
    await place.travel(timedelta(minutes=1))
    assert "ждёт уже 5 мин" in await igor.hears(CALL)
    await place.travel(timedelta(minutes=10))
    assert "ждёт уже 15 мин" in await igor.hears("15 мин")
    await place.travel(timedelta(days=3))
    assert await igor.times(CALL) == 2


async def test_nobody_is_called_once_the_card_is_taken(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await taken(anna, igor)
    await place.travel(timedelta(days=3))
    assert await igor.times(CALL) == 0


async def test_a_call_has_buttons_only_until_the_lead_is_taken(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await anna.start()
    await qualify(anna)
    await igor.hears("Новый лид № 1")
    await place.travel(timedelta(minutes=5, seconds=30))
    assert "Кто возьмёт?" in await igor.hears(CALL)
    assert await igor.buttons() == ["Беру", "Отклонить", "Почему", "Пересмотреть"]
    await igor.tap("Беру")
    await igor.hears("Взял(а): Игорь Петров")
    await place.settle()
    (call,) = [one for one in await igor.screen() if CALL in one.get("text", "")]
    assert not call.get("reply_markup")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_the_night_is_no_waiting_time(place: Place, anna: Someone, igor: Someone) -> None:
    await place.travel(timedelta(hours=11))
    await anna.start()
    await qualify(anna)
    await igor.hears("Новый лид № 1")
    await place.travel(timedelta(hours=12))
    assert await igor.times(CALL) == 0
    await place.travel(timedelta(minutes=10))
    assert await igor.times(CALL) == 1


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_a_rejected_card_says_why(place: Place, anna: Someone, igor: Someone) -> None:
    await anna.start()
    await qualify(anna)
    await igor.hears("Новый лид № 1")
    await igor.tap("Отклонить")
    await place.settle()
    await igor.tap("Нет бюджета")
    assert "нет бюджета" in await igor.hears("Отклонён: Игорь Петров")
    assert await igor.buttons() == []
    await place.travel(timedelta(days=3))
    assert await igor.times(CALL) == 0
