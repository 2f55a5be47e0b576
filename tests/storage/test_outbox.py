"""The outbox: once per key, in order within a lane, back again when a lease runs out."""

import asyncio
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select, update

from leads.outbox import Claimed, OutboxMessage, Priority, Topic
from storage.database import Database
from storage.outbox import HOLDER_DIED, LONGEST_BEHIND
from storage.tables import outbox
from storage.unit_of_work import UnitOfWork
from tests.storage.samples import START, HandClock

BOTH = (Topic.CHAT, Topic.SALES)


def message(key: str, lane: str = "chat:1", **changes: Any) -> OutboxMessage:
    values = {"topic": Topic.CHAT, "payload": {"kind": "prompt", "v": 1, "key": key}, **changes}
    return OutboxMessage(key=key, lane=lane, **values)


async def add(
    database: Database, *messages: OutboxMessage, leased_by: str | None = None
) -> list[Claimed | None]:
    async def work(uow: UnitOfWork) -> list[Claimed | None]:
        return [await uow.outbox.add(item, leased_by=leased_by) for item in messages]

    return await database.run(work)


async def claim(
    database: Database,
    now: datetime,
    owner: str = "relay",
    limit: int = 100,
    topics: tuple[Topic, ...] = BOTH,
) -> list[Claimed]:
    return await database.run(lambda uow: uow.outbox.claim_due(topics, now, limit, owner))


async def settle(database: Database, row: Claimed, ref: int | None = None) -> None:
    await database.run(lambda uow: uow.outbox.settle(row.id, ref))


def keys_of(rows: list[Claimed]) -> list[str]:
    return [row.key for row in rows]


async def test_a_claimed_row_says_what_was_written(database: Database) -> None:
    await add(database, message("a", "lead:7", topic=Topic.SALES))
    (row,) = await claim(database, START)
    payload = {"kind": "prompt", "v": 1, "key": "a"}
    assert row == Claimed(row.id, Topic.SALES, "a", "lead:7", payload, 1)


async def test_a_key_is_written_once_for_ever(database: Database) -> None:
    await add(database, message("a"), message("a", "chat:2"))
    await add(database, message("a", "chat:3"))
    (row,) = await claim(database, START)
    assert row.lane == "chat:1"
    await database.run(lambda uow: uow.outbox.settle(row.id, 5))
    await add(database, message("a"))
    assert await claim(database, START) == []
    assert await database.run(lambda uow: uow.outbox.has("a"))
    assert not await database.run(lambda uow: uow.outbox.has("b"))


async def test_a_lane_keeps_its_order(database: Database) -> None:
    await add(database, message("a1"), message("b1", "chat:2"), message("a2"), message("a3"))
    told: list[list[str]] = []
    while rows := await claim(database, START):
        told.append(keys_of(rows))
        for row in rows:
            await settle(database, row)
    assert told == [["a1", "b1"], ["a2"], ["a3"]]


async def test_a_row_put_off_holds_its_lane_back(database: Database) -> None:
    await add(database, message("a1"), message("a2"))
    (row,) = await claim(database, START)
    later = START + timedelta(seconds=30)
    await database.run(lambda uow: uow.outbox.retry(row.id, later, "429"))
    assert await claim(database, START + timedelta(seconds=29)) == []
    (again,) = await claim(database, later)
    assert (again.key, again.attempts) == ("a1", 2)


async def test_what_waits_behind_a_row_is_not_due_before_it(database: Database) -> None:
    await add(database, message("a1"), message("a2"))
    (row,) = await claim(database, START)
    later = START + timedelta(seconds=30)
    await database.run(lambda uow: uow.outbox.retry(row.id, later, "429"))
    assert await database.run(lambda uow: uow.outbox.next_due()) == later
    tomorrow = START + timedelta(days=1)
    (again,) = await claim(database, later)
    await database.run(lambda uow: uow.outbox.retry(again.id, tomorrow, "429"))
    await database.run(lambda uow: uow.undelivered.drop([again.id]))
    assert keys_of(await claim(database, START + LONGEST_BEHIND)) == ["a2"]


async def test_putting_a_row_off_waits_for_nobody(replicas: tuple[Database, Database]) -> None:
    """Whoever has rows behind it in hand may wait for the row itself."""
    one, other = replicas
    await add(one, message("a1"), message("a2"), message("a3"))
    (row,) = await claim(one, START)
    later = START + timedelta(seconds=30)

    async def holding(uow: UnitOfWork) -> None:
        await uow.undelivered.get(row.id + 1)
        async with asyncio.timeout(60):
            await other.run(lambda uow: uow.outbox.retry(row.id, later, "429"))

    await one.run(holding)
    due = await one.run(lambda uow: uow.outbox.next_due())
    assert due is not None and due < later, "a2 was left as it is"
    assert keys_of(await claim(one, START)) == []
    assert keys_of(await claim(one, later)) == ["a1"]


