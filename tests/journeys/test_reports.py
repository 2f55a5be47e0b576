"""A manager asks for reports in plain words, and gets figures or a question; nobody else does."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest_asyncio

from leads.company import Company
from leads.importing.rows import Customer, OrderOf
from storage.unit_of_work import UnitOfWork
from tests.journeys.place import Place, Someone

MARCH, JUNE, YEAR_AGO = (
    datetime(*day, 12, tzinfo=UTC) for day in ((2026, 3, 5), (2026, 6, 9), (2025, 6, 9))
)


@pytest_asyncio.fixture(autouse=True)
async def _bought(place: Place) -> None:
    """Two clients of this year, and one of the last."""

    async def work(uow: UnitOfWork) -> None:
        for name, product, orders in (
            ("Ромашка", "seo", ((MARCH, 100_000), (JUNE, 150_000))),
            ("Лютик", "ads", ((MARCH, 30_000),)),
            ("Старый дуб", "seo", ((YEAR_AGO, 70_000), (JUNE, 20_000))),
        ):
            company = await uow.companies.add(Company(0, name=name))
            for paid_at, amount in orders:
                order = OrderOf(paid_at, amount, "RUB", product=product)
                await uow.imports.add_order(order, Customer(company.id, None))

    await place.app.database.run(work)


async def test_a_manager_asks_in_plain_words(maria: Someone) -> None:
    await maria.say("/cohorts с 20 января 2026")
    told = await maria.hears("Когорты: кто вернулся")
    assert "1 января – 24 ноября 2026" in told
    assert "Ромашка: с 03.26 · заказы 2 · сумма 250 000 ₽\nЛютик: с 03.26 · заказы 1" in told
    assert "дуб" not in told, "its first order was a year before"
    await maria.say("/ltv за всё время")
    told = await maria.hears("LTV: сколько приносит клиент")
    assert "в среднем 123 333 ₽ (по 3) · медиана 90 000 ₽ (по 3)" in told
    await maria.say("/abc за 12 месяцев")
    told = await maria.hears("ABC: кто делает")
    assert "Ромашка: заказы 2 · сумма 250 000 ₽ · чек 125 000 ₽ · A" in told
    await maria.say("/avg_cheque с января по июнь")
    told = await maria.hears("Чек самых крупных")
    assert "заказы сумма чек" in told
    assert "все" in told
    assert "Ромашка: раньше 100 000 ₽ · теперь 150 000 ₽" in told


async def test_the_funnel_holds_everybody_who_enquired(maria: Someone, anna: Someone) -> None:
    await anna.start()
    await anna.hears("Кому вы продаёте")
    await anna.tap("Компаниям")
    await anna.hears("С какой задачей")
    await maria.say("/funnel сегодня")
    told = await maria.hears("Воронка")
    assert "Заявки: дошли 1" in told
    assert "Лиды: дошли 0 · конверсия 0 из 1" in told
    await maria.say("/funnel холодные")
    await maria.hears("Заявок в этот период нет")


async def test_what_is_not_clear_is_asked_back(maria: Someone) -> None:
    await maria.say("/abc последний месяц")
    await maria.hears("последний полный по календарю или столько же дней до сегодня?")
    await maria.say("/abc кукуруза")
    await maria.hears("слово «кукуруза»")
    await maria.say("/abc вчера")
    await maria.hears("Заказов в этот период нет")


async def test_a_metric_is_explained(maria: Someone) -> None:
    await maria.say("/metric удержание")
    await maria.hears("Доля клиентов когорты, у которых был заказ")
    await maria.say("/metric")
    assert "Средний чек · " in await maria.hears("Оплаченные заказы: ")


async def test_reports_are_for_managers(place: Place, igor: Someone, anna: Someone) -> None:
    await place.someone(2001).say("/ltv")
    await place.someone(2001).hears("для руководителей")
    await anna.say("/ltv")
    await anna.hears("только для")


async def test_buttons_change_the_report_in_place(place: Place, maria: Someone) -> None:
    await maria.say("/abc")
    told = await maria.hears("ABC: кто делает")
    assert "25 ноября 2025" in told
    await maria.tap("Период")
    await place.settle()
    await maria.tap("Всё время")
    told = await maria.hears("Старый дуб: заказы 2")
    assert "9 июня 2025" in told
    await place.settle()
    await maria.tap("☰ Отчёты")
    await maria.hears("Нажмите на отчёт")
    await maria.tap("Каналы")
    await maria.hears("Заявок в этот период нет")


async def test_staff_find_whoever_it_is(place: Place, maria: Someone, anna: Someone) -> None:
    await anna.start()
    await anna.hears("Кому вы продаёте")
    await anna.tap("Компаниям")
    await anna.hears("С какой задачей")
    await maria.say("/find Ромашка")
    told = await maria.hears("Нашлось по «Ромашка»")
    assert "Компании" in told
    await maria.tap("Ромашка")
    await maria.hears("Ромашка")
    await maria.say("/find никого такого")
    await maria.hears("ничего нет. Ищу по номеру")
    await maria.say("/find 1")
    await maria.hears("Лиды")
    await maria.tap("№ 1")
    await maria.hears("Лид № 1")
    await anna.say("/find Ромашка")
    await anna.hears("только для")
