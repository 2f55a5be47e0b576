"""Contacts, companies, consents, the register, orders and tasks: what goes in comes out."""

from dataclasses import replace
from datetime import timedelta

from leads.catalogue import Campaign, Product
from leads.company import Company, Grade
from leads.consent import ConsentEntry, Purpose
from leads.contact import Contact, Source
from leads.lead import Temperature
from leads.order import Order, Task
from leads.visit import Visit
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.storage.samples import START, person, person_with_lead

FULL = Contact(
    id=0,
    telegram_id=2**40,
    name="Анна",
    username="anna",
    language="en",
    phone="+79161234567",
    email="Anna@Example.ru",
    role="decision_maker",
    first_source=Source("vk", "spring"),
    last_source=Source("direct"),
    blocked_at=START,
    created_at=START - timedelta(days=1, microseconds=1),
)


async def test_a_contact_comes_back_whole(database: Database) -> None:
    added = await database.run(lambda uow: uow.contacts.add(FULL))
    assert added == replace(FULL, id=added.id)
    assert await database.run(lambda uow: uow.contacts.get(added.id)) == added
    assert await database.run(lambda uow: uow.contacts.by_telegram(2**40)) == added
    assert await database.run(lambda uow: uow.contacts.by_telegram(5)) is None


async def test_a_contact_is_found_by_phone_and_email(database: Database) -> None:
    one = await database.run(lambda uow: uow.contacts.add(FULL))
    two = await database.run(lambda uow: person(uow, 2, phone=FULL.phone))
    assert await database.run(lambda uow: uow.contacts.by_phone("+79161234567")) == [one, two]
    assert await database.run(lambda uow: uow.contacts.by_email("anna@example.RU")) == [one]
    await database.run(lambda uow: uow.contacts.save(replace(one, phone=None)))
    assert await database.run(lambda uow: uow.contacts.by_phone("+79161234567")) == [two]


async def test_a_company_comes_back_whole(database: Database) -> None:
    async def work(uow: UnitOfWork) -> Company:
        company = await uow.companies.add(Company(0, "ООО «Ромашка»"))
        company = replace(company, inn="7701234567", domain="romashka.ru", grade=Grade.B)
        await uow.companies.save(company)
        await uow.companies.regrade(company)
        await uow.contacts.add(replace(FULL, company_id=company.id))
        return company

    company = await database.run(work)
    assert await database.run(lambda uow: uow.companies.get(company.id)) == company
    contact = await database.run(lambda uow: uow.contacts.by_telegram(2**40))
    assert contact is not None
    assert contact.company_id == company.id


async def test_a_text_that_a_database_would_refuse_does_not_fail_the_turn(
    database: Database,
) -> None:
    odd = "Рога\0 и \ud800копыта"
    company = await database.run(lambda uow: uow.companies.add(Company(0, odd)))
    kept = await database.run(lambda uow: uow.companies.get(company.id))
    assert kept is not None
    assert kept.name == "Рога и ?копыта"
    contact = await database.run(lambda uow: person(uow, name=odd))
    assert await database.run(lambda uow: uow.contacts.get(contact.id)) == contact


async def test_the_ledger_keeps_every_entry_in_order(database: Database) -> None:
    contact = await database.run(person)
    given = ConsentEntry(
        contact.id,
        Purpose.PARTNER,
        True,
        START,
        text_version="quiz:1:partner",
        text_hash="ab",
        language="en",
        message_id=2**33,
        button="Yes",
        source="site",
        partner="acme",
    )
    withdrawn = ConsentEntry(contact.id, Purpose.ADVERTISING, False, START)

    async def work(uow: UnitOfWork) -> tuple[ConsentEntry, ...]:
        await uow.consents.add(given)
        await uow.consents.add(withdrawn)
        return await uow.consents.of(contact.id)

    assert await database.run(work) == (given, withdrawn)
    assert await database.run(lambda uow: uow.consents.of(contact.id)) == (given, withdrawn)


async def test_the_register_is_written_and_rewritten(database: Database) -> None:
    seo = Product("seo", {"ru": "Продвижение", "en": "SEO"})
    spring = Campaign("sp26", "vk", "Весна", "seo", Temperature.COLD)

    async def work(uow: UnitOfWork) -> None:
        await uow.products.put(seo)
        await uow.campaigns.put(spring)

    await database.run(work)
    await database.run(work)
    await database.run(lambda uow: uow.products.put(replace(seo, active=False)))
    assert await database.run(lambda uow: uow.products.all()) == [replace(seo, active=False)]
    assert await database.run(lambda uow: uow.campaigns.all()) == [spring]


async def test_orders_and_visits_are_kept(database: Database) -> None:
    contact, lead = await database.run(person_with_lead)
    order = Order(lead.id, contact.id, None, "seo", 10**12, 5, "RUB", START)
    kept = await database.run(lambda uow: uow.orders.add(order))
    await database.run(lambda uow: uow.visits.add(Visit(contact.id, "vk", START, None, "x")))
    assert await database.run(lambda uow: uow.orders.of_lead(lead.id)) == [kept]


async def test_closing_tasks_ends_those_of_one_lead(database: Database) -> None:
    _, lead = await database.run(person_with_lead)
    _, other = await database.run(lambda uow: person_with_lead(uow, 2))
    later = START + timedelta(days=1)

    async def work(uow: UnitOfWork) -> Task:
        await uow.tasks.add(Task(lead.id, 7, "call", later, START))
        await uow.tasks.close_of(lead.id, START)
        await uow.tasks.add(Task(other.id, None, "call", later, START))
        return await uow.tasks.add(Task(lead.id, 7, "meet", later, START))

    task = await database.run(work)
    assert await database.run(lambda uow: uow.tasks.open_of(lead.id)) == [task]
    await database.run(lambda uow: uow.tasks.close_of(lead.id, START))
    assert await database.run(lambda uow: uow.tasks.open_of(lead.id)) == []
    assert len(await database.run(lambda uow: uow.tasks.open_of(other.id))) == 1


async def test_what_an_owner_has_to_do_is_of_open_leads_of_theirs(database: Database) -> None:
    noon, evening = START + timedelta(hours=2), START + timedelta(hours=8)

    async def work(uow: UnitOfWork) -> list[Task]:
        made = [(await person_with_lead(uow, one))[1] for one in (1, 2, 3)]
        mine, theirs = (
            replace(lead, owner_id=owner) for lead, owner in zip(made, (7, 8), strict=False)
        )
        over = replace(made[2], owner_id=7, closed_at=START)
        for lead in (mine, theirs, over):
            await uow.leads.save(lead)
            for due, title in ((evening, "meet"), (noon, "call")):
                await uow.tasks.add(Task(lead.id, 7, title, due, START))
        return await uow.tasks.due_of(7, evening)

    [task] = await database.run(work)
    assert task.title == "call"
    later = await database.run(lambda uow: uow.tasks.due_of(7, evening + timedelta(seconds=1)))
    assert [one.title for one in later] == ["call", "meet"]
