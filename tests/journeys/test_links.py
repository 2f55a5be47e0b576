"""Links that staff make and partners get: who comes by them, and what is known of it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.app.linking import links_of_people
from leads.importing.rows import Customer, OrderOf, Person
from storage.unit_of_work import UnitOfWork
from tests.journeys.place import BOTH_WAYS, GUEST, ONE_WAY, PAVEL, Place, Someone, opened
from tests.journeys.test_partners import RETAIL, write_partners


@pytest_asyncio.fixture(params=BOTH_WAYS)
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Place]:
    """The program with one partner."""
    delivery, _, kind = str(request.param).partition("-")
    url = str(request.getfixturevalue(f"{kind}_url"))
    file = write_partners(tmp_path, RETAIL)
    async with opened(tmp_path, url, delivery, partners_file=file) as running:
        yield running


async def parameter_of(said: str) -> str:
    found = re.search(r"\?start=(\w+)", said)
    assert found, said
    return found[1]


async def test_a_link_is_made_followed_and_counted(
    place: Place, anna: Someone, maria: Someone
) -> None:
    await maria.say("/link выставка Стенд на Металлообработке #crm")
    told = await maria.hears("Стенд на Металлообработке · Мероприятие")
    parameter = await parameter_of(told)
    await maria.hears("QR-код ссылки")
    await anna.start(parameter)
    await anna.hears("Кому вы продаёте")
    await anna.tap("Компаниям")
    await anna.hears("Вопрос 2 из 7")
    await maria.say("/lead 1")
    lead = await maria.hears("Лид № 1")
    assert "Мероприятие" in lead
    assert "CRM" in lead, "the link names the need"


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_what_is_not_clear_is_asked_back(place: Place, maria: Someone, anna: Someone) -> None:
    await maria.say("/link радио Утро")
    await maria.hears("Не знаю канала «радио»")
    await maria.say("/link")
    await maria.hears("Ссылка партнёра, по которой он приводит клиентов: /link партнёр retail")
    await anna.say("/link сайт Чужая")
    await place.settle()
    assert not await anna.times("?start=")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_a_partner_has_a_link_of_their_own_and_sees_what_came_of_it(
    place: Place, maria: Someone
) -> None:
    pavel, guest = place.someone(PAVEL), place.someone(GUEST)
    await pavel.say("/link")
    parameter = await parameter_of(await pavel.hears("Ваша ссылка для клиентов"))
    await maria.say("/link партнёр retail")
    assert await parameter_of(await maria.hears("Розница и К · Партнёр")) == parameter
    await guest.start(parameter)
    await guest.hears("Кому вы продаёте")
    await guest.tap("Компаниям")
    await place.settle()
    await pavel.say("/link")
    await pavel.hears("Открывали: 1. Заявок: 1")
    await maria.say("/lead 1")
    lead = await maria.hears("Лид № 1")
    assert "Партнёр" in lead
    assert "Гость" in lead, "the end client is who asks, not the partner"


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_a_client_of_the_base_comes_by_their_link_and_comes_back(
    place: Place, anna: Someone, maria: Someone
) -> None:
    async def work(uow: UnitOfWork) -> Person:
        person = await uow.imports.add_person(Person(0, "Анна Клиентова", "+79161234567"))
        order = OrderOf(place.clock.now() - timedelta(days=90), 90_000, "RUB")
        await uow.imports.add_order(order, Customer(None, person.id))
        return person

    person = await place.app.database.run(work)
    parameter = links_of_people(place.app.database.keys).parameter(person.id)
    await maria.say("/invite 8 (916) 123-45-67")
    assert parameter in await maria.hears("Этот человек есть в базе")
    await anna.start(parameter)
    await anna.hears("Вы уже работаете с нами")
    guest = place.someone(GUEST)
    await guest.start(parameter)
    await guest.hears("Кому вы продаёте")
    await anna.tap("")
    await anna.hears("Кому вы продаёте")
    await anna.tap("Компаниям")
    await place.settle()
    await maria.say("/funnel")
    assert "повт." in await maria.hears("Воронка"), "a client who comes back"
