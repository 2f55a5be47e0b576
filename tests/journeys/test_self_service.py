"""Who chooses by themselves: price-probers, small clients, and the way back to a person."""

import re

import pytest

from tests.journeys.place import JOHN, ONE_WAY, Place, Someone
from tests.journeys.ways import up_to_the_verdict, up_to_traffic

HINTS = re.compile(
    "подозр|халяв|пробив|сомне|обман|несерь|мелк|маленьк|невыгод|не хвата|отказ|недостаточ|сегмент"
)
"""What nobody may read who was left to choose by themselves."""


async def tells_nothing(anna: Someone) -> None:
    """SEO, without a site and figures, some day, for somebody else."""
    await anna.hears("Кому вы продаёте")
    await anna.tap("Компаниям")
    await anna.hears("С какой задачей")
    await anna.tap("SEO")
    await anna.hears("адрес вашего сайта")
    await anna.tap("Пропустить")
    await anna.hears("Сколько визитов")
    await anna.tap("Не знаю")
    await anna.hears("Какой бюджет в месяц")
    await anna.tap("Не знаю")
    await just_looking(anna)


async def just_looking(anna: Someone) -> None:
    await anna.hears("Когда хотите начать")
    await anna.tap("Пока изучаем")
    await anna.hears("какова ваша роль")
    await anna.tap("Собираю информацию")
    await anna.hears("Проверьте, пожалуйста")
    await anna.tap("Всё верно")


async def probe(anna: Someone) -> str:
    """Asks for the price first and tells nothing; what the person reads at the end."""
    await anna.say("Здравствуйте! Сколько стоит SEO?")
    await tells_nothing(anna)
    return await anna.hears("Сколько это стоит")


async def test_a_price_prober_chooses_alone_until_sales_decide_otherwise(
    place: Place, anna: Someone, igor: Someone, maria: Someone
) -> None:
    told = await probe(anna)
    assert "от 60 000 до 150 000 ₽ в месяц" in told
    assert "Вордстат: что ищут люди" in told
    assert "просто напишите сюда" in told
    assert not HINTS.search(told.lower())
    assert await anna.buttons() == ["Позвать человека"]
    await place.settle()
    assert await igor.times("лид № 1") == 0, "nobody is interrupted"

    await igor.say("/selfservice")
    listed = await igor.hears("Выбирают сами: 1 из 1")
    assert "SEO-продвижение" in listed
    assert "соответствие 20, готовность 0" in listed
    await igor.say("/why 1")
    why = await igor.hears("Почему так: лид № 1")
    assert "Самостоятельный выбор" in why
    assert "Ещё заметили (вес 30; само по себе не решает)" in why
    for signal in ("Первым делом спросил о цене", "Не рассказал о трафике", "Не назвал ни сайта"):
        assert f"+10 {signal}" in why

    await igor.say("/override 1 qualified это сеть из сорока магазинов")
    await igor.hears("Лид № 1: теперь «Квалифицирован»")
    await anna.hears("Наш специалист напишет вам сюда")
    card = await igor.hears("Новый лид № 1")
    assert "Решил человек: Игорь Петров. Это сеть из сорока магазинов" in card
    await igor.tap("Беру")
    await anna.hears("Вашим вопросом занимается Игорь Петров")
    await igor.say("/selfservice")
    await igor.hears("Сейчас никто не выбирает сам")

    await maria.start()
    await maria.say("/overrides")
    report = await maria.hears("Когда люди решили иначе")
    assert "S1 Первым делом спросил о цене: вердикты 1 · решено иначе 1 из 1" in report
    await maria.say("/status")
    assert re.search(r"Выбирают сами +1 +1 +0", await maria.hears("Выбирают сами"))


async def test_a_person_is_one_tap_away(place: Place, anna: Someone, igor: Someone) -> None:
    await probe(anna)
    await anna.tap("Позвать человека")
    await anna.hears("Уже зову")
    await igor.hears("просит человека")


