"""Lists of leads, and one with its history."""

from leads.company import Company
from leads.facts import StageMoved
from leads.lead import Lead
from leads.stage import Stage
from storage.database import Database
from storage.listing import Listing
from storage.unit_of_work import UnitOfWork
from tests.storage.samples import START, person, person_with_lead


async def test_leads_are_listed_newest_first(database: Database) -> None:
    async def fill(uow: UnitOfWork) -> None:
        company = await uow.companies.add(Company(0, "Ромашка"))
        contact = await person(uow, 1, name="Анна")
        for number, product in enumerate(("a", "b", "c", "d")):
            lead = await uow.leads.add(
                Lead(0, contact.id, product=product, company_id=company.id if number else None)
            )
            if product == "b":
                await uow.leads.save(lead.moved(Stage.LOST, START))

    await database.run(fill)
    listing = Listing(database, database.keys)
    page = await listing.page(limit=2)
    assert [(item.lead.product, item.contact.name) for item in page.leads] == [
        ("d", "Анна"),
        ("c", "Анна"),
    ]
    assert page.total == 3
    (last,) = (await listing.page(limit=2, offset=2)).leads
    assert (last.lead.product, last.company) == ("a", None)
    assert (await listing.page(limit=9, only_open=False)).total == 4


async def test_a_lead_is_shown_with_its_history(database: Database) -> None:
    async def fill(uow: UnitOfWork) -> StageMoved:
        contact, lead = await person_with_lead(uow)
        fact = StageMoved(
            at=START,
            contact_id=contact.id,
            lead_id=lead.id,
            by=7,
            was=Stage.LEAD,
            stage=Stage.BRIEF,
        )
        await uow.events.add(fact)
        return fact

    fact = await database.run(fill)
    listing = Listing(database, database.keys)
    found = await listing.lead(fact.lead_id or 0)
    assert found is not None
    assert found.facts == (fact,)
    assert found.listed.company is None
    assert await listing.lead(404) is None
