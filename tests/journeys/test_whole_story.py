"""One lead from the first question to the anniversary, played through in the order of life."""

from __future__ import annotations

from datetime import timedelta

from tests.journeys.place import Place, Someone
from tests.journeys.ways import (
    briefed,
    marked_as_thinking,
    may_be_asked,
    more,
    paid_as_agreed,
    walked,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
REMINDED = "Напоминаю о встрече"


async def test_from_the_first_question_to_the_anniversary(
    place: Place, anna: Someone, igor: Someone, maria: Someone
) -> None:
    await maria.start()
    await briefed(anna, igor)
    await booked_moved_reminded_held(place, anna, igor)
    await names_the_true_reason_at_the_third_message(place, anna, igor)
    await won(place, anna, igor)
    await is_discontent_and_heard(place, anna, igor, maria)
    await a_year_later(place, anna, igor)
    await told_from_beginning_to_end(maria)


async def booked_moved_reminded_held(place: Place, anna: Someone, igor: Someone) -> None:
    await anna.tap("чт 26\xa0ноя, 14:00")
    await anna.hears("Встреча назначена: в четверг, 26 ноября, 14:00")
    await igor.hears("· Встреча")
    await anna.tap("Перенести")
    await place.settle()
    await anna.tap("Другой день")
    await anna.hears("На какой день?")
    await anna.tap("пт 27\xa0ноя")
    await anna.hears("во сколько?")
    await anna.tap("15:30")
    await anna.hears("Встреча перенесена: в пятницу, 27 ноября, 15:30")
    await place.travel(2 * DAY + 3 * HOUR)  # Thursday, 14:00: what was for the old time is silent
    assert await anna.times(REMINDED) == 0
    await place.travel(2 * HOUR)
    await anna.hears(f"{REMINDED}: завтра, в пятницу, 27 ноября, 15:30")
    await anna.tap("Буду")
    await igor.hears("Встреча, клиент будет: 27 ноября, 15:30")
    await place.travel(DAY + HOUR)
    await igor.hears("состоялась встреча с ООО «Ромашка» в 15:30?")
    await igor.tap("Состоялась")
    await igor.hears("· КП")
    assert await anna.times(REMINDED) == 1, "whoever says they come is not asked again"


async def names_the_true_reason_at_the_third_message(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await marked_as_thinking(place, igor)
    await igor.hears("Что мешает, по-вашему?")
    await igor.tap("Сейчас нет бюджета")
    await anna.hears("на такое решение нужно время")
    await anna.tap("Да, пишите")
    await anna.hears("буду писать изредка и по делу")
    for span, text in (
        (5, "К предложению обычно сразу возникает два-три вопроса"),
        (8, "Если бюджет на этот период уже распределён"),
        (12, "Что сейчас мешает решить"),
    ):
        assert await anna.times(text) == 0
        await place.travel(span * DAY)
        await anna.hears(text)
    await anna.tap("Не актуально")
    await anna.hears("что стало причиной")
    await anna.tap("Дорого")
    await igor.hears("причина со слов клиента: Дорого")


async def won(place: Place, anna: Someone, igor: Someone) -> None:
    await more(place, igor)
    await igor.tap("КП")
    await igor.hears("· КП")
    await walked(igor, "Договор")
    await paid_as_agreed(place, igor, "150 тыс скидка 10 000")
    await may_be_asked(place, anna)


async def is_discontent_and_heard(
    place: Place, anna: Someone, igor: Someone, maria: Someone
) -> None:
    await place.travel(31 * DAY)
    await anna.hears("Порекомендуете ли вы нас")
    await anna.tap("4")
    await anna.hears("что пошло не так")
    await igor.hears("оценка 4 из 10")
    await maria.hears("оценка 4 из 10")
    await anna.say("Запускали полтора месяца")
    await igor.hears("Запускали полтора месяца")
    await igor.say("/resolved 1 вернули оплату за месяц")
    assert "вернули оплату за месяц" in await anna.hears("Вот что сделано")


async def a_year_later(place: Place, anna: Someone, igor: Someone) -> None:
    await place.travel(332 * DAY)
    assert await anna.times("как вы с нами") == 0
    await place.travel(4 * DAY)
    assert "1 год" in await igor.hears("как с нами")
    await anna.hears("исполняется 1 год, как вы с нами")
    assert await anna.times(REMINDED) == 1
    assert await anna.times("Что сейчас мешает решить") == 1, "a deal that is won asks no more"
    assert await igor.times("всё ещё ждёт ответа") == 0, "the loop is closed"


async def told_from_beginning_to_end(maria: Someone) -> None:
    await maria.say("/lead 1")
    history = await maria.hears("История")
    for line in ("Этап: Договор", "Сумма", "Оплата", "Поставил оценку", "С оценкой разобрались"):
        assert line in history, history
