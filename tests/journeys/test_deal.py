"""From the taken card to the money: amount, parking, contract, payment; and a deal that is lost."""

from datetime import timedelta

import pytest

from tests.journeys.place import OLEG, ONE_WAY, Place, Someone
from tests.journeys.ways import answer_the_brief, more, taken


async def test_a_deal_is_priced_and_paid(
    place: Place, anna: Someone, igor: Someone, maria: Someone
) -> None:
    await taken(anna, igor)
    await answer_the_brief(anna)
    await anna.hears("Спасибо, этого достаточно")
    await anna.start()
    await anna.hears("Ваше обращение у нас, им занимается Игорь Петров")
    await place.travel(timedelta(seconds=5))
    await igor.hears("· Бриф")
    await more(place, igor)
    await igor.tap("Отмена")
    await place.settle()
    for stage in ("Встреча", "КП", "Договор"):
        await igor.tap(f"Дальше: {stage}")
        await igor.hears(f"· {stage}")

    await igor.tap("Дальше: Оплата")
    await place.settle()
    assert (await igor.toasts())[-1] == "Сначала укажите сумму."
    assert await igor.buttons() == ["Дальше: Оплата", "Ещё…"], "no amount, nothing to confirm"
    await more(place, igor)
    await igor.tap("Сумма")
    await place.settle()
    assert "/amount 1 150000" in (await igor.toasts())[-1]

    await igor.say("/amount 1 150 тыс скидка 10 000")
    await igor.hears("Записал: лид № 1, 150 000 ₽, скидка 10 000 ₽")
    await igor.hears("Сумма: 150 000 ₽ (скидка 10 000 ₽)")
    await igor.tap("Дальше: Оплата")
    await place.settle()
    await igor.tap("Оплачено:")
    await igor.hears("· Оплата")
    assert "150 000 ₽" in (await igor.toasts())[-1]
    assert await igor.buttons() == []

    await anna.start()
    await anna.hears("Вы уже работаете с нами")
    await anna.hears("ответит Игорь Петров")
    await anna.tap("Ответить на вопросы")
    await place.settle()
    assert "Кому вы продаёте" in (await anna.heard())[-1]

    await maria.start()
    await maria.hears("/leads")
    await maria.say("/status")
    await maria.hears("Выручка: сегодня 150 000 ₽")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_a_deal_is_parked_taken_up_again_and_lost(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await taken(anna, igor)
    await more(place, igor)
    await igor.tap("Думает")
    await igor.hears("· Думает")
    await more(place, igor)
    await igor.tap("КП")
    await igor.hears("· КП")
    await more(place, igor)
    await igor.tap("Отказ")
    await place.settle()
    await igor.tap("Дорого")
    assert "дорого" in await igor.hears("· Отказ")
    assert await igor.buttons() == []


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_sums_that_can_not_be_meant_and_deals_of_others(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await taken(anna, igor)
    oleg = place.in_group(OLEG)
    for said, heard in (
        ("/amount", "Напишите номер лида и сумму"),
        ("/amount 1 дорого", "Напишите номер лида и сумму"),
        ("/amount 1 100-200 тысяч", "Напишите номер лида и сумму"),
        ("/amount 77 5000", "77"),
        ("/amount 1 0", "больше нуля"),
        ("/amount 1 5000000000000", "Слишком большая"),
    ):
        await igor.say(said)
        await igor.hears(heard)
    await oleg.say("/amount 1 5000")
    await oleg.hears("ведёт другой менеджер")
    await anna.say("/amount 1 5000")
    await anna.hears("Эта команда")
