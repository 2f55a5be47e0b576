"""People of one firm: joined, their account manager told, and split again by a manager."""

from tests.journeys.place import GUEST, OLEG, Place, Someone
from tests.journeys.ways import qualify


async def test_the_third_colleague_of_a_known_company(
    place: Place, anna: Someone, igor: Someone, maria: Someone
) -> None:
    await anna.start()
    await qualify(anna)
    await igor.hears("Новый лид № 1")
    await igor.tap("Беру")
    await igor.hears("Взял(а): Игорь Петров")

    second = place.someone(GUEST)
    await second.start()
    await qualify(second)
    card = await igor.hears("Новый лид № 2")
    assert "Из этой компании уже писал: 1 человек, ведёт Игорь Петров" in card

    third = place.someone(OLEG)
    await third.start("crm")
    await qualify(third)
    told = await igor.hears("Лид № 3: /lead 3")
    assert "Игорь Петров, из вашей компании romashka-opt.ru написал ещё один человек" in told
    card = await igor.hears("Новый лид № 3")
    assert "Из этой компании уже писали: 2 человека, ведёт Игорь Петров" in card
    assert "тот же сайт" in card
    assert "/unjoin 3" in card

    await maria.start()
    await maria.say("/company 1")
    shown = await maria.hears("Пишут: 3 человека")
    assert "/unjoin 3" in shown
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

    await maria.say("/join 3 1")
    await maria.hears("теперь часть компании № 1")
    await maria.say("/company 1")
    await maria.hears("Пишут: 3 человека")