async def test_a_parked_row_lets_its_lane_go_on(database: Database) -> None:
    await add(database, message("a1"), message("a2"))
    (row,) = await claim(database, START)
    await database.run(lambda uow: uow.outbox.park(row.id, "the bot was blocked"))
    assert keys_of(await claim(database, START)) == ["a2"]


async def test_a_row_comes_back_when_its_lease_runs_out(database: Database) -> None:
    await add(database, message("a"))
    (lost,) = await claim(database, START, "crashed")
    assert await claim(database, START + timedelta(seconds=59), "rescuer") == []
    now = START + timedelta(seconds=60)
    (row,) = await claim(database, now, "rescuer")
    assert (row.id, row.attempts) == (lost.id, 2)
    # The first holder was only slow: its bad news no longer counts, its good news does.
    await database.run(lambda uow: uow.outbox.retry(row.id, START, "slow", owner="crashed"))
    await database.run(lambda uow: uow.outbox.park(row.id, "slow", owner="crashed"))
    assert await claim(database, now, "third") == []
    await database.run(lambda uow: uow.outbox.settle(row.id, 9))
    await database.run(lambda uow: uow.outbox.retry(row.id, START, "late"))
    assert await claim(database, now + timedelta(days=1), "third") == []


async def test_only_topics_asked_for_are_claimed(database: Database) -> None:
    await add(database, message("a", topic=Topic.CRM), message("b", "lead:1", topic=Topic.SALES))
    assert keys_of(await claim(database, START, topics=(Topic.CRM,))) == ["a"]


async def test_a_row_is_not_delivered_before_its_time(database: Database) -> None:
    later = START + timedelta(hours=1)
    await add(database, message("a", not_before=later))
    assert await claim(database, START) == []
    assert await database.run(lambda uow: uow.outbox.next_due()) == later
    assert keys_of(await claim(database, later)) == ["a"]
    assert await database.run(lambda uow: uow.outbox.next_due()) is None


async def test_a_leased_row_belongs_to_its_writer(database: Database, clock: HandClock) -> None:
    (row,) = await add(database, message("a"), leased_by="me")
    assert row is not None
    assert row.attempts == 1
    assert await claim(database, START) == []
    await database.run(lambda uow: uow.outbox.settle(row.id, 77))
    assert await database.run(lambda uow: uow.outbox.sent_ref("a")) == 77
    assert await database.run(lambda uow: uow.outbox.sent_ref("b")) is None


async def test_no_lease_past_an_earlier_row_of_the_lane(database: Database) -> None:
    await add(database, message("old"))

    async def work(uow: UnitOfWork, key: str) -> Claimed | None:
        return await uow.outbox.add(message(key), leased_by="me")

    assert await database.run(partial(work, key="new")) is None
    assert await database.run(partial(work, key="newer"), chat_ids=[1]) is None
    assert keys_of(await claim(database, START)) == ["old"]


async def test_one_owner_leases_several_rows_of_a_lane(database: Database) -> None:
    rows = await add(database, message("a1"), message("a2"), leased_by="me")
    assert None not in rows
    (third,) = await add(database, message("a3"), leased_by="me")
    assert third is not None
    assert await add(database, message("a4"), leased_by="other") == [None]


async def test_delivered_rows_are_forgotten_after_a_while(
    database: Database, clock: HandClock
) -> None:
    await add(database, message("a"), message("b", "chat:2"))
    row, _ = await claim(database, START)
    await database.run(lambda uow: uow.outbox.settle(row.id))
    clock.step(days=31)
    await database.run(lambda uow: uow.kept.drop_messages(clock.now() - timedelta(days=30)))
    assert not await database.run(lambda uow: uow.outbox.has("a"))
    assert await database.run(lambda uow: uow.outbox.has("b"))


async def test_claimers_in_one_batch_never_share_a_row(database: Database) -> None:
    await add(database, *(message(f"k{n}", f"chat:{n}") for n in range(100)))
    claimed = await asyncio.gather(
        *(claim(database, START, f"relay{n}", limit=15) for n in range(10))
    )
    ids = [row.id for rows in claimed for row in rows]
    assert sorted(ids) == sorted(set(ids))
    assert len(ids) == 100


