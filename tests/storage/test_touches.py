"""Touches: planned once, due in order, cancelled by the beginning of their keys."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, update

from leads.consent import Audience, Purpose
from leads.outbox import Priority
from leads.policy import Policy
from leads.redating import save_person
from leads.touch import Touch
from storage import tables
from storage.database import Database
from storage.touches import _DUE
from storage.unit_of_work import UnitOfWork
from tests.storage.samples import START, person_with_lead


def touch(key: str, minutes: float = 0, **changes: Any) -> Touch:
    values: dict[str, Any] = {
        "kind": "untaken",
        "lead_id": None,
        "contact_id": None,
        "audience": Audience.STAFF,
        "purpose": Purpose.SERVICE,
        "due_at": START + timedelta(minutes=minutes),
        **changes,
    }
    return Touch(key=key, **values)


async def plan(database: Database, *touches: Touch) -> None:
    async def work(uow: UnitOfWork) -> None:
        for item in touches:
            await uow.touches.plan(item)

    await database.run(work)


async def claim(database: Database, now: datetime, owner: str = "me") -> list[str]:
    found = await database.run(lambda uow: uow.touches.claim_due(now, 100, owner))
    return [item.key for item in found]


async def test_a_touch_comes_back_whole(database: Database) -> None:
    contact, lead = await database.run(person_with_lead)
    planned = touch(
        "recheck:1",
        kind="recheck",
        lead_id=lead.id,
        contact_id=contact.id,
        audience=Audience.PERSON,
        purpose=Purpose.REMINDER,
        expires_at=START + timedelta(days=3),
        priority=Priority.REMINDER,
        payload={"kind": "recheck", "v": 1, "n": 5},
    )
    await plan(database, planned)

    async def work(uow: UnitOfWork) -> list[Touch]:
        found = await uow.touches.claim_due(START, 10, "me")
        # What the touch is about was read along with it.
        assert await uow.leads.get(lead.id) == lead
        assert await uow.contacts.get(contact.id) == contact
        return found

    assert [item.key for item in await database.run(lambda uow: uow.touches.of_lead(lead.id))] == [
        "recheck:1"
    ]
    (found,) = await database.run(work)
    for name in ("key", "kind", "lead_id", "contact_id", "audience", "purpose", "due_at"):
        assert getattr(found, name) == getattr(planned, name)
    assert found.payload == planned.payload
    assert (found.expires_at, found.priority) == (planned.expires_at, planned.priority)


async def test_touches_are_due_in_order(database: Database) -> None:
    await plan(
        database,
        touch("late", 5),
        touch("early", 1),
        touch("usual", 3),
        touch("urgent", 3, priority=Priority.ALERT),
        touch("future", 60),
    )
    assert await database.run(lambda uow: uow.touches.next_due()) == START + timedelta(minutes=1)
    assert await claim(database, START + timedelta(minutes=10)) == [
        "early",
        "urgent",
        "usual",
        "late",
    ]
    assert await database.run(lambda uow: uow.touches.next_due()) == START + timedelta(hours=1)


async def test_a_key_is_planned_once(database: Database) -> None:
    await plan(database, touch("a", 1), touch("a", 2))
    await plan(database, touch("a", 3))
    assert await claim(database, START + timedelta(hours=1)) == ["a"]


async def test_cancelling_goes_by_the_beginning_of_the_key(database: Database) -> None:
    await plan(database, touch("untaken:7:5m"), touch("untaken:71:5m"), touch("untaken_7:5m"))

    async def work(uow: UnitOfWork) -> None:
        await uow.touches.plan(touch("untaken:7:15m"))
        await uow.touches.cancel("untaken:7:")
        await uow.touches.plan(touch("untaken:7:again"))

    await database.run(work)
    assert sorted(await claim(database, START)) == [
        "untaken:71:5m",
        "untaken:7:again",
        "untaken_7:5m",
    ]


async def test_cancelling_reaches_what_the_batch_has_not_sent_yet(database: Database) -> None:
    async def failing(uow: UnitOfWork) -> None:
        await uow.touches.cancel("b:")
        raise ValueError

    await asyncio.gather(
        database.run(lambda uow: uow.touches.plan(touch("a:1"))),
        database.run(lambda uow: uow.touches.plan(touch("b:1"))),
        database.run(lambda uow: uow.touches.cancel("a:")),
        database.run(failing),
        return_exceptions=True,
    )
    assert await claim(database, START) == ["b:1"]


async def test_a_leased_touch_comes_back_when_its_lease_runs_out(database: Database) -> None:
    await plan(database, touch("a"))
    assert await claim(database, START, "crashed") == ["a"]
    assert await claim(database, START + timedelta(seconds=59)) == []
    assert await claim(database, START + timedelta(seconds=60)) == ["a"]


async def test_a_touch_is_moved_or_over(database: Database) -> None:
    await plan(database, touch("a"), touch("b"))
    a, b = await database.run(lambda uow: uow.touches.claim_due(START, 10, "me"))
    morning = START + timedelta(hours=9)
    await database.run(lambda uow: uow.touches.retry(a.id, morning, "quiet hours"))
    await database.run(lambda uow: uow.touches.settle(b.id, "expired"))
    await database.run(lambda uow: uow.touches.retry(b.id, START, "late news"))
    assert await database.run(lambda uow: uow.touches.next_due()) == morning
    assert await claim(database, morning + timedelta(days=1)) == ["a"]


async def test_a_cancelled_touch_stays_cancelled_when_its_holder_puts_it_off(
    database: Database,
) -> None:
    await plan(database, touch("a:1"))
    (held,) = await database.run(lambda uow: uow.touches.claim_due(START, 10, "me"))
    await database.run(lambda uow: uow.touches.cancel("a:"))
    await database.run(lambda uow: uow.touches.retry(held.id, START, None))
    assert await claim(database, START + timedelta(days=1)) == []


async def test_replicas_never_share_a_touch(replicas: tuple[Database, Database]) -> None:
    await plan(replicas[0], *(touch(f"t{n}") for n in range(100)))

    async def drain(database: Database, owner: str) -> list[str]:
        keys: list[str] = []
        while True:
            found = await database.run(lambda uow: uow.touches.claim_due(START, 7, owner))
            if not found:
                return keys
            keys += [item.key for item in found]

    one, two = await asyncio.gather(drain(replicas[0], "one"), drain(replicas[1], "two"))
    assert len(one) + len(two) == len({*one, *two}) == 100


async def test_broadcasts_are_claimed_apart(database: Database) -> None:
    await plan(
        database, touch("news", 1, priority=Priority.BROADCAST), touch("ours", 2), touch("later", 9)
    )
    now = START + timedelta(minutes=5)
    assert await claim(database, now) == ["ours"]

    async def broadcasts(uow: UnitOfWork) -> list[str]:
        return [one.key for one in await uow.touches.claim_due(now, 9, "me", broadcasts=True)]

    assert await database.run(broadcasts) == ["news"]


async def test_whoever_moves_has_what_is_planned_moved_in_the_same_work(
    database: Database,
) -> None:
    contact, lead = await database.run(person_with_lead)
    whose = {"contact_id": contact.id, "lead_id": lead.id, "audience": Audience.PERSON}
    await plan(
        database,
        touch("cadence:1", 3000, kind="cadence", **whose),
        touch("meeting:1", 3000, kind="meeting_remind", **whose),
        touch("cadence:2", 3000, kind="cadence", **whose),
    )
    await database.run(lambda uow: uow.touches.cancel("cadence:2"))

    async def moves(uow: UnitOfWork) -> None:
        there = replace(contact, zone="Asia/Yekaterinburg")
        await save_person(uow, contact, there, Policy(ZoneInfo("Europe/Moscow")), uow.now)
        await uow.touches.plan(touch("cadence:3", 3000, kind="cadence", **whose))

    await database.run(moves)
    planned = await database.run(lambda uow: uow.touches.of_lead(lead.id))
    due = {one.key: (one.due_at - START) // timedelta(minutes=1) for one in planned}
    assert due == {"cadence:1": 2880, "meeting:1": 3000, "cadence:3": 3000}
    kept = await database.run(lambda uow: uow.contacts.get(contact.id))
    assert kept is not None and kept.zone == "Asia/Yekaterinburg"


async def test_of_thousands_due_at_one_moment_the_first_are_found_without_sorting(
    database: Database,
) -> None:
    minutes = [n * 7_919 % 5_000 - 20 for n in range(5_000)]
    await plan(database, *(touch(f"untaken:{n}:1", n) for n in minutes))

    def explained(connection: Connection) -> str:
        connection.exec_driver_sql("ANALYZE")  # now the server believes that 20 are due
        connection.execute(update(tables.touches).values(due_at=START))
        asked = _DUE.limit(100).params(now=START)
        said = asked.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
        how = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
        return str(connection.exec_driver_sql(f"{how} {said}").all())

    steps = await database.run(lambda uow: uow.scope.query(explained))
    assert "ix_touches_due" in steps
    assert "Sort" not in steps
    assert "B-TREE" not in steps


async def test_what_was_held_beyond_its_end_stops_nobody(database: Database) -> None:
    brief = touch("brief", expires_at=START + timedelta(seconds=30))
    await plan(database, brief, touch("other", 2))
    assert await claim(database, START) == ["brief"], "and its holder dies"
    assert await claim(database, START + timedelta(minutes=3)) == ["brief", "other"]
