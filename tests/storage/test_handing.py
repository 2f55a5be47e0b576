"""Handing a lead on by the database: of two at once one gets it, and what is kept comes back."""

import asyncio
from dataclasses import replace

from leads.desk import Desk
from leads.handing.facts import OwnerChanged
from leads.handing.handing import Handing
from leads.lead import Lead
from leads.roster import Roster
from leads.selling import NotYours, Seller
from leads.stage import Stage
from leads.team import Member, Team
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.leads.samples import GRADING, POLICY, funnels
from tests.storage.samples import person_with_lead

IGOR, OLEG, VERA = Seller(5, "Игорь"), Member(6, "Олег", capacity=1), Member(7, "Вера", capacity=1)
TEAM = Team((Member(IGOR.id, IGOR.name), OLEG, VERA), catch_all=9)
HANDING = Handing(Desk(POLICY, funnels(), GRADING), Roster(TEAM, POLICY))


async def made(database: Database) -> Lead:
    async def work(uow: UnitOfWork) -> Lead:
        _, lead = await person_with_lead(uow, stage=Stage.QUALIFIED, qualified_at=uow.now)
        return await uow.leads.save(replace(lead, owner_id=IGOR.id, taken_at=uow.now))

    return await database.run(work)


async def at_once(lead: Lead, *databases: Database) -> list[int]:
    """Igor taps two names at once; who got it."""

    async def tap(database: Database, to: Member) -> int:
        async def work(uow: UnitOfWork) -> int:
            choice = await HANDING.choice(uow, lead.id, IGOR, uow.now)
            seat = await HANDING.give(uow, choice, to.id, IGOR, uow.now)
            return seat.member.id

        return await database.run(work)

    taps = (tap(one, to) for one, to in zip(databases, (OLEG, VERA), strict=True))
    done = await asyncio.gather(*taps, return_exceptions=True)
    assert sum(isinstance(one, NotYours) for one in done) == 1
    return [one for one in done if isinstance(one, int)]


async def kept(database: Database, lead: Lead, got: int) -> None:
    async def work(uow: UnitOfWork) -> None:
        after = await uow.leads.get(lead.id)
        assert after is not None
        assert (after.owner_id, after.taken_by) == (got, IGOR.id)
        facts = [one for one in await uow.events.history(lead.id) if isinstance(one, OwnerChanged)]
        assert [one.by for one in facts] == [IGOR.id]
        loads = await uow.assignments.loads()
        assert {one: load.open for one, load in loads.items() if load.open} == {got: 1}

    await database.run(work)


async def test_of_two_taps_at_once_one_gives_it_and_the_other_is_told(database: Database) -> None:
    lead = await made(database)
    (got,) = await at_once(lead, database, database)
    await kept(database, lead, got)


async def test_the_same_in_two_processes(replicas: tuple[Database, Database]) -> None:
    lead = await made(replicas[0])
    (got,) = await at_once(lead, *replicas)
    await kept(replicas[1], lead, got)
