"""A prospect who falls silent: a nudge, another one the next day, then sales get what there is."""

from datetime import timedelta

import pytest

from tests.journeys.place import ONE_WAY, Place, Someone
from tests.journeys.ways import qualify, up_to_traffic

FIRST = "Осталось совсем немного"
SECOND = "Если сейчас не до опроса"
HALF = "Не закончил опрос: остановился на вопросе 4 из 7"


async def test_silence_nudge_next_day_half_finished_card(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await anna.start()
    await up_to_traffic(anna)
    await place.travel(timedelta(minutes=29))
    assert await anna.times(FIRST) == 0
    await place.travel(timedelta(minutes=2))
    assert "Сколько визитов" in await anna.hears(FIRST)

    await place.travel(timedelta(hours=23))
    assert await anna.times(SECOND) == 0
    await place.travel(timedelta(hours=1))
    await anna.hears(SECOND)
    assert await igor.heard() == []

    await place.travel(timedelta(days=1))
    card = await igor.hears(HALF)
    assert "Автоматизация маркетинга" in card
    assert await igor.buttons() == ["Беру", "Отклонить"]
    await place.travel(timedelta(days=30))
    assert await anna.times(FIRST) + await anna.times(SECOND) == 2, "nobody is nudged for ever"

    await anna.tap("Не знаю")
    await anna.hears("Какой бюджет в месяц")
    await anna.say("200 000")
    await anna.hears("Когда хотите начать")
    await anna.tap("В ближайший месяц")
    await anna.hears("какова ваша роль")
    await anna.tap("Принимаю решение")
    await anna.hears("Проверьте")
    await anna.tap("Всё верно")
    await igor.hears("Новый лид № 1")


async def test_an_answer_puts_the_nudge_off(place: Place, anna: Someone) -> None:
    await anna.start()
    await up_to_traffic(anna)
    await place.travel(timedelta(minutes=25))
    await anna.say("12 000")
    await anna.hears("Какой бюджет в месяц")
    await place.travel(timedelta(minutes=20))
    assert await anna.times(FIRST) == 0
    await place.travel(timedelta(minutes=11))
    await anna.hears(FIRST)

    await anna.say("150 000")
    await anna.hears("Когда хотите начать")
    await place.travel(timedelta(hours=23))
    assert await anna.times(FIRST) == 1, "who was nudged a moment ago is not nudged again so soon"
    await place.travel(timedelta(hours=1))
    assert await anna.times(FIRST) == 2, "the pauses count anew from the last answer"
    assert await anna.times(SECOND) == 0


async def test_whoever_finished_or_only_looked_in_is_left_alone(
    place: Place, anna: Someone
) -> None:
    guest = place.someone(1003)
    await guest.start()
    await anna.start()
    await up_to_traffic(anna)
    await anna.say("800")
    await anna.hears("пока не окупится")
    await place.travel(timedelta(days=5))
    for person in (anna, guest):
        assert await person.times(FIRST) + await person.times(SECOND) == 0


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
@pytest.mark.parametrize("agreed", [True, False])
async def test_stop_ends_nudges_and_sales_get_what_there_is_all_the_same(
    place: Place, anna: Someone, igor: Someone, agreed: bool
) -> None:
    await anna.start()
    await up_to_traffic(anna)
    await anna.say("/stop")
    await anna.hears("первым больше не пишу")
    if not agreed:
        await anna.tap("Не писать и о договорённостях")
        await anna.hears("О договорённостях тоже не пишу")
    heard = len(await anna.heard())
    await place.travel(timedelta(days=3))
    await igor.hears(HALF)
    assert len(await anna.heard()) == heard


async def test_a_silent_brief_is_told_on_the_card(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await anna.start()
    await qualify(anna)
    await igor.hears("Новый лид № 1")
    await place.travel(timedelta(minutes=31))
    await anna.hears("Ответы сохранены и уже у специалиста")
    await place.travel(timedelta(days=3))
    await anna.say("Дилеры заказывают сами")
    await anna.hears("Что уже пробовали")
    await igor.hears("Дилеры заказывают сами")
