"""Offers, loads, who leads whom, and absences: as the routing asks for them."""

from dataclasses import replace
from datetime import date, timedelta

from leads.assigning import Assignment
from leads.company import Company
from leads.contact import Contact
from leads.lead import Lead
from leads.routing import Load, Ties
from leads.stage import Stage
from leads.team import Away
from storage.database import Database
from storage.unit_of_work import UnitOfWork

IGOR, OLEG, VERA = 1, 2, 2**40


async def a_lead(
    uow: UnitOfWork, telegram: int, *, owner: int | None = None, company: int | None = None
) -> Lead:
    contact = await uow.contacts.by_telegram(telegram)
    contact = contact or await uow.contacts.add(Contact(0, telegram))
    taken = uow.now if owner else None
    lead = Lead(0, contact.id, stage_since=uow.now, company_id=company)
    lead = replace(lead, product=f"p{telegram}-{owner}", owner_id=owner, taken_at=taken)
    return await uow.leads.add(lead)


async def test_loads_count_open_leads_taken_and_on_offer(database: Database) -> None:
    async def keep(uow: UnitOfWork) -> None:
        for number in range(3):
            await a_lead(uow, 100 + number, owner=IGOR)
        closed = await a_lead(uow, 110, owner=IGOR)
        await uow.leads.save(closed.moved(Stage.LOST, uow.now))
        offered = await a_lead(uow, 111)
        await uow.assignments.save(Assignment(offered.id, VERA, uow.now))
        taken = await a_lead(uow, 112, owner=OLEG)
        await uow.assignments.save(Assignment(taken.id, IGOR, uow.now - timedelta(hours=1)))

    async def look(uow: UnitOfWork) -> dict[int, Load]:
        return dict(await uow.assignments.loads())

    await database.run(keep)
    found = await database.run(look)
    assert {member: load.open for member, load in found.items()} == {IGOR: 3, OLEG: 1, VERA: 1}
    assert found[OLEG].last is None
    igor, vera = found[IGOR].last, found[VERA].last
    assert igor is not None
    assert vera is not None
    assert vera - igor == timedelta(hours=1)


async def test_a_work_sees_what_it_has_just_offered(database: Database) -> None:
    async def work(uow: UnitOfWork) -> tuple[Assignment | None, int]:
        lead = await a_lead(uow, 100)
        await uow.assignments.save(Assignment(lead.id, IGOR, uow.now))
        await uow.assignments.save(Assignment(lead.id, OLEG, uow.now))
        loads = await uow.assignments.loads()
        return await uow.assignments.get(lead.id), loads[OLEG].open

    kept, carried = await database.run(work)
    assert kept is not None
    assert (kept.member_id, carried) == (OLEG, 1)


async def test_who_leads_the_person_and_the_company(database: Database) -> None:
    async def work(uow: UnitOfWork) -> tuple[Ties, Ties, Ties]:
        company = await uow.companies.add(Company(0, "Ромашка"))
        first = await a_lead(uow, 100, owner=IGOR, company=company.id)
        again = await a_lead(uow, 100, company=company.id)
        colleague = await a_lead(uow, 101, company=company.id)
        stranger = await a_lead(uow, 102)
        assert first.owner_id == IGOR
        return (
            await uow.assignments.ties(again),
            await uow.assignments.ties(colleague),
            await uow.assignments.ties(stranger),
        )

    assert await database.run(work) == (Ties(IGOR, IGOR), Ties(None, IGOR), Ties())


async def test_an_absence_replaces_the_one_before_and_ends(database: Database) -> None:
    holidays = Away(date(2026, 12, 30), date(2027, 1, 8))
    for_now = Away(date(2026, 11, 24), None)

    async def go(uow: UnitOfWork) -> None:
        await uow.absences.save(VERA, holidays)
        await uow.absences.save(VERA, for_now)
        await uow.absences.save(IGOR, holidays)

    async def look(uow: UnitOfWork) -> dict[int, Away]:
        return dict(await uow.absences.all())

    await database.run(go)
    assert await database.run(look) == {VERA: for_now, IGOR: holidays}
    await database.run(lambda uow: uow.absences.end(VERA))
    await database.run(lambda uow: uow.absences.save(IGOR, for_now))
    assert await database.run(look) == {IGOR: for_now}

    async def back_and_away_again(uow: UnitOfWork) -> None:
        await uow.absences.save(OLEG, holidays)
        await uow.absences.end(OLEG)
        await uow.absences.end(IGOR)

    await database.run(back_and_away_again)
    assert await database.run(look) == {}
