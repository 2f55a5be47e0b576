"""Sent forms as rows: once, whatever is repeated, and dealt with once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from leads.forms.submission import Fate, Filled, Submission
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.storage.samples import HandClock

SAID = Filled("ru", {"product": "seo"}, {"phone": "+79161234567"}, True, "https://a.example/", {})


def sent(clock: HandClock, number: int, content: bytes = b"c") -> Submission:
    return Submission(number, "main", content, SAID, clock.now())


async def store(database: Database, *submissions: Submission) -> list[Fate]:
    async def work(uow: UnitOfWork) -> list[Fate]:
        return [one.fate for one in await uow.submissions.add_many(submissions)]

    return await database.run(work)


async def test_a_repetition_is_known_in_its_batch_and_later(
    database: Database, clock: HandClock
) -> None:
    one = sent(clock, 1)
    other = replace(one, content=b"other")
    assert await store(database, one, one, other) == [Fate.NEW, Fate.AGAIN, Fate.OTHER]
    assert await store(database, one, other, sent(clock, 2**62)) == [
        Fate.AGAIN,
        Fate.OTHER,
        Fate.NEW,
    ]
    kept = await database.run(lambda uow: uow.submissions.get(1))
    assert kept is not None
    assert kept.submission == one


async def test_a_signed_one_is_asked_again_with_a_later_time_only(
    database: Database, clock: HandClock
) -> None:
    one = replace(sent(clock, 1), signed_at=100)
    later = replace(one, signed_at=200)
    assert await store(database, one) == [Fate.NEW]
    assert await store(database, one) == [Fate.REPLAYED]
    assert await store(database, later) == [Fate.AGAIN]
    assert await store(database, later) == [Fate.REPLAYED]


async def test_what_failed_is_due_later(database: Database, clock: HandClock) -> None:
    await store(database, sent(clock, 1), sent(clock, 2))

    async def fail(uow: UnitOfWork) -> None:
        kept = await uow.submissions.claim(1)
        assert kept is not None
        await uow.submissions.later(kept, clock.now() + timedelta(minutes=1), "boom")

    await database.run(fail)
    now = clock.now()
    assert await database.run(lambda uow: uow.submissions.due(now, 10)) == [2]
    later = now + timedelta(minutes=1)
    assert set(await database.run(lambda uow: uow.submissions.due(later, 10))) == {1, 2}


async def test_two_processes_keep_one(
    replicas: tuple[Database, Database], clock: HandClock
) -> None:
    here, there = replicas
    one = sent(clock, 1)
    fates = await asyncio.gather(store(here, one), store(there, one))
    assert [Fate.NEW] in fates
    due = await here.run(lambda uow: uow.submissions.due(clock.now(), 10))
    assert due == [1]