async def test_replicas_never_share_a_row(replicas: tuple[Database, Database]) -> None:
    await add(replicas[0], *(message(f"k{n}", f"chat:{n}") for n in range(200)))

    async def drain(database: Database, owner: str) -> list[int]:
        ids: list[int] = []
        while rows := await claim(database, START, owner, limit=7):
            ids += [row.id for row in rows]
        return ids

    one, two = await asyncio.gather(drain(replicas[0], "one"), drain(replicas[1], "two"))
    assert one
    assert two
    assert len(one) + len(two) == len({*one, *two}) == 200


async def test_without_locks_two_claimers_would_share_rows(
    replicas: tuple[Database, Database],
) -> None:
    """The negative control: the test above could fail."""
    await add(replicas[0], *(message(f"k{n}", f"chat:{n}") for n in range(50)))
    due = select(outbox.c.id).where(outbox.c.lease_owner.is_(None)).order_by(outbox.c.id).limit(10)
    meet = asyncio.Barrier(2)

    async def naive(database: Database, owner: str) -> list[int]:
        link = database._link
        ids = await link.call(lambda c: list(c.execute(due).scalars()))
        await meet.wait()
        lease = update(outbox).where(outbox.c.id.in_(ids)).values(lease_owner=owner)
        await link.commit(lambda c: c.execute(lease))
        return ids

    one, two = await asyncio.gather(naive(replicas[0], "one"), naive(replicas[1], "two"))
    assert set(one) & set(two)


async def test_replicas_keep_the_order_of_a_lane(replicas: tuple[Database, Database]) -> None:
    """Numbers come in blocks per process; a left-over block must not overtake."""
    for number in range(12):
        await add(replicas[number % 2], message(f"k{number:02}"))
    told = []
    while rows := await claim(replicas[0], START):
        (row,) = rows
        told.append(row.key)
        await settle(replicas[0], row)
    assert told == [f"k{number:02}" for number in range(12)]


async def test_what_matters_more_goes_first(database: Database) -> None:
    await add(
        database,
        message("news", "mail:1", priority=Priority.BROADCAST),
        message("reminder", "chat:2", priority=Priority.REMINDER),
        message("answer", "chat:3"),
    )
    assert keys_of(await claim(database, START, limit=2)) == ["answer", "reminder"]
    assert keys_of(await claim(database, START)) == ["news"]


async def test_what_is_sent_at_most_once_is_not_sent_again_after_a_crash(
    database: Database, clock: HandClock
) -> None:
    await add(
        database,
        message("news", "mail:1", priority=Priority.BROADCAST),
        message("untouched", "mail:2", priority=Priority.BROADCAST),
        message("reminder", "chat:3", priority=Priority.REMINDER),
    )
    reminder, news, _ = await claim(database, START, "crashed")
    for row in (reminder, news):
        assert await database.run(partial(begin, row=row, owner="crashed"))
    clock.step(seconds=61)
    assert await database.run(lambda uow: uow.outbox.give_up_lost(clock.now())) == 1
    assert keys_of(await claim(database, clock.now())) == ["reminder", "untouched"]
    (doubt,) = await database.run(lambda uow: uow.undelivered.newest_parked(9))
    assert (doubt.key, doubt.unknown, doubt.error) == ("news", True, HOLDER_DIED)


async def begin(uow: UnitOfWork, row: Claimed, owner: str) -> bool:
    return await uow.outbox.begin(row, owner)


async def test_only_the_holder_begins(database: Database) -> None:
    await add(database, message("a", priority=Priority.SURVEY))
    (row,) = await claim(database, START)
    assert not await database.run(partial(begin, row=row, owner="another"))
    await database.run(lambda uow: uow.outbox.call_off(row.id, "no_consent"))
    assert not await database.run(partial(begin, row=row, owner="relay"))
    assert await database.run(lambda uow: uow.undelivered.newest_parked(9)) == []


async def test_what_surely_was_not_sent_is_tried_again(database: Database) -> None:
    await add(database, message("a", priority=Priority.BROADCAST))
    (row,) = await claim(database, START)
    await database.run(partial(begin, row=row, owner="relay"))
    await database.run(lambda uow: uow.outbox.retry(row.id, START, "429"))
    assert keys_of(await claim(database, START)) == ["a"]


async def test_the_waiting_are_counted_up_to_a_limit(database: Database) -> None:
    await add(database, *(message(f"n{n}", priority=Priority.BROADCAST) for n in range(5)))
    await add(database, message("a"))

    async def counted(uow: UnitOfWork) -> list[int]:
        return [await uow.outbox.waiting(Priority.BROADCAST, most) for most in (3, 9)]

    assert await database.run(counted) == [3, 5]
