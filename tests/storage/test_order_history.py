"""When a client bought what: their own orders and their company's, oldest first."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from leads.company import Company
from leads.order import Order
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.storage.samples import START, person_with_lead


async def test_orders_of_the_person_and_of_the_company_count(database: Database) -> None:
    async def keep(uow: UnitOfWork) -> tuple[int, int]:
        company = await uow.companies.add(Company(0, "Ромашка"))
        anna, own = await person_with_lead(uow, 100)
        _, other = await person_with_lead(uow, 101)
        _, stranger = await person_with_lead(uow, 102)
        order = Order(own.id, anna.id, None, "seo", 1000, 0, "RUB", START)
        for lead, days, company_id, product in (
            (own, 9, None, "seo"),
            (other, 3, company.id, "portal"),
            (stranger, 1, None, "crm"),
        ):
            about = {"lead_id": lead.id, "contact_id": lead.contact_id, "company_id": company_id}
            at = START + timedelta(days=days)
            await uow.orders.add(replace(order, **about, product=product, paid_at=at))  # type: ignore[arg-type]
        return anna.id, company.id

    anna, company = await database.run(keep)

    async def look(uow: UnitOfWork) -> tuple[list[tuple[datetime, str | None]], ...]:
        return await uow.orders.history(anna, company), await uow.orders.history(anna, None)

    both, alone = await database.run(look)
    assert both == [
        (START + timedelta(days=3), "portal"),
        (START + timedelta(days=9), "seo"),
    ]
    assert alone == both[1:]
