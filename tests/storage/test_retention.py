"""What was kept long enough goes, what is still needed stays; on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.app.chores import Chores
from bot.app.grades import StoredGrades
from dialogs.session import Answer, SessionStatus
from leads.consent import Purpose, withdrawals
from leads.contact import Contact
from leads.facts import AnswerGiven, Taken
from leads.lead import Lead
from leads.outbox import OutboxMessage, Topic
from leads.retention import Retention
from leads.stage import Stage
from storage.database import Database
from storage.rollup.keeping import Rollup
from storage.unit_of_work import UnitOfWork
from tests.leads.samples import GRADING, verdict
from tests.storage.samples import HandClock, Raw, session

WEEK, YEAR = timedelta(days=7), timedelta(days=365)


def chores(database: Database, clock: HandClock, **kept: timedelta) -> Chores:
    measure = StoredGrades(database, GRADING, clock).measure
    return Chores(database, Retention(**kept), clock, Rollup(database, lambda: ()), [measure])


async def talk(uow: UnitOfWork, telegram_id: int, stage: Stage = Stage.LOST) -> Contact:
    """Somebody whose quiz is over and whose lead is where it is."""
    at = uow.now
    contact = await uow.contacts.add(Contact(0, telegram_id, name="Анна", created_at=at))
    lead = Lead(0, contact.id, stage=stage, verdict=verdict(), brief={"goal": "слова"})
    closed = replace(lead, closed_at=at if stage is Stage.LOST else None, stage_since=at)
    kept = await uow.leads.add(closed)
    about = {"at": at, "contact_id": contact.id, "lead_id": kept.id}
    await uow.events.add(
        AnswerGiven(**about, scenario="quiz", step="goal", value="слова")  # type: ignore[arg-type]
    )
    await uow.events.add(Taken(**about, by=2001, owner="Игорь"))  # type: ignore[arg-type]
    over = session(
        answers=(Answer("goal", "слова"),), status=SessionStatus.FINISHED, outcome="qualified"
    )
    await uow.sessions.add(contact.id, kept.id, over, split=None)
    return contact


async def test_messages_go_but_what_was_posted_about_a_lead_stays_to_be_emptied(
    database: Database, clock: HandClock
) -> None:
    async def say(uow: UnitOfWork) -> None:
        for number, lane in enumerate(("chat:1", "lead:7", "chat:2")):
            payload = {"kind": "message", "v": 1}
            await uow.outbox.add(OutboxMessage(Topic.CHAT, f"k{number}", lane, payload))

    async def arrive(uow: UnitOfWork) -> None:
        await uow.outbox.settle(1, 9001)
        await uow.outbox.settle(2, 9002)

    async def left(uow: UnitOfWork) -> list[bool]:
        return [await uow.outbox.has(f"k{number}") for number in range(3)]

    await database.run(say)
    await database.run(arrive)
    clock.step(days=31)
    await chores(database, clock)()
    assert await database.run(left) == [False, True, True], "the third still waits"


async def test_updates_go_when_nobody_can_repeat_them_any_more(
    database: Database, clock: HandClock
) -> None:
    async def receive(uow: UnitOfWork) -> list[int]:
        return await uow.inbox.add_many([Raw(1), Raw(2)])

    await database.run(receive)
    await database.run(lambda uow: uow.inbox.claim(1))
    clock.step(days=6)
    await chores(database, clock, updates=WEEK)()
    assert await database.run(receive) == []
    clock.step(days=2)
    await chores(database, clock, updates=WEEK)()
    assert await database.run(receive) == [1], "the second still waits for its turn"


async def test_answers_go_with_their_time_and_what_they_count_for_stays(
    database: Database, clock: HandClock
) -> None:
    lost = await database.run(lambda uow: talk(uow, 1))
    under_way = await database.run(lambda uow: talk(uow, 2, Stage.QUALIFIED))
    clock.step(days=366)
    await chores(database, clock, conversations=YEAR, contacts=timedelta())()
    await chores(database, clock, conversations=YEAR, contacts=timedelta())()

    async def look(uow: UnitOfWork) -> None:
        for contact in (lost, under_way):
            (stored,) = await uow.sessions.all_of(contact.id)
            assert (stored.session.answers, stored.session.outcome) == ((), "qualified")
        over, goes_on = await uow.leads.get(1), await uow.leads.get(2)
        assert over is not None
        assert goes_on is not None
        assert (over.verdict, over.brief) == (None, {})
        assert (goes_on.verdict, goes_on.brief) == (verdict(), {"goal": "слова"})
        assert [fact.kind for fact in await uow.events.history(1)] == ["taken"]
        assert [fact.kind for fact in await uow.events.history(2)] == ["answer_given", "taken"]

    await database.run(look)


async def test_people_long_silent_are_erased_and_those_with_a_lead_are_not(
    database: Database, clock: HandClock
) -> None:
    silent = await database.run(lambda uow: talk(uow, 1))
    under_way = await database.run(lambda uow: talk(uow, 2, Stage.QUALIFIED))
    came_back = await database.run(lambda uow: talk(uow, 3))

    async def write_again(uow: UnitOfWork) -> None:
        for entry in withdrawals(came_back.id, uow.now, (Purpose.SURVEY,)):
            await uow.consents.add(entry)
        await uow.sessions.add(came_back.id, None, session(), split=None)

    clock.step(days=300)
    await database.run(write_again)
    clock.step(days=100)
    await chores(database, clock, contacts=YEAR)()

    async def erased(uow: UnitOfWork) -> list[bool]:
        found = [await uow.contacts.get(one.id) for one in (silent, under_way, came_back)]
        return [one is not None and one.erased_at is not None for one in found]

    assert await database.run(erased) == [True, False, False]


async def test_zero_keeps_for_ever(database: Database, clock: HandClock) -> None:
    contact = await database.run(lambda uow: talk(uow, 1))
    clock.step(days=9999)
    never = timedelta()
    await chores(
        database, clock, updates=never, messages=never, conversations=never, contacts=never
    )()

    async def look(uow: UnitOfWork) -> None:
        found = await uow.contacts.get(contact.id)
        assert found == contact
        (stored,) = await uow.sessions.all_of(contact.id)
        assert stored.session.answers

    await database.run(look)
