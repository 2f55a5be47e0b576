"""Too early today: the bot comes back on the day, asks what it turned on, and the lead goes on."""

from datetime import timedelta

import pytest

from tests.journeys.place import ONE_WAY, Place, Someone
from tests.journeys.ways import taken, up_to_traffic


async def asked_back(place: Place, anna: Someone) -> None:
    """Anna is too early, agrees to be reminded, and the day comes."""
    await anna.start()
    await up_to_traffic(anna)
    await anna.say("800")
    await anna.hears("пока не окупится")
    await anna.tap("Да, напомните")
    await anna.hears("напишем 22 февраля")
    await place.travel(timedelta(days=91))
    told = await anna.hears("договорились вернуться к ней сейчас")
    assert "Тогда было рано" in told
    assert "Сначала стоит привести людей" in told, "hears what to do first"


async def test_small_traffic_grows_in_ninety_days_and_the_lead_qualifies(
    place: Place, anna: Someone, igor: Someone, maria: Someone
) -> None:
    await asked_back(place, anna)
    await anna.tap("Посмотреть ещё раз")
    told = await anna.hears("Остальные ответы сохранены")
    assert "Трафик — 800 визитов в месяц. А сейчас?" in told
    await anna.hears("Сколько визитов в месяц на romashka-opt.ru")
    await anna.say("12 000")
    await anna.hears("Какой бюджет в месяц")
    await anna.say("150 тысяч рублей")
    await anna.hears("Когда хотите начать")
    await anna.tap("В этом квартале")
    await anna.hears("какова ваша роль")
    await anna.tap("Принимаю решение")
    summary = await anna.hears("Проверьте, пожалуйста")
    assert "12 000 визитов в месяц" in summary
    assert await anna.times("Кому вы продаёте") == 0, "what was answered is not asked again"
    await anna.tap("Всё верно")
    await anna.hears("Чего вы хотите добиться")
    card = await igor.hears("Новый лид № 1")
    assert "Класс A: ожидаем 1 800 000 ₽ в год (по ответам); порог A от 1 500 000 ₽" in card
    await maria.start()
    await maria.say("/lead 1")
    history = await maria.hears("Лид № 1")
    assert history.count("Пока рано") == 1
    assert "Квалифицирован" in history


async def test_nothing_has_changed_and_it_is_still_too_early(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await asked_back(place, anna)
    await anna.tap("Посмотреть ещё раз")
    await anna.hears("А сейчас?")
    await anna.tap("← Не менять")
    await place.settle()
    assert await anna.times("пока не окупится") == 3, "the refusal, the reminder of it, and again"
    await anna.tap("Да, напомните")
    await place.travel(timedelta(days=92))
    assert await anna.times("договорились вернуться") == 2
    assert await igor.heard() == []


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_the_button_of_a_reminder_works_once_and_never_for_somebody_else(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await asked_back(place, anna)
    button = await anna.find("Посмотреть ещё раз")
    await anna.tap_again(button)
    await anna.hears("А сейчас?")
    await anna.tap_again(button)
    await place.settle()
    assert await anna.times("Остальные ответы сохранены") == 1
    assert await anna.times("Сколько визитов в месяц") == 2, "the question on hand is shown again"


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_a_person_who_decides_not_yet_is_reminded_to_look_again(
    place: Place, anna: Someone, igor: Someone
) -> None:

    await taken(anna, igor)
    await igor.say("/override 1 not_yet бюджет будет в марте")
    await igor.hears("«Пока рано»")
    await place.travel(timedelta(days=92))
    told = await igor.hears("пора вернуться")
    assert "Лид № 1" in told and "Ведёт Игорь Петров" in told
    assert await anna.times("договорились вернуться") == 0, "she never agreed to be reminded"
