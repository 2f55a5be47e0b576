"""Leads that their company lifts: a client goes to who leads the account, an A company to sales."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.journeys.place import GUEST, OLEG, ONE_WAY, Place, Someone
from tests.journeys.ways import paid, qualify, taken, up_to_traffic


async def test_a_lead_that_is_not_ready_is_lifted_by_its_company(
    place: Place, anna: Someone, igor: Someone, maria: Someone
) -> None:
    await anna.start()
    await qualify(anna)
    card = await igor.hears("Новый лид № 1")
    assert "Класс A: ожидаем 1 800 000 ₽ в год (по ответам)" in card
    assert "порог A от 1 500 000 ₽, задан вручную: клиентов пока 0" in card

    colleague = place.someone(GUEST)
    await colleague.start()
    await up_to_traffic(colleague)
    await colleague.say("800")
    await colleague.hears("пока не окупится")
    card = await igor.hears("Новый лид № 2")
    assert "компания стоит больше этого лида" in card
    assert "Класс A: ожидаем 1 800 000 ₽ в год (по ответам в лиде № 1)" in card
    assert "Пока рано" in card, "the verdict stays what it was"
    await place.travel(timedelta(minutes=3))
    await igor.hears("ждёт уже 2 мин")

    await maria.start()
    await maria.say("/why 2")
    told = await maria.hears("Почему так: лид № 2")
    assert "Решило правило G2" in told
    assert "компания стоит больше этого лида" in told
    await maria.say("/company 1")
    await maria.hears("Класс A: ожидаем 1 800 000 ₽ в год")


async def test_the_third_colleague_of_a_client_goes_to_the_account_manager_even_if_too_early(
    place: Place, anna: Someone, igor: Someone, maria: Someone
) -> None:
    await taken(anna, igor)
    await paid(place, igor, "2000000")
    await maria.start()
    await maria.say("/company 1")
    shown = await maria.hears("Компания № 1")
    assert "Класс A: ожидаем 2 000 000 ₽ в год (чек 2 000 000 ₽ × 1 в год)" in shown

    second = place.someone(GUEST)
    await second.start()
    await qualify(second)
    await igor.hears("Новый лид № 2")

    third = place.someone(OLEG)
    await third.start("crm")
    await up_to_traffic(third)
    await third.say("100")
    await third.hears("пока не окупится")
    told = await igor.hears("Лид № 3: /lead_3")
    assert "Игорь Петров, из вашей компании romashka-opt.ru написал ещё один человек" in told
    card = await igor.hears("Новый лид № 3")
    assert "это наш клиент" in card
    assert "Уже наш клиент" in card
    await maria.say("/lead 3")
    assert "Передан продажам ради компании" in await maria.hears("Лид № 3")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_a_company_that_a_manager_joins_lifts_the_leads_that_it_gets(
    place: Place, anna: Someone, igor: Someone, maria: Someone
) -> None:
    await taken(anna, igor)
    await paid(place, igor, "2000000")
    colleague = place.someone(GUEST)
    await colleague.start()
    await up_to_traffic(colleague, site="romashka-sklad.ru")
    await colleague.say("800")
    await colleague.hears("пока не окупится")
    await place.settle()
    assert await igor.times("лид № 2") == 0
    await maria.start()
    await maria.say("/join 2 1")
    await maria.hears("теперь часть компании № 1")
    assert "это наш клиент" in await igor.hears("Новый лид № 2")
    await maria.say("/unjoin 2")
    await maria.hears("снова сама по себе")
    await maria.say("/company 2")
    assert "Класс" not in await maria.hears("Компания № 2")
