"""Figures and lists: counted once each, at the instant when it happened."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from leads.company import Company
from leads.facts import Rejected, StageMoved
from leads.lead import Lead, Temperature
from leads.order import Order
from leads.reasons import RejectReason
from leads.stage import Stage
from leads.visit import Visit
from storage.database import Database
from storage.figures import Counts, Figures
from storage.listing import Listing
from storage.unit_of_work import UnitOfWork
from tests.storage.samples import START, person, person_with_lead

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
END = START + DAY


async def week(uow: UnitOfWork) -> None:
    """A busy day from START on, with something before and something after it."""
    won = await walk(
        uow,
        1,
        (Stage.QUALIFIED, Stage.BRIEF, Stage.PROPOSAL, Stage.QUALIFIED, Stage.PAYMENT),
        product="seo",
        channel="vk",
    )
    won = await uow.leads.save(
        replace(won, brief_done=True, taken_at=START + 2 * HOUR, qualified_at=START + HOUR)
    )
    order = Order(won.id, won.contact_id, None, "seo", 500_000, 0, "RUB", START + 5 * HOUR)
    await uow.orders.add(order)
    await uow.orders.add(replace(order, amount=7, paid_at=START - HOUR))
    await uow.orders.add(replace(order, amount=1_000, currency="EUR"))
    await walk(uow, 2, (Stage.NOT_YET,), product="seo")
    await walk(uow, 3, (Stage.DISQUALIFIED,), temperature=Temperature.COLD)
    await walk(uow, 4, ())
    duplicate = await walk(uow, 5, (Stage.LOST,))
    await uow.leads.save(replace(duplicate, loss_reason=RejectReason.DUPLICATE.value))
    early = await walk(uow, 6, (), enquired_at=START - DAY)
    await uow.leads.save(early.moved(Stage.QUALIFIED, START - HOUR))
    at_the_end = await walk(uow, 7, (), enquired_at=END, first_reply_at=END)
    for moment in (START - HOUR, START, END - HOUR, END):
        await uow.visits.add(Visit(at_the_end.contact_id, "vk", moment))
    await uow.visits.add(Visit(at_the_end.contact_id, "direct", START))
    await uow.events.add(
        Rejected(
            at=START,
            contact_id=early.contact_id,
            lead_id=early.id,
            by=5,
            reason="spam",
            was=Stage.QUALIFIED,
        )
    )


async def walk(uow: UnitOfWork, number: int, stages: tuple[Stage, ...], **changes: Any) -> Lead:
    _, lead = await person_with_lead(
        uow, number, **{"enquired_at": START, "first_reply_at": START + number * HOUR, **changes}
    )
    for hours, stage in enumerate(stages, 1):
        lead = await uow.leads.save(lead.moved(stage, START + hours * HOUR))
    return lead


@pytest.fixture
async def figures(database: Database) -> Figures:
    await database.run(week)
    return Figures(database)


async def test_everything_is_counted_once(figures: Figures) -> None:
    assert (
        await figures.counts(START, END)
        == Counts(
            visits=3,
            enquiries=4,
            leads=3,
            qualified=1,
            briefs=1,
            taken=1,
            key_stage=1,
            proposals=1,
            payments=2,
            revenue={"RUB": 500_000, "EUR": 1_000},
            off_ramps={"not_yet": 1, "disqualified": 1},
        )
        or None
    )


async def test_nothing_is_counted_where_nothing_happened(figures: Figures) -> None:
    nothing = await figures.counts(START - 30 * DAY, START - 20 * DAY)
    assert nothing == Counts(revenue={}, off_ramps={})


async def test_figures_can_be_told_apart(figures: Figures) -> None:
    products = await figures.by("product", START, END)
    assert products["seo"].enquiries == 2
    assert products["seo"].off_ramps == {"not_yet": 1}
    assert products[None].off_ramps == {"disqualified": 1}
    channels = await figures.by("channel", START, END)
    assert (channels["vk"].visits, channels["direct"].visits) == (2, 1)
    assert channels["vk"].revenue == {"RUB": 500_000, "EUR": 1_000}
    temperatures = await figures.by("temperature", START, END)
    assert temperatures["cold"].enquiries == 1
    assert temperatures["warm"].enquiries == 3


async def test_the_figures_of_status(figures: Figures) -> None:
    assert await figures.between(START, END) == {
        "visits": 3,
        "enquiries": 4,
        "leads": 3,
        "qualified": 1,
        "not_yet": 1,
        "disqualified": 1,
        "self_served": 0,
        "referred": 0,
        "briefs": 1,
        "taken": 1,
        "rejected": 1,
        "paid": 2,
        "revenue": 501_000,
        "first_reply": 3 * 3600,
        "speed_to_lead": 3600,
    }
    empty = await figures.between(START - 30 * DAY, START - 20 * DAY)
    assert empty["first_reply"] is None
    assert empty["visits"] == 0


async def test_what_a_partner_has_is_no_refusal_of_ours_until_it_comes_back(
    database: Database,
) -> None:
    async def refer(uow: UnitOfWork) -> Lead:
        return await walk(uow, 1, (Stage.DISQUALIFIED, Stage.REFERRED))

    async def come_back(uow: UnitOfWork) -> None:
        await uow.leads.save(referred.moved(Stage.DISQUALIFIED, START + 3 * HOUR))

    referred = await database.run(refer)
    told = await Figures(database).between(START, END)
    assert (told["referred"], told["disqualified"]) == (1, 0)
    await database.run(come_back)
    told = await Figures(database).between(START, END)
    assert (told["referred"], told["disqualified"]) == (1, 1)


async def test_what_is_open_now(figures: Figures) -> None:
    assert await figures.open_by_stage() == [("enquiry", 2), ("qualified", 1), ("not_yet", 1)]
    assert await figures.untaken() == 1


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
