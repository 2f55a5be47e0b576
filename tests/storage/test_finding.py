"""Looking up on both databases: by what identifies, and by how the words of names begin."""

import pytest

from leads.company import Company
from leads.contact import Contact
from leads.finding import Found, Wanted, company_words, fits, name_words, stems
from leads.importing.rows import Person
from leads.lead import Lead
from storage.contacts import Contacts
from storage.database import Database
from storage.finding import Finder
from storage.tables import contacts
from storage.unit_of_work import UnitOfWork
from storage.word_filling import fill_words


@pytest.fixture
async def finder(database: Database) -> Finder:
    async def work(uow: UnitOfWork) -> None:
        firm = Company(0, name="ООО «Ромашка-Плюс»", inn="7707083893", domain="romashka.ru")
        firm = await uow.companies.add(firm)
        anna = Contact(0, 11, name="Анна Королёва", phone="+79215550102", email="anna@romashka.ru")
        anna = await uow.contacts.add(anna)
        await uow.leads.add(
            Lead(0, anna.id, company_id=firm.id, enquired_at=uow.now, product="seo")
        )
        await uow.contacts.add(Contact(0, 12, name="Аннабель Ли"))
        await uow.imports.add_person(Person(0, "Королёва Ольга", phone="+79990001122"))

    await database.run(work)
    return Finder(database)


def told(found: Found) -> tuple[list[str], list[str], list[int]]:
    people = [one.name for one in found.people]
    return people, [one.title for one in found.companies], [one.id for one in found.leads]


FIRM = "ООО «Ромашка-Плюс»"


@pytest.mark.parametrize(
    ("wanted", "people", "firms", "leads"),
    [
        (Wanted(phone="+79215550102"), ["Анна Королёва"], [], 1),
        (Wanted(phone="+79990001122"), ["Королёва Ольга"], [], 0),
        (Wanted(email="anna@romashka.ru"), ["Анна Королёва"], [], 1),
        (Wanted(inn="7707083893"), [], [FIRM], 1),
        (Wanted(domain="romashka.ru"), [], [FIRM], 1),
        (Wanted(words=("королева",)), ["Анна Королёва", "Королёва Ольга"], [], 1),
        (Wanted(words=("корол", "анна")), ["Анна Королёва"], [], 1),
        (Wanted(words=("анна",)), ["Анна Королёва"], [], 1),
        (Wanted(words=("ромашка",)), [], [FIRM], 1),
        (Wanted(words=("плюс",)), [], [FIRM], 1),
        (Wanted(words=("ромашкин",)), [], [], 0),
        (Wanted(phone="+79210000000"), [], [], 0),
    ],
)
async def test_what_is_looked_for_is_found(
    finder: Finder, wanted: Wanted, people: list[str], firms: list[str], leads: int
) -> None:
    names, companies, numbers = told(await finder.find(wanted))
    assert (names, companies, len(numbers)) == (people, firms, leads)


async def test_a_number_is_a_lead_and_a_company(database: Database, finder: Finder) -> None:
    (number,) = told(await finder.find(Wanted(inn="7707083893")))[2]
    assert told(await finder.find(Wanted(number=number)))[2] == [number]


async def test_another_name_and_an_erased_person(database: Database, finder: Finder) -> None:
    async def rename(uow: UnitOfWork) -> None:
        found = await uow.contacts.by_phone("+79215550102")
        await uow.contacts.save(Contact(found[0].id, 11, name="Вера Петрова"))

    await database.run(rename)
    assert told(await finder.find(Wanted(words=("анна",)))) == ([], [], [])
    assert told(await finder.find(Wanted(words=("вера",))))[0] == ["Вера Петрова"]


async def test_names_of_before_are_filled_in_by_night(database: Database, finder: Finder) -> None:
    async def forget(uow: UnitOfWork) -> None:
        assert isinstance(uow.contacts, Contacts)
        for row in await uow.scope.fetch(contacts.select(), {}):
            uow.scope.update(contacts, row["id"], dict.fromkeys(("word_1", "word_2", "word_3")))

    await database.run(forget)
    assert told(await finder.find(Wanted(words=("анна",))))[0] == []
    await fill_words(database)
    await fill_words(database)
    assert told(await finder.find(Wanted(words=("анна",))))[0] == ["Анна Королёва"]


def test_words_of_names() -> None:
    assert name_words("Королёва-Смит, Анна") == ("королева", "смит", "анна")
    assert stems(("королева", "ко", "корольков", "анна", "пятая")) == ("корол", "ко", "анна")
    assert company_words("ООО «Ромашка»") == ("ромашка",)
    assert fits(("ром",), ("аромат", "ромашка"))
    assert not fits(("ром", "аня"), ("ромашка",))
