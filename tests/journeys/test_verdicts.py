"""Why a verdict came out so, a person who decides otherwise, and somebody who does not agree."""

import pytest

from tests.journeys.place import JOHN, ONE_WAY, Place, Someone
from tests.journeys.test_not_for_us import hear_not_yet
from tests.journeys.ways import qualify, up_to_traffic


async def fall_short(anna: Someone) -> None:
    """No budget is named, so that fit is 45 where 50 qualify; intent is 50."""
    await anna.start()
    await up_to_traffic(anna)
    await anna.say("5 000")
    await anna.hears("Какой бюджет в месяц")
    await anna.tap("Не знаю")
    await anna.hears("Когда хотите начать")
    await anna.tap("В ближайший месяц")
    await anna.hears("какова ваша роль")
    await anna.tap("Принимаю решение")
    await anna.hears("Проверьте, пожалуйста")
    await anna.tap("Всё верно")
    await anna.hears("ответы сохранены")


async def test_one_screen_tells_why_it_was_not_enough(
    place: Place, anna: Someone, maria: Someone
) -> None:
    await fall_short(anna)
    await maria.start()
    await maria.say("/why 1")
    told = await maria.hears("Почему так: лид № 1")
    assert "Соответствие 45 (нужно 50) · готовность 50 (нужно 40)" in told
    assert "До квалификации не хватило 5 (соответствие)" in told
    assert "Бюджет в месяц: нет ответа. «Бюджет от 60 000 ₽ в месяц» дало бы +20" in told
    assert "+20 Продаёт компаниям: наш профиль (Кому продаёте: Компаниям (B2B))" in told
    assert "agency-quiz, версия 3" in told
    assert "Лид с 24 ноября" in told
    assert "задача названа, ответов 2 (достаточно 2)" in told
    await maria.say("/lead 1")
    assert "Стал лидом: ответов 2" in await maria.hears("История")


async def test_a_gate_is_named_with_its_reason(place: Place, anna: Someone, maria: Someone) -> None:
    await hear_not_yet(anna)
    await maria.start()
    await maria.say("/why 1")
    told = await maria.hears("Почему так: лид № 1")
    assert "Решило правило G2" in told
    assert "пока не окупится" in told
    assert "Трафик: 800 визитов в месяц" in told
    assert "не хватило" not in told


async def test_sales_ask_why_by_the_button_under_the_card(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await anna.start()
    await qualify(anna)
    await igor.hears("Новый лид № 1")
    await igor.tap("Почему")
    told = await igor.hears("Почему так: лид № 1")
    assert "Соответствие 90 (нужно 50)" in told
    assert "нет ответа" not in told


async def test_a_person_disputes_and_sales_decide_otherwise(
    place: Place, anna: Someone, igor: Someone, maria: Someone
) -> None:
    await hear_not_yet(anna)
    dispute = await anna.find("Не согласны? Позвать человека")
    await anna.tap_again(dispute)
    await anna.hears("Уже зову")
    told = await igor.hears("не согласен с отказом")
    assert "пока не окупится" in told, "with the reason that the machine gave"
    await anna.tap_again(dispute)
    await place.settle()
    assert await igor.times("не согласен с отказом") == 1, "sales are told once"

    await igor.tap("Пересмотреть")
    await place.settle()
    await igor.tap("Квалифицирован")
    await place.settle()
    await igor.tap("Поговорили с клиентом")
    await igor.hears("Решил человек: Игорь Петров. Поговорили с клиентом")
    await place.settle()
    await igor.tap("Беру")
    await anna.hears("Игорь Петров")
    await maria.start()
    await maria.say("/why 1")
    told = await maria.hears("Решил человек: Игорь Петров")
    assert "«Квалифицирован». Поговорили с клиентом" in told
    assert "Решило правило G2" in told, "the verdict stays in the record"
    await maria.say("/overrides")
    told = await maria.hears("Когда люди решили иначе")
    assert "G2" in told
    assert "вердикты 1 · решено иначе 1 из 1" in told


async def test_a_qualified_lead_is_sent_back_with_a_reason(
    place: Place, anna: Someone, igor: Someone, maria: Someone
) -> None:
    await anna.start()
    await qualify(anna)
    await igor.hears("Новый лид № 1")
    await igor.say("/override № 1 «Не наш случай»")
    await igor.hears("Напишите причину")
    await igor.say("/override 1 не наш случай: конкурент под чужим именем")
    await igor.hears("Лид № 1: теперь «Не наш случай». Причина: конкурент под чужим именем")
    await igor.say("/override 1 disqualified ещё раз")
    await igor.hears("уже на этом этапе")
    await maria.start()
    await maria.say("/override 1 “Qualified” – проверили, это не конкурент")
    await maria.hears("Лид № 1: теперь «Квалифицирован». Причина: проверили, это не конкурент")
    await maria.say("/why 1")
    told = await maria.hears("Решил человек")
    assert "Конкурент под чужим именем" in told
    assert "Проверили, это не конкурент" in told


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_strangers_learn_nothing_of_verdicts(place: Place, anna: Someone) -> None:
    await fall_short(anna)
    for command in ("/why 1", "/override 1 qualified прошу", "/overrides", "/calibration"):
        await anna.say(command)
        await anna.hears("только для сотрудников")
    assert await anna.times("Почему так") == 0


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_sales_do_not_see_the_report_of_managers(place: Place, igor: Someone) -> None:
    for command in ("/overrides", "/calibration"):
        before = await igor.times("для руководителей")
        await igor.say(command)
        await place.settle()
        assert await igor.times("для руководителей") == before + 1


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_managers_ask_whether_the_chances_come_true(place: Place, maria: Someone) -> None:
    await maria.start()
    await maria.say("/calibration")
    await maria.hears("Таблицы шансов по баллам ещё нет ни у одного сценария")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_what_is_typed_wrong_is_told_how_to_type(place: Place, maria: Someone) -> None:
    await maria.start()
    await maria.say("/why")
    await maria.hears("Напишите номер лида")
    await maria.say("/override 7")
    await maria.hears("новый вердикт и причину")
    await maria.say("/override 7 не квалифицирован, нет бюджета")
    await place.settle()
    assert await maria.times("Вердикты: Квалифицирован, Пока рано, Не наш случай.") == 2
    await maria.say("/why 7")
    await maria.hears("7")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_the_dispute_is_offered_in_english(place: Place) -> None:
    john = place.someone(JOHN)
    await john.start()
    await john.hears("Who are your main customers")
    await john.tap("Consumers")
    await john.hears("We only do business-to-business")
    await john.tap("Do not agree? Ask for a person")
    await john.hears("will answer you here")
