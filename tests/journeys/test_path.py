"""The path of a lead: links, a return, and touches outside Telegram that staff note with a tap."""

from __future__ import annotations

from datetime import timedelta

from leads.contact import Source
from storage.unit_of_work import UnitOfWork
from tests.journeys.place import OLEG, Place, Someone
from tests.journeys.ways import qualify


async def test_the_path_shows_every_step_in_order(
    place: Place, anna: Someone, maria: Someone
) -> None:
    await anna.start("spring")
    await anna.hears("Кому вы продаёте")
    await anna.tap("Компаниям")
    await place.travel(timedelta(days=1))
    await maria.say("/path 1")
    shown = await maria.hears("Путь лида № 1")
    assert "Сайт (spring)" in shown
    assert "Первый источник: Сайт. Последний: Сайт." in shown
    await maria.tap("+ Мероприятие")
    told = await maria.hears("Последний: Мероприятие")
    assert told.index("Сайт (spring)") < told.index("Мероприятие · отметил сотрудник")

    async def sources(uow: UnitOfWork) -> tuple[Source | None, Source | None]:
        contact = await uow.contacts.by_telegram(anna.person)
        assert contact is not None
        return contact.first_source, contact.last_source

    assert await place.app.database.run(sources) == (Source("site", "spring"), Source("event"))


async def test_anothers_lead_and_a_made_up_number_have_no_path(
    place: Place, anna: Someone, igor: Someone, maria: Someone
) -> None:
    await anna.start()
    await qualify(anna)
    await igor.hears("Новый лид № 1")
    await igor.tap("Беру")
    await igor.hears("Взял(а)")
    oleg = place.someone(OLEG)
    for who, words in (
        (oleg, "/path 1"),
        (maria, "/path 99"),
        (igor, "/path 99999999999999999999"),
    ):
        await who.say(words)
        await who.hears("Напишите номер лида: /path 7")
    await anna.say("/path 1")
    await place.settle()
    assert not await anna.times("Путь лида")
