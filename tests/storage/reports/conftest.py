"""What tests of reports start from."""

from collections.abc import AsyncIterator

import pytest

from leads.company import Company
from leads.contact import Contact
from leads.importing.rows import Person
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.storage.reports.books import PEOPLE, Books
from tests.storage.reports.cdnow import MOSCOW


@pytest.fixture
async def books(database: Database) -> AsyncIterator[Books]:
    async def work(uow: UnitOfWork) -> tuple[list[int], list[int], list[int]]:
        return (
            [(await uow.companies.add(Company(0))).id for _ in range(PEOPLE[0])],
            [(await uow.contacts.add(Contact(0, n + 1))).id for n in range(PEOPLE[1])],
            [(await uow.imports.add_person(Person(0))).id for _ in range(PEOPLE[2])],
        )

    yield Books(database, MOSCOW, await database.run(work))
