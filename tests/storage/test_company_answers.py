"""Answers that tell of a company, over both databases: when it is joined, asked about, split."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dialogs.company_answers import CompanyAnswers
from leads.companies.colleagues import suggested
from leads.companies.joining import split
from leads.company import Company
from leads.company_facts import CompanyJoined
from leads.contact import Contact
from leads.facts import Taken
from leads.lead import Lead
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.leads.samples import POLICY

Told = Callable[[Company], Company]
INN, OTHER_INN = "7707083893", "7736050003"


def called(name: str) -> Told:
    return lambda company: replace(company, name=name)


def at(domain: str) -> Told:
    return lambda company: replace(company, domain=domain)


def numbered(inn: str) -> Told:
    return lambda company: replace(company, inn=inn)


async def somebody(uow: UnitOfWork, telegram_id: int) -> Contact:
    contact = await uow.contacts.add(Contact(0, telegram_id))
    await uow.leads.add(Lead(0, contact.id, stage_since=uow.now))
    return contact


async def tells(uow: UnitOfWork, person: Contact, *told: Told) -> CompanyJoined | None:
    """The last join that came of it."""
    joined = None
    for change in told:
        contact = await uow.contacts.get(person.id)
        assert contact is not None
        lead = await uow.leads.last_of(person.id)
        joined = await CompanyAnswers(uow, POLICY, uow.now).learn(contact, lead, change) or joined
    return joined


async def company_of(uow: UnitOfWork, person: Contact) -> Company:
    contact, lead = await uow.contacts.get(person.id), await uow.leads.last_of(person.id)
    assert contact is not None and lead is not None and contact.company_id is not None
    assert lead.company_id == contact.company_id
    company = await uow.companies.get(contact.company_id)
    assert company is not None
    return company


async def test_a_domain_then_what_else_is_told(database: Database) -> None:
    async def work(uow: UnitOfWork) -> None:
        anna, boris = await somebody(uow, 1), await somebody(uow, 2)
        assert await tells(uow, anna, called("ООО «Ромашка»"), at("romashka.example")) is None
        joined = await tells(uow, boris, at("romashka.example"))
        assert joined is not None
        assert joined.evidence == ("domain",)
        assert await company_of(uow, boris) == await company_of(uow, anna)

        assert await tells(uow, boris, called("Romashka"), numbered(INN)) is None
        company = await company_of(uow, boris)
        assert (company.name, company.inn) == ("ООО «Ромашка»", INN)
        own = await uow.companies.get(joined.company)
        assert own is not None
        assert own.name == "Romashka", "what they typed is kept for a split"

        await split(uow, own.id, None, POLICY, uow.now)
        assert (await company_of(uow, anna)).inn is None
        assert (await company_of(uow, boris)).inn == INN

    await database.run(work)


async def test_another_inn_splits_what_a_domain_joined(database: Database) -> None:
    async def work(uow: UnitOfWork) -> None:
        anna, boris = await somebody(uow, 1), await somebody(uow, 2)
        await tells(uow, anna, at("holding.example"), numbered(INN))
        assert await tells(uow, boris, at("holding.example")) is not None
        assert await tells(uow, boris, numbered(OTHER_INN)) is None
        assert (await company_of(uow, boris)).inn == OTHER_INN
        assert (await company_of(uow, anna)).inn == INN

    await database.run(work)


async def test_a_name_joins_where_it_is_the_only_one(database: Database) -> None:
    async def work(uow: UnitOfWork) -> None:
        anna, boris, vera = [await somebody(uow, number) for number in (1, 2, 3)]
        await tells(uow, anna, called("ООО «Ромашка»"), numbered(INN))
        joined = await tells(uow, boris, called("Ромашка"))
        assert joined is not None
        assert joined.evidence == ("name", "same_words")
        await tells(uow, vera, numbered(OTHER_INN), called("ООО Ромашка"))
        assert (await company_of(uow, vera)).inn == OTHER_INN
        gleb = await somebody(uow, 4)
        assert await tells(uow, gleb, called("Romashka")) is None, "there are two by now"
        maybe = await suggested(uow, (await company_of(uow, gleb)).id)
        assert maybe is not None

    await database.run(work)


async def test_what_may_be_the_same_is_left_to_a_manager(database: Database) -> None:
    async def work(uow: UnitOfWork) -> None:
        anna, boris = await somebody(uow, 1), await somebody(uow, 2)
        await tells(uow, anna, called("ИП Белов Пётр Андреевич"))
        assert await tells(uow, boris, called("ИП Белов")) is None
        own = await company_of(uow, boris)
        maybe = await suggested(uow, own.id)
        assert maybe is not None
        assert maybe[0] == await company_of(uow, anna)
        assert maybe[1].evidence == ("name", "surname_only")

    await database.run(work)


async def test_a_phone_that_a_colleague_has_too(database: Database) -> None:
    async def work(uow: UnitOfWork) -> None:
        anna, boris = await somebody(uow, 1), await somebody(uow, 2)
        await tells(uow, anna, called("Ромашка"))
        contact = await uow.contacts.get(anna.id)
        assert contact is not None
        await uow.contacts.save(replace(contact, phone="+74951234567"))
        await tells(uow, boris, called("Ромашка Опт"))
        contact = await uow.contacts.get(boris.id)
        assert contact is not None
        await uow.contacts.save(contact := replace(contact, phone="+74951234567"))
        lead = await uow.leads.last_of(boris.id)
        joined = await CompanyAnswers(uow, POLICY, uow.now).compare(contact, lead)
        assert joined is not None
        assert joined.evidence == ("phone", "name", "word_added")
        assert await company_of(uow, boris) == await company_of(uow, anna)

    await database.run(work)


async def test_whoever_took_the_companys_lead_is_named(database: Database) -> None:
    async def work(uow: UnitOfWork) -> None:
        anna, boris = await somebody(uow, 1), await somebody(uow, 2)
        await tells(uow, anna, at("romashka.example"))
        lead = await uow.leads.last_of(anna.id)
        assert lead is not None
        await uow.leads.save(replace(lead, owner_id=2001, taken_at=uow.now))
        await uow.events.add(
            Taken(at=uow.now, contact_id=anna.id, lead_id=lead.id, by=2001, owner="Игорь Петров")
        )
        joined = await tells(uow, boris, at("romashka.example"))
        assert joined is not None
        assert (joined.account_id, joined.account) == (2001, "Игорь Петров")

    await database.run(work)


async def test_a_manager_who_split_them_is_not_overruled(database: Database) -> None:
    async def work(uow: UnitOfWork) -> None:
        anna, boris = await somebody(uow, 1), await somebody(uow, 2)
        await tells(uow, anna, at("romashka.example"))
        joined = await tells(uow, boris, at("romashka.example"))
        assert joined is not None
        await split(uow, joined.company, 3001, POLICY, uow.now)
        assert await tells(uow, boris, called("Ромашка")) is None
        assert (await company_of(uow, boris)).id == joined.company

    await database.run(work)
