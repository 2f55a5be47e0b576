"""What staff write to the bot in private: commands are theirs, plain words are no enquiry."""

import pytest

from tests.journeys.place import IGOR, ONE_WAY, Place, Someone


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_plain_words_of_a_salesperson_are_no_enquiry(
    place: Place, maria: Someone, igor: Someone
) -> None:
    at_work = place.someone(IGOR)
    for words in ("Здравствуйте, сколько стоит SEO?", "Позовите человека"):
        before = await at_work.times("Это ваш рабочий чат")
        await at_work.say(words)
        await place.settle()
        assert await at_work.times("Это ваш рабочий чат") == before + 1, words
    assert await at_work.times("Кому вы продаёте") == 0
    await maria.say("/leads")
    await maria.hears("Лидов пока нет")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_a_salesperson_tries_the_quiz_on_purpose(place: Place, maria: Someone) -> None:
    at_work = place.someone(IGOR)
    await at_work.say("Привет")
    await at_work.hears("Это ваш рабочий чат")
    await at_work.tap("Пройти опрос как клиент")
    await at_work.hears("Кому вы продаёте")
    await at_work.say("компаниям")
    await at_work.hears("С какой задачей вы пришли")
    assert await at_work.times("Это ваш рабочий чат") == 1


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_a_manager_may_begin_by_command_or_by_a_link(place: Place, maria: Someone) -> None:
    await maria.say("Добрый день")
    await maria.hears("Это ваш рабочий чат")
    await maria.say("/restart")
    await maria.hears("Кому вы продаёте")
