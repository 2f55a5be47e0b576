"""People of one firm: joined, their account manager told, and split again by a manager."""

from datetime import timedelta

import pytest

from tests.journeys.place import GUEST, OLEG, ONE_WAY, Place, Someone
from tests.journeys.ways import answer_the_brief, paid, qualify, taken


async def test_the_third_colleague_of_a_known_company(
    place: Place, anna: Someone, igor: Someone, maria: Someone
) -> None:
    await taken(anna, igor)

    second = place.someone(GUEST)
    await second.start()
    await qualify(second)
    card = await igor.hears("Новый лид № 2")
    assert "Из этой компании уже писал: 1 человек, ведёт Игорь Петров" in card

    third = place.someone(OLEG)
    await third.start("crm")
    await qualify(third)
    told = await igor.hears("Лид № 3: /lead_3")
    assert "Игорь Петров, из вашей компании romashka-opt.ru написал ещё один человек" in told
    card = await igor.hears("Новый лид № 3")
    assert "Из этой компании уже писали: 2 человека, ведёт Игорь Петров" in card
    assert "тот же сайт" in card
    assert "/unjoin_3" in card

    await maria.start()
    await maria.say("/company 1")
    shown = await maria.hears("Пишут: 3 человека")
    assert "/unjoin_3" in shown
    oleg = place.in_group(OLEG)
    await oleg.say("/unjoin 3")
    await oleg.hears("может только руководитель")

    await maria.say("/unjoin 3")
    await maria.hears("снова сама по себе")
    await maria.say("/company 1")
    await maria.hears("Пишут: 2 человека")
    await maria.say("/company 3")
    await maria.hears("Пишут: 1 человек")
    card = await igor.hears("лид № 3 · romashka-opt.ru")
    assert "Из этой компании" not in card

    await maria.say("/join_3_1")
    await maria.hears("теперь часть компании № 1")
    await maria.say("/company 1")
    await maria.hears("Пишут: 3 человека")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_a_colleague_of_a_client_is_a_client(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await taken(anna, igor)
    await paid(place, igor, "150000")

    colleague = place.someone(GUEST)
    await colleague.start()
    await qualify(colleague)
    card = await igor.hears("Новый лид № 2")
    assert "ведёт Игорь Петров: /company_1. Уже наш клиент." in card
    await answer_the_brief(colleague)
    await colleague.hears("Спасибо, этого достаточно")
    await place.travel(timedelta(seconds=5))
    await igor.tap("Отклонить")
    await place.settle()
    await igor.tap("Дубль")
    await igor.hears("Отклонён")
    await place.settle()
    await colleague.start()
    await colleague.hears("Вы уже работаете с нами")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_a_company_that_may_be_known_is_left_to_a_manager(
    place: Place, anna: Someone, igor: Someone, maria: Someone
) -> None:
    await anna.start()
    await qualify(anna, site="romashka-opt.ru")
    await answer_the_brief(anna)
    await anna.hears("Спасибо, этого достаточно")

    colleague = place.someone(GUEST)
    await colleague.start()
    await qualify(colleague, site="romashka-sklad.ru")
    await answer_the_brief(colleague)
    await colleague.hears("Спасибо, этого достаточно")
    await place.travel(timedelta(seconds=5))
    card = await igor.hears("Возможно, это «ООО «Ромашка»»")
    assert "похожее название" in card
    await maria.start()
    await maria.say("/join 2 1")
    await maria.hears("теперь часть компании № 1")
    await igor.hears("Из этой компании уже писал: 1 человек")
    for said, heard in (
        ("/join 2 1", "уже объединена"),
        ("/join 1 1", "одна и та же"),
        ("/unjoin 1", "ни с кем не объединена"),
        ("/company 77", "Такой компании нет"),
        ("/company", "Напишите номера компаний"),
        ("/join 2", "Напишите номера компаний"),
    ):
        await maria.say(said)
        await maria.hears(heard)
