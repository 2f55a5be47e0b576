"""A list of leads names only whose consent is in force, and nobody who was erased."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from leads.company import Company
from leads.consent import Purpose, withdrawals
from leads.documents import ConsentText
from leads.erasure import erase
from leads.lead import Temperature
from leads.reasons import RejectReason
from reports.asking.filters import EVERYTHING, Filters
from reports.exports.leads import LeadLine, Person
from storage.database import Database
from storage.reports import lead_lines
from storage.reports.lead_lines import LeadLines
from storage.unit_of_work import UnitOfWork
from tests.storage.samples import START, HandClock, person_with_lead

KEPT = ConsentText("consent_personal:1", "ru", "Можно хранить?")
OFFERS = ConsentText("consent_advertising:1", "ru", "Можно предлагать?")
PERSONAL: dict[str, Any] = {
    "name": "Анна",
    "username": "anna",
    "phone": "+79000000001",
    "email": "a@romashka.ru",
}
LATER = START + timedelta(days=30)


async def enquire(uow: UnitOfWork, telegram_id: int, *agreed: Purpose) -> int:
    """A lead of somebody who agreed to that; the id of the person."""
    contact, _ = await person_with_lead(uow, telegram_id, product="seo", owner_id=2001)
    await uow.contacts.save(replace(contact, **PERSONAL))
    for purpose in agreed:
        words = KEPT if purpose is Purpose.PERSONAL_DATA else OFFERS
        await uow.documents.keep(words)
        await uow.consents.add(
            words.agreed(contact.id, purpose, uow.now, message_id=1, button="Да")
        )
    return contact.id


async def listed(database: Database, filters: Filters = EVERYTHING) -> list[LeadLine]:
    return list(await LeadLines(database).lines(START, LATER, filters, 100))


async def test_only_consent_names_a_person(database: Database) -> None:
    async def work(uow: UnitOfWork) -> None:
        await enquire(uow, 1001)
        await enquire(uow, 1002, Purpose.PERSONAL_DATA)
        await enquire(uow, 1003, Purpose.PERSONAL_DATA, Purpose.ADVERTISING)
        taken = await enquire(uow, 1004, Purpose.PERSONAL_DATA, Purpose.ADVERTISING)
        for purpose in (Purpose.PERSONAL_DATA, Purpose.ADVERTISING):
            # At the very moment that it was given: a withdrawal counts.
            for entry in withdrawals(taken, uow.now, (purpose,)):
                await uow.consents.add(entry)

    await database.run(work)
    people = [line.person for line in reversed(await listed(database))]
    anna = Person("Анна", "@anna", "+79000000001", "a@romashka.ru", offers=False)
    assert people == [None, anna, Person(*_of(anna), offers=True), None]


def _of(person: Person) -> tuple[str, str, str, str]:
    return person.name, person.username, person.phone, person.email


async def test_whoever_was_erased_is_not_named(database: Database, clock: HandClock) -> None:
    async def come(uow: UnitOfWork) -> int:
        return await enquire(uow, 1001, Purpose.PERSONAL_DATA)

    async def leave(uow: UnitOfWork) -> None:
        contact = await uow.contacts.get(number)
        assert contact is not None
        await erase(uow, contact, clock.now())

    number = await database.run(come)
    await database.run(leave)
    assert [line.person for line in await listed(database)] == [None]


async def test_a_list_has_what_was_asked_for(database: Database) -> None:
    async def work(uow: UnitOfWork) -> None:
        company = await uow.companies.add(Company(0, name="=Ромашка"))
        await person_with_lead(uow, 1, owner_id=2001, company_id=company.id, amount=5_000)
        await person_with_lead(uow, 2, owner_id=2002, temperature=Temperature.COLD)
        await person_with_lead(uow, 3, loss_reason=RejectReason.DUPLICATE.value)
        await person_with_lead(uow, 4, enquired_at=START - timedelta(days=1))

    await database.run(work)
    cold, ours = await listed(database)
    assert (cold.owner, cold.temperature) == (2002, Temperature.COLD)
    assert (ours.owner, ours.company, ours.amount) == (2001, "=Ромашка", 5_000)
    assert [one.owner for one in await listed(database, Filters(manager=2001))] == [2001]
    assert await LeadLines(database).many(START, LATER, EVERYTHING) == 2


async def test_pages_lose_and_double_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work(uow: UnitOfWork) -> None:
        for number in range(7):
            await person_with_lead(uow, 100 + number)

    await database.run(work)
    monkeypatch.setattr(lead_lines, "PAGE", 2)
    ids = [line.id for line in await listed(database)]
    few = await LeadLines(database).lines(START, LATER, EVERYTHING, 5)
    assert len(ids) == 7
    assert ids == sorted(set(ids), reverse=True)
    assert [line.id for line in few] == ids[:5]