async def test_a_small_honest_company_gets_prices_without_a_word_of_suspicion(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await anna.start()
    await anna.hears("Кому вы продаёте")
    await anna.tap("Компаниям")
    await anna.hears("С какой задачей")
    await anna.tap("CRM")
    await anna.hears("адрес вашего сайта")
    await anna.say("kafe-uyut.ru")
    await anna.hears("На какой бюджет проекта")
    await anna.say("100 тысяч")
    await anna.hears("Когда хотите начать")
    await anna.tap("В ближайший месяц")
    await anna.hears("какова ваша роль")
    await anna.tap("Принимаю решение")
    await anna.hears("Проверьте, пожалуйста")
    await anna.tap("Всё верно")
    told = await anna.hears("Сколько это стоит")
    assert "Внедрение CRM: от 300 000" in told
    assert not HINTS.search(told.lower())
    await place.settle()
    assert await igor.times("лид № 1") == 0
    await igor.say("/why 1")
    why = await igor.hears("Почему так: лид № 1")
    assert "Исход зависел от класса: C" in why
    assert "Ещё заметили" not in why


async def test_who_asks_for_the_price_first_and_has_the_facts_is_qualified_all_the_same(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await anna.say("Почём автоматизация?")
    await anna.hears("Вы спросили о цене. Она зависит от задачи")
    await up_to_the_verdict(anna)
    await anna.tap("Всё верно")
    await anna.hears("Чего вы хотите добиться")
    card = await igor.hears("Новый лид № 1")
    assert "Ещё заметили (само по себе не решает): Первым делом спросил о цене" in card


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_who_begins_with_an_answer_may_ask_for_the_price_later(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await anna.start()
    await up_to_traffic(anna)
    assert await anna.times("Вы спросили о цене") == 0
    await anna.say("А сколько это будет стоить?")
    await anna.hears("Передал ваше сообщение")
    await anna.tap("Не знаю")
    await anna.hears("Какой бюджет в месяц")
    await anna.tap("Не знаю")
    await just_looking(anna)
    await anna.hears("ответы сохранены")
    await igor.say("/why 1")
    assert "спросил о цене" not in await igor.hears("Почему так: лид № 1")


async def test_who_comes_back_under_another_name_is_noticed(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await anna.start()
    await knows_no_figures(place, anna, "romashka-opt.ru")
    await anna.hears("ответы сохранены")
    await anna.say("/restart")
    await knows_no_figures(place, anna, "vasilek-trade.ru")
    await anna.hears("Сколько это стоит")
    await igor.say("/why 1")
    why = await igor.hears("Почему так: лид № 1")
    assert "+10 Недавно писал от другой компании" in why


async def knows_no_figures(place: Place, anna: Someone, site: str) -> None:
    """The quiz once more has to settle step by step: the screen shows the first time, too."""
    await place.settle()
    for label in ("Компаниям", "Автоматизация"):
        await anna.tap(label)
        await place.settle()
    await anna.say(site)
    await place.settle()
    for label in ("Не знаю", "Не знаю", "Пока изучаем", "Собираю информацию", "Всё верно"):
        await anna.tap(label)
        await place.settle()


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_prices_are_told_in_english(place: Place, igor: Someone) -> None:
    john = place.someone(JOHN)
    await john.say("How much does a portal cost?")
    await john.hears("Who are your main customers")
    await john.tap("Companies")
    await john.hears("What do you need")
    await john.tap("B2B portal")
    await john.hears("address of your website")
    await john.tap("Skip")
    await john.hears("budget do you have in mind")
    await john.tap("Don't know")
    await john.hears("When would you like to begin")
    await john.tap("Just looking around")
    await john.hears("your role")
    await john.tap("I collect options")
    await john.hears("have a look")
    await john.tap("All correct")
    told = await john.hears("What it costs")
    assert "₽300,000 to ₽1,500,000 per project" in told
    await igor.say("/override 1 qualified a chain of forty shops")
    await john.hears("One of our specialists will write to you here")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_strangers_do_not_see_who_chooses(place: Place, anna: Someone) -> None:
    await anna.say("/selfservice")
    await anna.hears("только для сотрудников")
