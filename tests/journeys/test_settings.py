"""A person's own settings: the language, quiet hours, and what may be written about first."""

from datetime import timedelta

import pytest

from tests.journeys.place import ONE_WAY, Place, Someone
from tests.journeys.ways import qualify, up_to_traffic


async def test_the_language_is_switched_in_the_middle_and_the_question_is_asked_in_it(
    place: Place, anna: Someone
) -> None:
    await anna.start()
    await up_to_traffic(anna)
    await anna.say("/settings")
    await anna.hears("Тихие часы: 21:00–09:00")
    await anna.tap("Английский")
    await anna.hears("I speak English now")
    assert "romashka-opt.ru" in await anna.hears("How many visits a month")
    await anna.say("12 000")
    await anna.hears("What monthly budget")
    await place.settle()
    assert await anna.times("Здравствуйте") == 1, "nothing begins anew"


async def test_switching_by_tapping_twice_or_to_the_same_language_says_nothing_twice(
    place: Place, anna: Someone
) -> None:
    await anna.start()
    await anna.hears("Кому вы продаёте")
    await anna.say("/settings")
    await anna.hears("Тихие часы")
    english = await anna.find("Английский")
    await anna.tap_again(english)
    await anna.hears("Who are your main customers")
    await anna.tap_again(english)
    await place.settle()
    assert await anna.times("I speak English now") == 1
    assert await anna.times("Who are your main customers") == 1


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_quiet_hours_of_the_person_move_what_is_due_into_their_morning(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await anna.start()
    await qualify(anna)
    await anna.say("/settings")
    await anna.hears("Тихие часы: 21:00–09:00")
    await anna.tap("20:00–10:00")
    await anna.hears("Тихие часы: 20:00–10:00")
    await place.travel(timedelta(hours=9, minutes=30))  # half past eight in the evening
    await igor.tap("Беру")
    await igor.hears("Взял(а)")
    await place.settle()
    assert await anna.times("Вашим вопросом занимается") == 0, "after eight she hears nothing"
    await place.travel(timedelta(hours=12))
    await place.settle()
    assert await anna.times("Вашим вопросом занимается") == 0, (
        "nor at half past eight in the morning"
    )
    await place.travel(timedelta(hours=2))
    await anna.hears("Вашим вопросом занимается")


async def test_stop_names_what_it_ends_and_offers_more_and_less(
    place: Place, anna: Someone
) -> None:
    await anna.start()
    await anna.hears("Кому вы продаёте")
    await anna.say("/stop")
    assert "ещё напишу" in await anna.hears("первым больше не пишу")
    await anna.tap("Не писать и о договорённостях")
    await anna.hears("О договорённостях тоже не пишу")
    await anna.tap("Настройки")
    await anna.hears("Тихие часы")
    assert "☐ Договорённости" in await anna.buttons()


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_who_refused_service_messages_is_not_told_who_took_the_lead(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await anna.start()
    await qualify(anna)
    await anna.say("/stop")
    await anna.hears("первым больше не пишу")
    await anna.tap("Не писать и о договорённостях")
    await anna.hears("О договорённостях тоже не пишу")
    await igor.tap("Беру")
    await igor.hears("Взял(а)")
    await place.settle()
    assert await anna.times("Вашим вопросом занимается") == 0


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_follow_ups_of_an_enquiry_are_switched_off_and_on_by_themselves(
    place: Place, anna: Someone
) -> None:
    await anna.start()
    await up_to_traffic(anna)
    await anna.say("/settings")
    await anna.hears("Тихие часы")
    await anna.tap("☑ Подсказки по обращению")
    await place.settle()
    assert {"☐ Подсказки по обращению", "☑ Договорённости"} <= set(await anna.buttons())
    await place.travel(timedelta(minutes=31))
    assert await anna.times("Осталось совсем немного") == 0
    await anna.tap("☐ Подсказки по обращению")
    await anna.hears("Писать ли вам первым, пока обращение в работе")
    await anna.tap("Согласен")
    await anna.hears("Тихие часы")
    await place.travel(timedelta(days=1))
    await anna.hears("Если сейчас не до опроса")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_news_come_only_after_the_document_was_read_and_agreed_to(
    place: Place, anna: Someone
) -> None:
    await anna.say("/settings")
    await anna.hears("Тихие часы")
    await anna.tap("Новости и предложения")
    await anna.hears("рекламу и новости")
    await anna.tap("Не сейчас")
    await anna.hears("Тихие часы")
    assert "☐ Новости и предложения" in await anna.buttons()
    await anna.tap("Новости и предложения")
    await anna.hears("рекламу и новости")
    await anna.tap("Согласен")
    await anna.hears("Тихие часы")
    assert "☑ Новости и предложения" in await anna.buttons()
    await anna.say("/stop")
    await anna.hears("первым больше не пишу")
    await anna.say("Здравствуйте!")
    await anna.hears("Кому вы продаёте")
    await anna.say("/settings")
    await place.settle()
    assert "☐ Новости и предложения" in await anna.buttons(), "writing subscribes to nothing"


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_help_and_unknown_commands_are_answered_in_the_chosen_language(
    place: Place, anna: Someone
) -> None:
    await anna.start()
    await anna.say("/settings")
    await anna.tap("Английский")
    await anna.hears("I speak English now")
    await anna.say("/help")
    await anna.hears("/restart — start again")
    await anna.say("/nosuch")
    await anna.hears("There is no such command")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_quiet_hours_say_whose_clock_they_are_on(place: Place, anna: Someone) -> None:
    await anna.start()
    await anna.say("/settings")
    await anna.hears("Тихие часы: 21:00–09:00 (по Москве). Всё, что не срочно, придёт после них.")
    await anna.tap("Без тихих часов")
    assert "по Москве" not in await anna.hears("Тихих часов нет: пишу в любое время.")
