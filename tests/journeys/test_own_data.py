"""A person's own data: seen, handed out, taken back, erased; all without anybody of the staff."""

from __future__ import annotations

import html
from datetime import timedelta

import pytest

from tests.journeys.marks import found_in_database, found_in_files
from tests.journeys.place import ANNA, JOHN, ONE_WAY, Place, Someone
from tests.journeys.ways import qualify, up_to_the_consent

PHONE, EMAIL, SITE = "+79051234567", "anna@zvezdopad.example", "zvezdopad-opt.ru"
COMPANY, GOAL, TRIED = "ООО «Звездопад»", "Хотим кабинет для дилеров", "Таблицу на почту, без толку"
MARKS = (
    str(ANNA),
    "Анна",
    PHONE.removeprefix("+"),
    EMAIL,
    SITE,
    "Звездопад",
    GOAL,
    TRIED,
    "from-a-flyer",
)


async def in_her_own_words(anna: Someone) -> None:
    """Quiz and brief up to the consent to contacts."""
    await anna.start("from-a-flyer")
    await qualify(anna, SITE)
    await up_to_the_consent(anna, goal=GOAL, tried=TRIED, company=COMPANY)


async def up_to_the_summary(anna: Someone) -> None:
    """Quiz and brief with phone and e-mail, all but the last word."""
    await in_her_own_words(anna)
    await anna.tap("Согласен")
    await anna.hears("По какому номеру")
    await anna.say(PHONE)
    await anna.hears("На какой e-mail")
    await anna.say(EMAIL)
    await anna.hears("Когда вам удобнее")
    await anna.tap("Утром")
    await anna.hears("Вот с чем специалист")


async def the_whole_way(anna: Someone) -> None:
    """Quiz and brief to the end."""
    await up_to_the_summary(anna)
    await anna.tap("Всё верно")
    await anna.hears("Ваши ответы уже у специалиста")


