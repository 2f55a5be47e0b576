"""Meetings as rows: whatever is tried at once, nobody is met twice at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from leads.lead import Lead
from leads.meetings.booking import Meetings
from leads.meetings.meeting import MadeBy, Meeting, MeetingRefused, MeetingState, Slot, Terms
from leads.policy import Policy
from leads.stage import Stage
from leads.steps import Doer, Steps
from storage.database import Database
from storage.meetings import meetings_since
from storage.unit_of_work import UnitOfWork
from tests.leads.samples import GRADING, funnels
from tests.storage.samples import START, HandClock, person_with_lead

IGOR = 2001
PEOPLE, TIMES = 100, 10
POLICY = Policy(zone=ZoneInfo("Europe/Moscow"), working_start=time(9))
TERMS = Terms(gap=timedelta(0))
MEETINGS = Meetings(Steps(POLICY, funnels(), GRADING), POLICY, TERMS, None)
TOMORROW = datetime(2026, 3, 3, 6, tzinfo=UTC)  # nine in Moscow, a Tuesday
THE_TEN = [TOMORROW + timedelta(hours=hour) for hour in range(TIMES)]


async def a_lead(uow: UnitOfWork, telegram_id: int) -> Lead:
    _, lead = await person_with_lead(uow, telegram_id, stage=Stage.BRIEF, owner_id=IGOR)
    return lead


async def try_for(database: Database, lead: Lead, at: datetime) -> str:
    async def work(uow: UnitOfWork) -> str:
        found = await uow.leads.get(lead.id)
        assert found is not None
        await MEETINGS.book(uow, found, TERMS.slot(at), Doer(), MadeBy.PERSON, uow.now)
        return "booked"

    try:
        return await database.run(work)
    except MeetingRefused as refused:
        return refused.reason


async def all_meetings(database: Database) -> list[Meeting]:
    return await database.read(lambda connection: meetings_since(connection, START))


async def a_hundred_for_ten(databases: Sequence[Database]) -> list[str]:
    """Everybody wants one of the same ten times; whoever comes second hears so."""

    async def people(uow: UnitOfWork) -> list[Lead]:
        return [await a_lead(uow, 1000 + number) for number in range(PEOPLE)]

    leads = await databases[0].run(people)
    tries = [
        try_for(databases[number % len(databases)], lead, THE_TEN[number % TIMES])
        for number, lead in enumerate(leads)
    ]
    return await asyncio.gather(*tries)


def no_two_at_once(meetings: Sequence[Meeting]) -> bool:
    times = sorted((one.at.starts_at, one.at.ends_at) for one in meetings)
    return all(before[1] <= after[0] for before, after in pairwise(times))


async def test_a_hundred_people_for_ten_times_make_ten_meetings(database: Database) -> None:
    ends = await a_hundred_for_ten([database])
    assert sorted(set(ends)) == ["booked", "taken"] and ends.count("booked") == TIMES
    kept = await all_meetings(database)
    assert [one.at.starts_at for one in sorted(kept, key=lambda one: one.at.starts_at)] == THE_TEN
    assert no_two_at_once(kept)


async def test_in_two_processes_too(replicas: tuple[Database, Database]) -> None:
    ends = await a_hundred_for_ten(replicas)
    assert ends.count("booked") == TIMES and ends.count("taken") == PEOPLE - TIMES
    kept = await all_meetings(replicas[1])
    assert len(kept) == TIMES and no_two_at_once(kept)


async def test_times_that_only_overlap_are_refused_as_well(
    replicas: tuple[Database, Database],
) -> None:
    leads = await replicas[0].run(_three)
    starts = [TOMORROW, TOMORROW + timedelta(minutes=30), TOMORROW + timedelta(hours=1)]
    ends = await asyncio.gather(
        *(
            try_for(replicas[number % 2], lead, at)
            for number, (lead, at) in enumerate(zip(leads, starts, strict=True))
        )
    )
    assert no_two_at_once(await all_meetings(replicas[0]))
    assert "booked" in ends


async def test_a_meeting_survives_its_row_and_what_is_over_is_free_again(
    database: Database, clock: HandClock
) -> None:
    async def book(uow: UnitOfWork) -> tuple[Lead, Meeting]:
        lead = await a_lead(uow, 1001)
        made = await MEETINGS.book(uow, lead, TERMS.slot(TOMORROW), Doer(), MadeBy.PERSON, uow.now)
        return lead, replace(made, confirmed_at=uow.now)

    lead, meeting = await database.run(book)

    async def keep(uow: UnitOfWork) -> tuple[Meeting | None, Meeting | None, list[Slot]]:
        await uow.meetings.save(meeting)
        taken = await uow.meetings.taken(IGOR, uow.now, but=0)
        return await uow.meetings.get(meeting.id), await uow.meetings.booked_of(lead.id), taken

    assert await database.run(keep) == (meeting, meeting, [TERMS.slot(TOMORROW)])

    async def begins(uow: UnitOfWork, later: timedelta) -> list[Meeting]:
        since = TOMORROW + later
        return await uow.meetings.of_owner(IGOR, since, since + timedelta(minutes=1))

    assert await database.run(lambda uow: begins(uow, timedelta())) == [meeting]
    assert await database.run(lambda uow: begins(uow, timedelta(minutes=1))) == []

    async def over(uow: UnitOfWork) -> list[Slot]:
        await uow.meetings.save(meeting.closed(MeetingState.MISSED, uow.now))
        assert await uow.meetings.booked_of(lead.id) is None
        return await uow.meetings.taken(IGOR, uow.now, but=0)

    assert await database.run(over) == []
    assert await database.run(lambda uow: uow.calendars.busy(IGOR)) == []


async def _three(uow: UnitOfWork) -> list[Lead]:
    return [await a_lead(uow, 1000 + number) for number in range(3)]
