"""Companies found by what identifies them, joined and split, on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import bindparam, func, select, update

from leads.companies.colleagues import colleagues_of, suggested
from leads.companies.joining import CannotJoin, join, split
from leads.companies.ties import Tie, TieStatus
from leads.company import Company, Grade
from leads.contact import Contact
from leads.erasure import erase
from leads.facts import Taken
from leads.lead import Lead
from leads.order import Order
from storage.database import Database
from storage.tables import companies, company_ties
from storage.unit_of_work import UnitOfWork
from tests.leads.samples import POLICY
from tests.storage.samples import HandClock

MANAGER = 3001


async def known(
    uow: UnitOfWork, telegram_id: int, company: Company, *, paid: bool = False
) -> tuple[Contact, Lead, Company]:
    company = await uow.companies.add(company)
    contact = await uow.contacts.add(
        Contact(0, telegram_id, name="Анна", phone="+79120000000", company_id=company.id)
    )
    lead = await uow.leads.add(
        Lead(0, contact.id, company_id=company.id, stage_since=uow.now, owner_id=2001)
    )
    await uow.events.add(
        Taken(at=uow.now, contact_id=contact.id, lead_id=lead.id, by=2001, owner="Игорь Петров")
    )
    if paid:
        order = Order(lead.id, contact.id, company.id, None, 100, 0, "RUB", uow.now)
        await uow.orders.add(order)
    return contact, lead, company


@pytest.mark.parametrize(
    "own",
    [
        Company(0, inn="7707083893"),
        Company(0, domain="romashka.example"),
        Company(0, "romashka"),
        Company(0, "Ромшака"),
        Company(0, "ООО Рмашка"),
        Company(0, "ООО «Ромашкан»"),
    ],
    ids=str,
)
async def test_a_company_is_found(database: Database, own: Company) -> None:
    company = Company(0, "ООО «Ромашка»", "7707083893", "romashka.example")

    async def work(uow: UnitOfWork) -> None:
        kept = await uow.companies.add(company)
        await uow.companies.add(Company(0, "Василёк", "7736050003", "vasilek.example"))
        domains = [own.domain] if own.domain else []
        assert await uow.companies.alike(own, domains) == [kept]
        assert await uow.companies.alike(replace(own, id=kept.id), domains) == []

    await database.run(work)


async def test_a_company_is_found_as_it_was_written_last(database: Database) -> None:
    """What lies in the database, what waits over it, and what waits of works of the same batch."""

    async def told(name: str, domain: str) -> Company:
        return await database.run(lambda uow: uow.companies.add(Company(0, name, None, domain)))

    left = await told("Ромашка", "romashka.example")
    stayed = await told("Другая", "other.example")
    vasilek = await told("Василёк", "vasilek.example")
    graded = await told("Ромашка и партнёры", "romashka.example")

    async def change(uow: UnitOfWork) -> None:
        await uow.companies.save(replace(left, domain="left.example", name="Левая"))
        await uow.companies.save(replace(stayed, domain="romashka.example"))
        await uow.companies.regrade(replace(stayed, domain="romashka.example", grade=Grade.A))
        await uow.companies.regrade(replace(vasilek, grade=Grade.B))
        await uow.companies.regrade(replace(graded, grade=Grade.C))

    async def alike(uow: UnitOfWork) -> list[Company]:
        own = await uow.companies.add(Company(0, "Чужая", None, "romashka.example"))
        return await uow.companies.alike(own, ["romashka.example"])

    _, first, second = await asyncio.gather(
        database.run(change), database.run(alike), database.run(alike)
    )
    moved = replace(stayed, domain="romashka.example", grade=Grade.A)
    assert first == [moved, replace(graded, grade=Grade.C)]
    assert second[:2] == first
    assert [company.name for company in second[2:]] == ["Чужая"]


async def test_a_company_is_found_after_a_statement_over_all(database: Database) -> None:
    """A statement that waits over the whole table is sent before anybody looks."""
    kept = await database.run(lambda uow: uow.companies.add(Company(0, None, "7707083893", None)))

    async def work(uow: UnitOfWork) -> list[Company]:
        forget = update(companies).where(companies.c.id == bindparam("which")).values(inn=None)
        uow.scope.sweep(companies, forget, {"which": kept.id})
        return await uow.companies.alike(Company(0, None, "7707083893", None), [])

    assert await database.run(work) == []


async def test_a_company_is_found_by_a_phone(database: Database) -> None:
    async def work(uow: UnitOfWork) -> None:
        contact, _, company = await known(uow, 1001, Company(0, "Ромашка"))
        assert await uow.companies.with_phone("+79120000000", 0, 0) == [company]
        assert await uow.companies.with_phone("+79120000000", 0, contact.id) == []
        assert await uow.companies.with_phone("+79120000001", 0, 0) == []

    await database.run(work)


async def test_joined_and_split_again(database: Database) -> None:
    async def work(uow: UnitOfWork) -> None:
        _, old, into = await known(uow, 1001, Company(0, "Ромашка"))
        contact, lead, company = await known(
            uow, 1002, Company(0, "Romashka", inn="7707083893"), paid=True
        )
        assert not (await colleagues_of(uow, into, 0)).client
        await join(uow, company.id, into.id, MANAGER, POLICY, uow.now)

        moved_contact = await uow.contacts.get(contact.id)
        moved_lead = await uow.leads.get(lead.id)
        assert moved_contact is not None and moved_contact.company_id == into.id
        assert moved_lead is not None and moved_lead.company_id == into.id
        whole = await uow.companies.get(into.id)
        assert whole == Company(into.id, "Ромашка", inn="7707083893")
        assert [part.id for part in await uow.companies.parts(into.id)] == [company.id]
        beside = await colleagues_of(uow, into, contact.id)
        assert (beside.others, beside.account, beside.client) == (1, "Игорь Петров", True)
        assert "company_joined" in [fact.kind for fact in await uow.events.history(lead.id)]
        with pytest.raises(CannotJoin, match="joined_already"):
            await join(uow, company.id, into.id, MANAGER, POLICY, uow.now)
        with pytest.raises(CannotJoin, match="same_company"):
            await join(uow, into.id, company.id, MANAGER, POLICY, uow.now)

        await split(uow, company.id, MANAGER, POLICY, uow.now)
        back = await uow.leads.get(lead.id)
        assert back is not None and back.company_id == company.id
        assert await uow.companies.get(into.id) == into, "what the other had given is gone"
        assert await uow.companies.get(company.id) == company
        assert not await uow.companies.has_paid(into.id)
        assert await uow.companies.has_paid(company.id)
        with pytest.raises(CannotJoin, match="not_joined"):
            await split(uow, company.id, MANAGER, POLICY, uow.now)
        with pytest.raises(CannotJoin, match="no_such_company"):
            await split(uow, 77, MANAGER, POLICY, uow.now)
        assert (await uow.leads.get(old.id)) == old

    await database.run(work)


async def test_a_suggestion_waits_for_a_manager(database: Database) -> None:
    async def work(uow: UnitOfWork) -> None:
        _, _, into = await known(uow, 1001, Company(0, "Вектор"))
        _, _, company = await known(uow, 1002, Company(0, "Виктор"))
        tie = Tie(0, company.id, into.id, TieStatus.SUGGESTED, ("name", "misspelt"), uow.now)
        tie = await uow.ties.add(tie)
        assert await suggested(uow, company.id) == (into, tie)
        assert await suggested(uow, into.id) is None
        await join(uow, company.id, into.id, MANAGER, POLICY, uow.now)
        assert await suggested(uow, company.id) is None
        assert [one.status for one in await uow.ties.of(into.id)] == [TieStatus.JOINED]

    await database.run(work)


async def test_an_erasure_takes_what_the_person_told_of_their_company(
    database: Database, clock: HandClock
) -> None:
    async def live(uow: UnitOfWork) -> tuple[Contact, Company]:
        _, _, into = await known(uow, 1001, Company(0, "Ромашка"))
        contact, _, company = await known(uow, 1002, Company(0, "ИП Приметная Анна"))
        await join(uow, company.id, into.id, MANAGER, POLICY, uow.now)
        return contact, into

    contact, into = await database.run(live)

    async def forget(uow: UnitOfWork) -> None:
        person = await uow.contacts.get(contact.id)
        assert person is not None
        await erase(uow, person, clock.now())

    await database.run(forget)
    left = await database.read(
        lambda connection: (
            connection.execute(select(companies.c.id)).scalars().all(),
            connection.execute(select(func.count()).select_from(company_ties)).scalar(),
        )
    )
    assert left == ([into.id], 0)
