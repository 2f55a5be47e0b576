"""Yardsticks measured from stored orders and leads, kept, and every company graded by them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.app.grades import StoredGrades, stored_grades
from leads.company import Company, Grade
from leads.contact import Contact
from leads.erasure import erase
from leads.grading.potential import Basis, of_answers
from leads.grading.yardstick import FEWEST_CLIENTS
from leads.lead import Lead
from leads.order import Order
from leads.stage import Stage
from leads.verdict import ToldRevenue
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from storage.yardsticks import client_base, last_yardstick
from tests.leads.samples import TERMS, verdict
from tests.storage.samples import HandClock

YEAR = timedelta(days=365)


async def customer(
    uow: UnitOfWork, number: int, *amounts: int, currency: str = "RUB", ago: timedelta = YEAR / 2
) -> Company:
    """A company whose person has bought for these amounts; with none, has only answered."""
    company = await uow.companies.add(Company(0, f"Компания {number}"))
    contact = await uow.contacts.add(Contact(0, 1000 + number, company_id=company.id))
    told = ToldRevenue("P1", 400_000, "RUB", {"ru": "бюджет"}, {})
    stage = Stage.PAYMENT if amounts else Stage.LOST
    judged = replace(verdict(), told=None if amounts else told)
    lead = await uow.leads.add(
        replace(
            Lead(0, contact.id, company.id, stage=stage, verdict=judged),
            closed_at=uow.now,
            loss_reason=None if amounts else "price",
        )
    )
    for amount in amounts:
        at = uow.now - ago
        order = Order(lead.id, contact.id, company.id, None, amount, 0, currency, at)
        await uow.orders.add(order)
    return company


async def test_a_night_measures_keeps_and_grades(database: Database, clock: HandClock) -> None:
    async def base(uow: UnitOfWork) -> list[Company]:
        most = [await customer(uow, n, 1_000_000, 1_000_000) for n in range(4)]
        least = [await customer(uow, n, 100_000) for n in range(4, FEWEST_CLIENTS)]
        return [
            most[0],
            least[0],
            await customer(uow, 90),
            await customer(uow, 91, 5_000_000, ago=3 * YEAR),
        ]

    rich, poor, asked, gone = await database.run(base)
    grades = await stored_grades(database, TERMS, clock)
    found = grades.grading.yardstick
    assert (found.clients, found.assumed) == (FEWEST_CLIENTS, False)
    assert (found.borders.a_from, found.borders.b_from) == (2_000_000, 100_000)
    assert await database.read(last_yardstick) == found

    async def graded(uow: UnitOfWork) -> list[Company | None]:
        return [await uow.companies.get(one.id) for one in (rich, poor, asked, gone)]

    best, least, told, silent = await database.run(graded)
    assert best and least and told and silent
    assert best.potential and best.potential.basis is Basis.ORDERS and best.potential.orders == 2
    assert told.potential and told.potential.yearly == 400_000
    assert (told.grade, silent.potential and silent.potential.orders) == (Grade.B, 1)


async def test_what_no_longer_rests_on_anything_is_forgotten(
    database: Database, clock: HandClock
) -> None:
    async def stale(uow: UnitOfWork) -> Company:
        company = await uow.companies.add(Company(0, "Ромашка"))
        potential = of_answers(9_000_000, "RUB", 77, months=12)
        await uow.companies.regrade(replace(company, potential=potential, grade=Grade.A))
        return company

    company = await database.run(stale)
    await stored_grades(database, TERMS, clock)
    found = await database.run(lambda uow: uow.companies.get(company.id))
    assert found is not None and (found.potential, found.grade) == (None, None)


async def test_what_an_erased_person_promised_goes_with_them(
    database: Database, clock: HandClock
) -> None:
    async def two(uow: UnitOfWork) -> tuple[Company, Contact]:
        company = await customer(uow, 1)
        colleague = await uow.contacts.add(Contact(0, 7777, company_id=company.id))
        await uow.leads.add(Lead(0, colleague.id, company.id))
        contact = await uow.contacts.by_telegram(1001)
        assert contact is not None
        return company, contact

    company, contact = await database.run(two)
    await stored_grades(database, TERMS, clock)
    graded = await database.run(lambda uow: uow.companies.get(company.id))
    assert graded is not None and graded.grade is Grade.B
    await database.run(lambda uow: erase(uow, contact, clock.now()))
    left = await database.run(lambda uow: uow.companies.get(company.id))
    assert left is not None and (left.potential, left.grade) == (None, None)


async def test_a_restart_uses_the_last_one_until_it_is_old_or_of_other_terms(
    database: Database, clock: HandClock
) -> None:
    first = (await stored_grades(database, TERMS, clock)).grading.yardstick
    clock.step(hours=19)
    assert (await stored_grades(database, TERMS, clock)).grading.yardstick == first
    longer = replace(TERMS, months=24)
    second = (await stored_grades(database, longer, clock)).grading.yardstick
    assert (second.months, second.at) == (24, clock.now())
    clock.step(hours=21)
    third: StoredGrades = await stored_grades(database, longer, clock)
    assert third.grading.yardstick.at == clock.now()


async def test_only_what_sales_have_closed_counts_and_one_currency(
    database: Database, clock: HandClock
) -> None:
    async def base(uow: UnitOfWork) -> None:
        await customer(uow, 1, 500)
        await customer(uow, 2, 700, currency="EUR")
        await customer(uow, 3)
        contact = await uow.contacts.add(Contact(0, 2000))
        refused = Lead(0, contact.id, stage=Stage.DISQUALIFIED, verdict=verdict())
        await uow.leads.add(replace(refused, closed_at=uow.now))
        back = Lead(0, contact.id, stage=Stage.DISQUALIFIED, verdict=verdict(), product="seo")
        await uow.leads.add(replace(back, closed_at=uow.now, loss_reason="no_budget"))
        alone = await uow.leads.add(Lead(0, contact.id, stage=Stage.LEAD, product="crm"))
        order = Order(alone.id, contact.id, None, None, 300, 0, "RUB", uow.now)
        await uow.orders.add(order)

    await database.run(base)
    since = clock.now() - YEAR
    found = await database.read(lambda c: client_base(c, "RUB", since))
    assert sorted(found.revenue.values()) == [300, 500]
    assert len(found.bought) == 2
    assert sorted(one.won for one in found.ended) == [False, False, True, True]
