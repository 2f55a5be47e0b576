"""How people come, turn back, leave and come again."""

from datetime import timedelta

import pytest

from tests.journeys.place import GRETA, GUEST, JOHN, ONE_WAY, Place, Someone
from tests.journeys.ways import qualify, up_to_traffic

pytestmark = pytest.mark.parametrize("place", ONE_WAY, indirect=True)


async def test_whoever_writes_first_is_greeted_and_asked(place: Place, anna: Someone) -> None:
    await anna.say("Добрый день! Сколько стоит автоматизация?")
    await anna.hears("Это Ромашка")
    await anna.hears("Кому вы продаёте")
    await anna.start()
    await place.settle()
    assert await anna.times("Это Ромашка") == 1, "a conversation under way goes on"
    await anna.say("компаниям")
    await anna.hears("С какой задачей")


async def test_back_changes_an_answer(anna: Someone, place: Place, igor: Someone) -> None:
    await anna.start()
    await up_to_traffic(anna)
    await anna.say("800 000")
    await anna.hears("Какой бюджет в месяц")
    await anna.tap("Назад")
    await place.settle()
    assert "Сколько визитов" in (await anna.heard())[-1]
    await anna.say("800")
    await anna.hears("пока не окупится")
    assert await igor.heard() == []


async def test_beginning_anew_is_confirmed_first(place: Place, anna: Someone) -> None:
    await anna.start()
    await up_to_traffic(anna)
    await anna.say("/restart")
    await anna.hears("Начать сначала?")
    await anna.tap("Нет, продолжить")
    await place.settle()
    assert "Сколько визитов" in (await anna.heard())[-1]
    await anna.say("/restart")
    await place.settle()
    await anna.tap("Да, начать сначала")
    await place.settle()
    assert "Кому вы продаёте" in (await anna.heard())[-1]


async def test_whoever_blocked_the_bot_is_left_alone(place: Place, anna: Someone) -> None:
    await anna.start()
    await up_to_traffic(anna)
    await anna.say("800")
    await anna.hears("Напомнить вам")
    await anna.tap("Да, напомните")
    await anna.hears("Договорились")
    await anna.does("block")
    await place.travel(timedelta(days=91))
    await anna.does("unblock")
    await place.travel(timedelta(days=1))
    assert await anna.times("договорились вернуться") == 0
    await anna.start()
    await anna.hears("Кому вы продаёте")


async def test_the_link_of_a_campaign_does_not_disturb(anna: Someone) -> None:
    await anna.start("no-such_campaign")
    await anna.hears("Это Ромашка")


async def test_a_campaign_says_where_people_come_from(
    place: Place, anna: Someone, maria: Someone
) -> None:
    await anna.start("expo-2027")
    await anna.hears("Кому вы продаёте")
    await anna.tap("Компаниям")
    await anna.hears("С какой задачей")
    await maria.say("/lead 1")
    assert "Внедрение CRM · Мероприятие" in await maria.hears("Лид № 1")
    john = place.someone(JOHN)
    await john.start("brief-first")
    await john.hears("What would you like to achieve")


async def test_stop_as_the_very_first_word(place: Place) -> None:
    guest = place.someone(GUEST)
    await guest.say("/stop")
    await guest.hears("первым больше не пишу")
    await guest.say("/privacy")
    await guest.hears("Отвечает за них: Ромашка")
    await guest.say("/help")
    await guest.hears("/restart")


async def test_two_people_do_not_disturb_each_other(place: Place, anna: Someone) -> None:
    guest = place.someone(GUEST)
    await anna.start()
    await guest.start()
    await up_to_traffic(anna)
    await guest.hears("Кому вы продаёте")
    await guest.tap("Частным лицам")
    await guest.hears("Подходящего партнёра у нас сейчас нет")
    await anna.say("12 000")
    await anna.hears("Какой бюджет в месяц")
    assert await anna.times("партнёр") == 0


async def test_a_question_in_the_night_is_answered_at_once_and_a_notice_waits(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await place.travel(timedelta(hours=12))
    await anna.start()
    await qualify(anna)
    await igor.hears("Новый лид № 1")
    await igor.tap("Беру")
    await igor.hears("Взял(а)")
    await place.settle()
    assert await anna.times("Вашим вопросом занимается") == 0, "it is eleven in the evening"
    await place.travel(timedelta(hours=11))
    await anna.hears("Вашим вопросом занимается Игорь Петров")


async def test_a_language_that_is_not_ours_is_answered_in_english_throughout(place: Place) -> None:
    greta = place.someone(GRETA)
    await greta.say("/stop")
    await greta.hears("I will not write first any more")
    await greta.start()
    await greta.hears("Who are your main customers")
    for command, heard in (
        ("/help", "/restart"),
        ("/privacy", "your data"),
        ("/status", "for staff"),
    ):
        await greta.say(command)
        await greta.hears(heard)
    assert not any("а" in text.replace("Ромашка", "") for text in await greta.heard())
