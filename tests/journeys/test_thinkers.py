"""A proposal, then thinking it over: few messages, the true reason of both sides, a stop.

Anna's company is of grade A, so what is meant for days 2, 7 and 14 comes on days 3, 10 and 21.
"""

from datetime import timedelta

import pytest

from tests.journeys.place import MARIA, ONE_WAY, Place, Someone, plain
from tests.journeys.ways import marked_as_thinking, more, taken, walked

DAY = timedelta(days=1)
INVITED = "на такое решение нужно время"
FIRST = "К предложению обычно сразу возникает два-три вопроса"
REASON = "Что сейчас мешает решить"


async def proposal(place: Place, anna: Someone, igor: Someone) -> None:
    """Igor has taken Anna's lead, met her and sent the proposal."""
    await taken(anna, igor)
    await walked(igor, "Бриф", "Встреча", "КП")
    await place.settle()


async def thinks(place: Place, anna: Someone, igor: Someone) -> None:
    """Igor marks that Anna thinks about it."""
    await proposal(place, anna, igor)
    await marked_as_thinking(place, igor)


async def test_the_third_message_is_answered_with_the_true_reason(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await thinks(place, anna, igor)
    await igor.hears("Что мешает, по-вашему?")
    await igor.tap("Сейчас нет бюджета")
    await igor.hears("со стороны продаж: Сейчас нет бюджета")

    await anna.hears(INVITED)
    assert await anna.buttons() == ["Да, пишите", "Не нужно"]
    await anna.tap("Да, пишите")
    await anna.hears("буду писать изредка и по делу")
    await place.travel(2 * DAY)
    await anna.hears("с тем, что вы услышали от менеджера")
    await anna.tap("Реклама обещала другое")
    await anna.hears("Спасибо, это помогает")
    await igor.hears("«Реклама обещала другое»")
    await place.travel(DAY)
    said = await anna.hears(FIRST)
    assert said.startswith("Анна")
    assert "Игорь Петров ответит по существу" in said
    assert await anna.buttons() == [
        "Готовы обсудить",
        "Есть вопрос",
        "Нужно время до…",
        "Не актуально",
    ]
    await place.travel(7 * DAY)
    await anna.hears("Если бюджет на этот период уже распределён")  # what Igor thinks
    await place.travel(11 * DAY)
    await anna.hears(REASON)

    await anna.tap("Не актуально")
    await anna.hears("что стало причиной")
    await igor.hears("«Не актуально»")
    await anna.tap("Дорого")
    await anna.hears("Спасибо за прямоту")
    await igor.hears("причина со слов клиента: Дорого")
    maria = place.someone(MARIA)
    await maria.start()
    await maria.say("/cadences")
    told = await maria.hears("Цепочки за 90 дней")
    assert "Не актуально: 1" in told
    assert "клиенты: Дорого 1" in told
    assert "продавцы: Сейчас нет бюджета 1" in told
    assert "совпали: 0 из 1" in told
    heard = len(await anna.heard())
    await place.travel(120 * DAY)
    assert len(await anna.heard()) == heard, "an answer ends it"


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_stop_in_the_middle(place: Place, anna: Someone, igor: Someone) -> None:
    await thinks(place, anna, igor)
    await anna.tap("Да, пишите")
    await place.travel(3 * DAY)
    await anna.hears(FIRST)
    await anna.say("/stop")
    await anna.hears("первым больше не пишу")
    heard = len(await anna.heard())
    await place.travel(200 * DAY)
    assert len(await anna.heard()) == heard


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_whoever_writes_is_answered_by_a_human_and_needs_no_reminder(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await thinks(place, anna, igor)
    await anna.tap("Да, пишите")
    await place.travel(3 * DAY)
    await anna.hears(FIRST)
    await anna.tap("Есть вопрос")
    await anna.hears("Напишите вопрос прямо сюда. Игорь Петров")
    await anna.say("Входит ли поддержка в цену?")
    await igor.hears("Входит ли поддержка в цену?")
    await place.travel(60 * DAY)
    assert await anna.times(REASON) == 0


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_time_until_a_day_and_a_gentle_return(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await thinks(place, anna, igor)
    await anna.tap("Да, пишите")
    await place.travel(3 * DAY)
    await anna.hears(FIRST)
    await anna.tap("Нужно время до…")
    await place.settle()
    assert plain((await anna.buttons())[1]) == "до 27 декабря 2026"
    await anna.tap((await anna.buttons())[1])
    await anna.hears("до 27 декабря 2026 не пишу")
    await igor.hears("нужно время до 27 декабря 2026")
    heard = len(await anna.heard())
    await place.travel(30 * DAY)
    assert len(await anna.heard()) == heard, "a Sunday is no day for it"
    await place.travel(DAY)
    await anna.hears("Вы просили вернуться к разговору в эти дни")
    await anna.tap("Готовы обсудить")
    await igor.hears("просит человека")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_a_silence_longer_than_the_norm_is_noticed_without_a_mark(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await proposal(place, anna, igor)
    await place.travel(13 * DAY)
    assert await igor.times("давно ничего не происходит") == 0
    await place.travel(2 * DAY)
    await igor.hears("на этапе «КП» давно ничего не происходит")
    await anna.hears(INVITED)
    await anna.tap("Да, пишите")
    await place.travel(6 * DAY)
    await anna.hears(FIRST)
    await igor.tap("Дальше: Договор")
    await igor.hears("· Договор")
    await place.travel(60 * DAY)
    assert await anna.times(REASON) == 0, "the deal moved on"


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_the_company_keeps_in_sight_while_a_proposal_is_prepared(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await taken(anna, igor)
    await more(place, igor)
    await igor.tap("Готовлю КП")
    await igor.hears("пока вы готовите КП")
    await place.travel(2 * DAY)
    await anna.hears("Игорь Петров готовит для вас предложение")
    await place.travel(2 * DAY)
    await anna.hears("о чём спрашивают чаще всего")
    await walked(igor, "Бриф", "Встреча", "КП")
    await place.travel(10 * DAY)
    assert await anna.times("заканчивает предложение") == 0, "it is there"


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_a_waiting_lead_wakes_in_time_for_its_budget(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await taken(anna, igor)
    for said, heard in (
        ("/wait", "Кто чего ждёт"),
        ("/wait 1 когда-нибудь", "Кто чего ждёт"),
        ("/wait 77 1 марта", "77"),
        ("/wait 1 1 февраля бюджет", "Лид № 1 ждёт до 1 февраля 2027 (бюджет)"),
    ):
        await igor.say(said)
        await igor.hears(heard)
    await anna.hears("вернёмся к разговору позже")
    await anna.tap("Да, пишите")
    await place.travel(54 * DAY)
    assert await anna.times("Скоро период") == 0
    await place.travel(2 * DAY)
    await anna.hears("Скоро период, на который вы планировали бюджет")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_stop_while_a_proposal_is_prepared_and_before_a_wait(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await taken(anna, igor)
    await more(place, igor)
    await igor.tap("Готовлю КП")
    await igor.hears("пока вы готовите КП")
    await place.travel(2 * DAY)
    await anna.hears("Игорь Петров готовит для вас предложение")
    await anna.say("/stop")
    await anna.hears("первым больше не пишу")
    await place.travel(10 * DAY)
    assert await anna.times("о чём спрашивают чаще всего") == 0
    await igor.say("/wait 1 1 февраля бюджет")
    await igor.hears("ждёт до 1 февраля 2027")
    await place.travel(80 * DAY)
    assert await anna.times("вернёмся к разговору позже") == 0
    assert await anna.times("Скоро период") == 0


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_stop_in_the_middle_of_a_wait(place: Place, anna: Someone, igor: Someone) -> None:
    await taken(anna, igor)
    await igor.say("/wait 1 1 февраля бюджет")
    await anna.hears("вернёмся к разговору позже")
    await anna.tap("Да, пишите")
    await place.travel(56 * DAY)
    await anna.hears("Скоро период, на который вы планировали бюджет")
    await anna.say("/stop")
    await anna.hears("первым больше не пишу")
    heard = len(await anna.heard())
    await place.travel(100 * DAY)
    assert len(await anna.heard()) == heard
