"""A product is out of stock: not offered, waited for, and whoever waited hears first."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from tests.journeys.place import BOTH_WAYS, JOHN, MARIA, Place, Someone, opened

HEAD = "product;quantity;reserved;season_from;season_to\n"
THERE = HEAD + "portal;3;1;;\nseo;;;;\n"
GONE = HEAD + "portal;0;0;;\nseo;;;;\n"
RESERVED = HEAD + "portal;3;3;;\nseo;;;;\n"
SPRING = HEAD + "portal;3;0;2027-03-01;2027-05-31\n"


class Stock:
    """The customer's file, and the program's look at it."""

    def __init__(self, place: Place, path: Path) -> None:
        self._place = place
        self._path = path

    def write(self, text: str) -> None:
        """The file as it is now."""
        self._path.write_text(text, encoding="utf-8")
        at = self._place.clock.now().timestamp()
        os.utime(self._path, (at, at))

    async def says(self, text: str) -> None:
        """The file changes, and the program reads it when it is time."""
        self.write(text)
        await self.pass_by(timedelta(minutes=11))

    async def pass_by(self, span: timedelta) -> None:
        """Time passes, and the job beside the tick does its work."""
        await self._place.travel(span)
        await self._place.app.supply()
        await self._place.app.tick()


@pytest_asyncio.fixture(params=BOTH_WAYS)
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Place]:
    """The program beside a file of stock."""
    delivery, _, kind = str(request.param).partition("-")
    url = str(request.getfixturevalue(f"{kind}_url"))
    file = tmp_path / "stock.csv"
    file.write_text(THERE, encoding="utf-8")
    async with opened(tmp_path, url, delivery, supply_file=str(file)) as running:
        yield running


@pytest_asyncio.fixture
async def stock(place: Place, tmp_path: Path) -> Stock:
    """The file, read once."""
    found = Stock(place, tmp_path / "stock.csv")
    found.write(THERE)
    await place.app.supply()
    return found


@pytest_asyncio.fixture
async def maria(place: Place) -> Someone:
    """The manager, who has written to the bot and so can be written to."""
    manager = place.someone(MARIA)
    await manager.say("/supply")
    await manager.hears("Что можно продавать")
    return manager


async def asked_for_the_need(someone: Someone) -> None:
    """The quiz up to the question whose answer is a product."""
    await someone.start()
    await someone.hears("Кому вы продаёте")
    await someone.tap("Компаниям")
    await someone.hears("С какой задачей")


async def waiting(anna: Someone, stock: Stock) -> None:
    """Anna waits for the portal, which is gone."""
    await stock.says(GONE)
    await asked_for_the_need(anna)
    await anna.say("портал")
    await anna.hears("«B2B-портал» нет в наличии")
    await anna.tap("Сообщите, когда появится")
    await anna.hears("Договорились: напишем")


async def from_the_site_to_the_verdict(anna: Someone) -> None:
    """What the quiz asks after the need, when that is a portal."""
    await anna.hears("адрес вашего сайта")
    await anna.say("romashka-opt.ru")
    await anna.hears("На какой бюджет проекта")
    await anna.say("2 миллиона")
    await anna.hears("Когда хотите начать")
    await anna.tap("В этом квартале")
    await anna.hears("какова ваша роль")
    await anna.tap("Принимаю решение")
    await anna.hears("Проверьте, пожалуйста")
    await anna.tap("Всё верно")


async def test_out_of_stock_waiting_back_told_first_qualified(
    place: Place, anna: Someone, igor: Someone, maria: Someone, stock: Stock
) -> None:
    # It goes while the question with it is on the screen: told at the answer.
    await asked_for_the_need(anna)
    await stock.says(GONE)
    await maria.hears("B2B-портал: нет свободного остатка")
    await anna.tap("B2B-портал")
    await anna.hears("«B2B-портал» нет в наличии")
    await anna.tap("Сообщите, когда появится")
    await anna.hears("Договорились: напишем")
    await anna.say("портал")
    await place.settle()
    assert await anna.times("Договорились: напишем") == 2, "she is not asked again"
    await maria.say("/supply")
    await maria.hears("B2B-портал: нет остатка · ждут: 1")
    await maria.say("/lead 1")
    await maria.hears("Ждёт товар")

    # Nobody else is offered it, and written all the same it is offered to be waited for.
    john = place.someone(JOHN)
    await john.start()
    await john.hears("Who are your main customers")
    await john.tap("Companies (B2B)")
    await john.hears("What do you need help with")
    assert "B2B portal" not in await john.buttons()
    await john.say("B2B portal")
    await john.hears("“B2B portal” is out of stock")
    await john.tap("Show me others")
    await john.tap("SEO")
    await john.hears("What is the address")

    # It comes back at night: the manager hears once, Anna in the morning, first of all.
    await stock.pass_by(timedelta(hours=12))
    await stock.says(THERE)
    await maria.hears("B2B-портал снова можно продавать. Ждали: 1")
    assert await anna.times("снова можно заказать") == 0
    await stock.pass_by(timedelta(hours=11))
    await anna.hears("«B2B-портал» снова можно заказать")
    assert await maria.times("нет свободного остатка") == 1
    assert await maria.times("снова можно продавать") == 1

    await anna.tap("Продолжить")
    await from_the_site_to_the_verdict(anna)
    await igor.hears("Новый лид № 1")
    await maria.say("/lead 1")
    assert "Дождался товара" in await maria.hears("Квалифицирован")


async def test_gone_in_the_middle_keeps_the_answers_and_what_is_reserved_is_gone(
    anna: Someone, maria: Someone, stock: Stock
) -> None:
    await asked_for_the_need(anna)
    await anna.tap("B2B-портал")
    await anna.hears("адрес вашего сайта")
    await stock.says(RESERVED)
    await maria.hears("нет свободного остатка")
    await anna.say("romashka-opt.ru")
    await anna.hears("всё, что есть, уже обещано другим")
    assert await anna.times("На какой бюджет") == 0
    await anna.tap("Сообщите, когда появится")
    await anna.hears("Договорились")
    await stock.says(THERE)
    await anna.hears("снова можно заказать")
    await anna.tap("Продолжить")
    await anna.hears("На какой бюджет проекта")  # the site was taken down before
    assert await anna.times("адрес вашего сайта") <= 1


async def test_a_season_begins_by_itself_and_a_link_to_what_is_not_in_season_offers_to_wait(
    place: Place, anna: Someone, stock: Stock
) -> None:
    await stock.says(SPRING)
    await anna.start("spring")
    await anna.hears("не в сезоне: снова можно будет заказать 1 марта 2027")
    await anna.tap("Сообщите, когда появится")
    await anna.hears("Договорились")
    await stock.pass_by(timedelta(days=40))
    stock.write(SPRING)
    assert await anna.times("снова можно заказать") == 0
    await stock.pass_by(timedelta(days=60))
    stock.write(SPRING)
    await stock.pass_by(timedelta(hours=1))
    await anna.hears("снова можно заказать")
    await anna.tap("Продолжить")
    await anna.hears("Кому вы продаёте")


async def test_stale_data_promise_nothing_and_a_broken_source_is_told_once(
    place: Place, anna: Someone, maria: Someone, stock: Stock
) -> None:
    await stock.says(GONE)
    await maria.hears("нет свободного остатка")
    stock.write("no table at all")
    for _ in range(3):
        await stock.pass_by(timedelta(minutes=11))
    told = await maria.hears("Не могу прочитать остатки")
    assert "line 1: the first line names the columns" in told
    assert await maria.times("Не могу прочитать остатки") == 1
    await asked_for_the_need(anna)
    assert "B2B-портал" not in await anna.buttons()
    # After a day nobody knows: it is offered again, with a word that a human will check.
    await stock.pass_by(timedelta(hours=25))
    await anna.say("/start")
    await place.settle()
    await anna.tap("B2B-портал")
    await anna.hears("проверит наш сотрудник")
    await anna.hears("адрес вашего сайта")
    assert await maria.times("снова можно продавать") == 0
    await maria.say("/supply")
    assert "Устарели: ничего не скрываю" in await maria.hears("Источник не читается")
    await stock.says(THERE)
    await maria.hears("Остатки и сезоны снова читаются")


async def test_a_seller_marks_a_season_and_it_outlives_readings_and_a_restart(
    place: Place, anna: Someone, igor: Someone, maria: Someone, stock: Stock
) -> None:
    await anna.say("/season portal off")
    await anna.hears("только для сотрудников")
    await igor.say("/season sofa off")
    await igor.hears("Товара sofa нет")
    await igor.say("/season portal 2020-03-01 2020-05-31")
    await igor.hears("сезон ещё не закончился")
    await igor.say("/season portal off")
    await igor.hears("B2B-портал: снят с продажи")
    await maria.hears("B2B-портал: не сезон")
    await place.close()
    await place.open()
    await stock.says(THERE)
    await asked_for_the_need(anna)
    assert "B2B-портал" not in await anna.buttons()
    await igor.say("/season portal 2026-11-01 2026-12-31")
    await igor.hears("продаётся с 1 ноября")
    await maria.hears("снова можно продавать")
    await igor.say("/season portal on")
    await igor.hears("отметка снята")


async def test_who_stops_is_not_told_and_who_is_erased_is_forgotten(
    place: Place, anna: Someone, maria: Someone, stock: Stock
) -> None:
    await waiting(anna, stock)
    john = place.someone(JOHN)
    await john.start()
    await john.hears("Who are your main customers")
    await john.tap("Companies (B2B)")
    await john.hears("What do you need help with")
    await john.say("portal")
    await john.hears("is out of stock")
    await john.tap("Tell me when it is back")
    await john.hears("Agreed: we'll write")
    await anna.say("/mydata")
    assert "Ждёте товар" in await anna.downloads("my-data.html")
    await anna.say("/stop")
    await anna.hears("первым больше не пишу")
    await john.say("/delete")
    await john.hears("Delete your data?")
    await john.tap("Yes, delete everything")
    await john.hears("we have no data of yours any more")
    await stock.says(THERE)
    told = await maria.hears("B2B-портал снова можно продавать")
    assert "Ждали" not in told
    assert await anna.times("снова можно заказать") == 0
    assert await john.times("first to know") == 0
