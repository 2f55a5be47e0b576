"""A mailing from the segment to its results, with people and the manager who stop half way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from leads.consent import ConsentEntry, Purpose
from leads.lead import Lead
from leads.meetings.facts import MeetingBooked
from leads.order import Order
from storage.unit_of_work import UnitOfWork
from tests.journeys.place import (
    ANNA,
    BOTH_WAYS,
    GRETA,
    GUEST,
    IGOR,
    JOHN,
    ONE_WAY,
    ROZA,
    Place,
    Someone,
    opened,
)

AGREED = (ANNA, GUEST, GRETA, ROZA)
TEXT = "Здравствуйте, {name|коллега}! У портала новая цена."


@pytest_asyncio.fixture(params=BOTH_WAYS)
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Place]:
    """Five people wrote to the bot; four agree to news, two of these are not to be disturbed by
    day."""
    delivery, _, kind = str(request.param).partition("-")
    url = str(request.getfixturevalue(f"{kind}_url"))
    async with opened(tmp_path, url, delivery) as running:
        for one in (*AGREED, JOHN):
            await running.someone(one).start()
        await running.settle()
        await running.app.database.run(agree)
        yield running


async def agree(uow: UnitOfWork) -> None:
    for one in AGREED:
        contact = await uow.contacts.by_telegram(one)
        assert contact is not None
        given = ConsentEntry(contact.id, Purpose.ADVERTISING, True, uow.now, "1", "f" * 64)
        await uow.consents.add(given)
        if one in (GRETA, ROZA):
            await uow.contacts.save(replace(contact, quiet_start=time(9), quiet_end=time(20)))


async def ready(place: Place, maria: Someone, igor: Someone) -> None:
    """A mailing to everybody, tried on and approved."""
    await maria.say("/mailing")
    await maria.hears("Доступно 4 из 5")
    await maria.say(f"/mailing 1 text {TEXT}")
    await maria.hears("У портала новая цена")
    await maria.say("/mailing 1 expect 1-2 1 4")
    await maria.hears("встреч 1–2, продаж 1 из 4")
    await maria.tap("Проба себе")
    await maria.hears("Здравствуйте, Мария")
    await maria.tap("На согласование")
    await igor.hears("Готовы отвечать на такое предложение?")
    await igor.tap("Согласовать")
    await maria.hears("предложение согласовано (Игорь")
    await maria.say("/mailing 1")
    await maria.hears("согласовано, Игорь")


async def test_from_the_segment_to_the_results(
    place: Place, anna: Someone, igor: Someone, maria: Someone
) -> None:
    guest, greta, roza = (place.someone(one) for one in (GUEST, GRETA, ROZA))
    await ready(place, maria, igor)
    await maria.tap("Начать")
    await anna.hears("У портала новая цена")
    await guest.hears("Здравствуйте, Гость!")
    assert not await greta.times("новая цена"), "not by day"
    await place.settle()
    await maria.tap("Обновить")
    assert "ждут 2" in await maria.hears("Готово 2 из 4")

    # Greta stops everything, the manager pauses: whoever waits hears nothing.
    await greta.say("/stop")
    await maria.tap("Пауза")
    await maria.hears("пауза")
    await place.travel(timedelta(hours=9, minutes=30))
    assert not await roza.times("новая цена")
    await maria.tap("Продолжить")
    await roza.hears("Здравствуйте, Роза")
    await place.settle()
    assert not await greta.times("новая цена")

    # One answers, meets and buys; one wants no more of these.
    await anna.tap("Позвать человека")
    await guest.tap("Больше не присылать")
    await place.settle()
    await place.app.database.run(bought)
    await maria.say("/mailing 1")
    said = await maria.hears("завершена")
    for line in (
        "Доставлено 3",
        "отказались 1",
        "Ответили 1 · встречи 1 · продажи 1 · отписались 1",
        "Встречи: 1, ждали 1–2. Как и ждали",
        "Продажи: 1, ждали 1. Как и ждали",
    ):
        assert line in said
    await maria.say("/mailings")
    told = await maria.hears("кому 4 · доставлено 3")
    assert "ответили 1 из 3 · встречи 1 из 3" in told
    assert "№ 1 · завершена" in told

    # It is taken away again where it arrived.
    await maria.say("/mailing 1")
    await maria.hears("завершена")
    await maria.tap("Удалить у получателей")
    await place.settle()
    await place.settle()
    assert not await roza.times("новая цена")
    assert not await anna.times("новая цена")
    await maria.tap("Обновить")
    await maria.hears("Удалено у получателей: 3")


async def bought(uow: UnitOfWork) -> None:
    anna = await uow.contacts.by_telegram(ANNA)
    assert anna is not None
    lead = await uow.leads.last_of(anna.id) or await uow.leads.add(Lead(0, anna.id))
    begins = uow.now + timedelta(days=1)
    await uow.events.add(
        MeetingBooked(
            at=uow.now,
            contact_id=anna.id,
            lead_id=lead.id,
            meeting=1,
            starts_at=begins,
            ends_at=begins + timedelta(hours=1),
            owner_id=IGOR,
            owner="Игорь",
            made_by="sales",
        )
    )
    await uow.orders.add(Order(lead.id, anna.id, None, None, 100, 0, "RUB", uow.now))


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_what_was_stopped_reaches_nobody_and_the_next_one_is_judged_by_it(
    place: Place, anna: Someone, igor: Someone, maria: Someone
) -> None:
    roza = place.someone(ROZA)
    await ready(place, maria, igor)
    await maria.tap("Начать")
    await anna.hears("У портала новая цена")
    await place.settle()
    await maria.tap("Остановить")
    await maria.hears("остановлена")
    await place.travel(timedelta(hours=10))
    assert not await roza.times("новая цена")
    await maria.say("/mailing 1")
    assert "остановлено 2" in await maria.hears("Готово 4 из 4")
    assert "Встречи: 0, ждали" in await maria.hears("Судить рано")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_it_begins_only_when_everything_is_said_and_in_working_hours(
    place: Place, anna: Someone, igor: Someone, maria: Someone
) -> None:
    await igor.say("/mailing")
    await igor.hears("для руководителей")
    await maria.say("/mailing channel=site grade=D")
    await maria.hears("Не понял условие D")
    await maria.say("/mailing language=ru,en")
    await maria.hears("язык Русский, Английский")
    await maria.tap("Язык")
    await place.settle()
    await maria.tap("Русский")
    await place.settle()
    assert "язык Английский" in await maria.hears("Доступно 1 из 2")
    assert "https://t.me/" in await maria.hears("можно позвать по ссылке")
    await maria.tap("Неважно")
    await maria.hears("Доступно 4 из 5")
    await maria.tap("К рассылке")
    await place.settle()
    await maria.tap("Начать")
    await place.settle()
    assert "Сначала нужен текст." in await place.someone(ANNA).toasts()
    await maria.say("/mailing 1 text  ")
    await maria.hears("Текст от 1 до 3500 знаков")
    await maria.say(f"/mailing 1 text {TEXT}")
    await maria.tap("На согласование")
    await igor.hears("Готовы отвечать")
    await igor.tap("Вернуть")
    await maria.hears("продавцы вернули предложение")
    await maria.say("/mailing 1 expect много")
    await maria.hears("Так: /mailing 3 expect 10-15 4 50")
    await maria.say("/mailing 1 at 2026-11-29 12:00")
    await maria.hears("Ближайшее время: 30 ноября")
    await maria.say("/mailing 7")
    await maria.hears("Такой рассылки")