async def test_delete_reaches_every_table_and_the_second_start_begins_clean(
    place: Place, anna: Someone, igor: Someone, maria: Someone
) -> None:
    await the_whole_way(anna)
    await igor.tap("Беру")
    await anna.hears("Вашим вопросом занимается")
    await maria.start()
    await maria.say("/lead 1")
    await maria.hears("Лид № 1")
    await place.settle()
    before = await found_in_database(place, MARKS)
    assert {mark for mark, _ in before} == set(MARKS), "every mark was stored somewhere"

    await anna.say("/delete")
    told = await anna.hears("Удалить ваши данные?")
    assert "на что и когда вы соглашались" in told
    assert "оплаченные заказы" not in told, "nothing was paid"
    await anna.tap("Да, удалить всё")
    await anna.hears("ваших данных у нас больше нет")
    await igor.hears("данные удалены по просьбе человека")
    assert "лиду № 1" in await igor.hears("попросил удалить свои данные")
    await place.settle()
    assert await found_in_database(place, MARKS) == set()
    screen = "\n".join(await igor.heard())
    assert not [mark for mark in MARKS if mark in screen], "nor in the sales chat"

    await anna.start()
    await anna.hears("Кому вы продаёте")
    await place.settle()
    assert await anna.times("Здравствуйте! Это") == 2, "somebody new is greeted"
    await anna.say("/privacy")
    assert "Согласий вы не давали" in await anna.hears("Что происходит с вашими данными")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_the_file_of_the_database_holds_nothing_in_the_clear(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await the_whole_way(anna)
    await igor.tap("Беру")
    await anna.hears("Вашим вопросом занимается")
    await place.settle()
    marks = (COMPANY, SITE, f"chat:{ANNA}")
    assert found_in_files(place, marks) == set(marks)
    await anna.say("/delete")
    await anna.hears("Удалить ваши данные?")
    await anna.tap("Да, удалить всё")
    await anna.hears("ваших данных у нас больше нет")
    await place.settle()
    await place.app.chores()
    assert found_in_files(place, marks) == set()


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_delete_is_asked_once_and_may_be_declined(place: Place, anna: Someone) -> None:
    await anna.start()
    await anna.hears("Кому вы продаёте")
    await anna.say("/delete")
    await anna.hears("Удалить ваши данные?")
    yes = await anna.find("Да, удалить всё")
    await anna.tap("Нет, оставить")
    await anna.hears("ничего не удаляю")
    await anna.tap_again(yes)
    await anna.hears("ваших данных у нас больше нет")
    await anna.tap_again(yes)
    await anna.hears("О вас ничего не храним")
    await anna.say("/mydata")
    await place.settle()
    assert await anna.times("О вас ничего не храним") == 2
    assert await found_in_database(place, (str(ANNA),)) == set()


async def test_my_data_are_handed_out_as_a_page_and_history_keeps_only_that(
    place: Place, anna: Someone, maria: Someone
) -> None:
    await the_whole_way(anna)
    await maria.start()
    await maria.say("/lead 1")
    await maria.hears("Лид № 1")
    await anna.say("/mydata")
    await anna.hears("Собираю всё")
    page = await anna.downloads("my-data.html")
    text = html.unescape(page).replace("\xa0", " ").replace("\u202f", " ")
    for known in (
        "Анна",
        str(ANNA),
        EMAIL,
        PHONE,
        COMPANY,
        GOAL,
        "12 000 визитов в месяц",
        "Квалифицирован",
        "Обработка контактов: дано",
        "Разрешаете обработать",
        "Сотрудник открыл карточку",
    ):
        assert known in text, known
    await anna.say("/mydata")
    await place.settle()
    assert "Получил копию данных" in html.unescape(await anna.downloads("my-data.html"))


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_a_consent_taken_back_half_way_stops_the_conversation(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await in_her_own_words(anna)
    await anna.tap("Согласен")
    await anna.hears("По какому номеру")
    await anna.say(PHONE)
    await anna.hears("На какой e-mail")
    await place.travel(timedelta(seconds=5))
    await igor.hears(PHONE)

    await anna.say("/privacy")
    assert "Обработка контактов" in await anna.hears("Ваши согласия")
    await anna.tap("Отозвать: Обработка контактов")
    told = await anna.hears("Согласие отозвано")
    assert "Телефон и e-mail мы удалили" in told
    assert "Разговор на этом останавливаю" in told
    await place.travel(timedelta(seconds=5))
    assert await found_in_database(place, (PHONE,)) == set()
    assert PHONE not in "\n".join(await igor.heard()), "the card is emptied too"
    await anna.say(EMAIL)
    await place.settle()
    assert await anna.times("Когда вам удобнее") == 0, "the next contact question is not asked"


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_a_yes_changed_into_a_no_in_the_summary_takes_the_contacts_with_it(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await up_to_the_summary(anna)
    await place.travel(timedelta(seconds=5))
    await igor.hears(PHONE)
    await anna.tap("✎ Согласие")
    await anna.hears("Разрешаете обработать")
    await anna.tap("Не сейчас")
    await place.settle()
    await anna.tap("Всё верно")
    await anna.hears("Ваши ответы уже у специалиста")
    await place.travel(timedelta(seconds=5))
    assert await found_in_database(place, (PHONE, EMAIL)) == set()
    assert PHONE not in "\n".join(await igor.heard())
    await anna.say("/privacy")
    assert "Согласий вы не давали" in await anna.hears("Что происходит с вашими данными")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_in_english_it_is_all_the_same(place: Place) -> None:
    john = place.someone(JOHN)
    await john.start()
    await john.hears("Who are your main customers")
    await john.say("/privacy")
    assert "You have given no consents" in await john.hears("What happens with your data")
    await john.tap("Show my data")
    await john.hears("into one file")
    assert "What we keep about you" in await john.downloads("my-data.html")
    await john.tap("Delete my data")
    await john.hears("Delete your data?")
    await john.tap("Yes, delete everything")
    await john.hears("we have no data of yours any more")
    await place.settle()
    assert await found_in_database(place, (str(JOHN), "Smith")) == set()


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_privacy_names_who_answers_and_offers_nothing_to_a_stranger(
    place: Place, anna: Someone
) -> None:
    await anna.say("/privacy")
    told = await anna.hears("Что происходит с вашими данными")
    assert "Ромашка" in told
    assert "365 дней" in told
    assert await anna.buttons() == []
    assert await anna.times("Кому вы продаёте") == 0
