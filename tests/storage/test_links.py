"""Links that were made and people of a base who came by theirs, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from leads.catalogue import Campaign
from leads.contact import Contact
from leads.erasure import erase
from leads.importing.rows import Customer, OrderOf, Person
from leads.lead import Temperature
from leads.linking.making import NOT_MADE_YET, Brought, MadeLink, link_of, make_link
from leads.linking.returning import come_back
from leads.stage import Stage
from leads.visit import Visit
from storage.database import Database
from storage.invited import Response, invited, response
from storage.tables import imported_people, orders
from storage.unit_of_work import UnitOfWork
from tests.storage.samples import START, person_with_lead

WANTED = Campaign(NOT_MADE_YET, "event", "Стенд", "crm", Temperature.COLD, "agency-brief")
ANNA = Person(0, "Анна", "+79161234567", "anna@example.ru", "decision_maker")


async def made(database: Database) -> MadeLink:
    return await database.run(lambda uow: make_link(uow, MadeLink(WANTED, START, 7)))


async def of_base(database: Database, person: Person = ANNA) -> Person:
    async def work(uow: UnitOfWork) -> Person:
        added = await uow.imports.add_person(person)
        order = OrderOf(START - timedelta(days=90), 1000, "RUB")
        await uow.imports.add_order(order, Customer(None, added.id))
        return added

    return await database.run(work)


async def opened(database: Database, person_id: int, telegram_id: int) -> Contact | None:
    chat = Contact(0, telegram_id, name="Чат")
    return await database.run(lambda uow: come_back(uow, person_id, chat, START))


async def test_a_link_gets_a_code_of_its_own_and_is_found_by_it(database: Database) -> None:
    one, two = await made(database), await made(database)
    assert one.campaign.code != two.campaign.code
    assert await database.run(lambda uow: uow.campaigns.made()) == [one, two]
    code = one.campaign.code
    assert await database.run(lambda uow: uow.campaigns.made_with(code)) == one.campaign


async def test_campaigns_of_the_file_are_no_made_links(database: Database) -> None:
    spring = Campaign("spring", "site", "Весна")
    await database.run(lambda uow: uow.campaigns.put(spring))
    assert await database.run(lambda uow: uow.campaigns.made_with("spring")) is None
    assert await database.run(lambda uow: uow.campaigns.made()) == []


async def test_a_partner_has_one_link(database: Database) -> None:
    one = await database.run(lambda uow: link_of(uow, "retail", "Розница", START, None))
    two = await database.run(lambda uow: link_of(uow, "retail", "Розница и К", START, 7))
    assert one == two


async def test_two_links_of_one_partner_can_not_be_kept(database: Database) -> None:
    link = MadeLink(WANTED, START, partner="retail")
    await database.run(lambda uow: make_link(uow, link))
    with pytest.raises(IntegrityError):
        await database.run(lambda uow: uow.campaigns.add_made(link))


async def test_what_a_link_has_brought(database: Database) -> None:
    code = (await made(database)).campaign.code

    async def work(uow: UnitOfWork) -> None:
        for number in range(1, 5):
            contact, lead = await person_with_lead(uow, number, channel="event", campaign=code)
            await uow.visits.add(Visit(contact.id, "event", START, code))
            stages = (Stage.QUALIFIED, Stage.PAYMENT, Stage.DISQUALIFIED)[: number - 1]
            for stage in stages if number < 4 else (Stage.DISQUALIFIED,):
                lead = await uow.leads.save(lead.moved(stage, START))
        await person_with_lead(uow, 9, channel="event", campaign="another")

    await database.run(work)
    brought = await database.run(lambda uow: uow.campaigns.brought_by(code))
    assert brought == Brought(visits=4, enquiries=4, qualified=2, sales=1)


async def test_whoever_follows_their_link_is_known_with_what_they_bought(
    database: Database,
) -> None:
    anna = await of_base(database)
    contact = await opened(database, anna.id, 1001)
    assert contact is not None
    assert (contact.telegram_id, contact.role) == (1001, "decision_maker")
    assert (contact.phone, contact.email) == (None, None), "told with their own consent only"
    assert await database.run(lambda uow: uow.orders.bought(contact.id))
    assert await opened(database, anna.id, 1001) == contact
    assert await opened(database, anna.id, 1002) is None, "the link is another's by now"


async def test_somebody_we_know_already_goes_on_as_they_are(database: Database) -> None:
    known = await database.run(lambda uow: uow.contacts.add(Contact(0, 1001, role="user")))
    anna = await of_base(database)
    contact = await opened(database, anna.id, 1001)
    assert contact == known
    owners = await database.read(lambda c: c.execute(select(orders.c.contact_id)).scalars().all())
    assert owners == [known.id]


async def test_who_came_and_who_did_not(database: Database) -> None:
    anna = await of_base(database)
    await of_base(database, Person(0, "Борис", "+79160000000"))
    await opened(database, anna.id, 1001)
    rows = await database.read(lambda c: list(invited(c, database.keys)))
    assert [(one.person.name, one.came is not None) for one in rows] == [
        ("Анна", True),
        ("Борис", False),
    ]
    assert await database.read(response) == Response(people=2, came=1)


async def test_an_erasure_reaches_whom_they_were_in_the_base(database: Database) -> None:
    anna = await of_base(database)
    contact = await opened(database, anna.id, 1001)
    assert contact is not None
    await database.run(lambda uow: erase(uow, contact, START))
    (row,) = await database.read(lambda c: c.execute(select(imported_people)).mappings().all())
    assert (row["name"], row["phone"]) == (None, None)
    assert await opened(database, anna.id, 1003) is None
    assert await database.read(response) == Response(people=0, came=0)
