"""Rows that have not arrived: counted, listed, tried again and dropped."""

from datetime import timedelta

from leads.outbox import OutboxMessage, Topic
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.storage.samples import START, HandClock


async def fill(database: Database) -> None:
    """Of six rows two wait, one is in somebody's hands, two are parked, one has arrived."""

    async def add(uow: UnitOfWork) -> None:
        for number in range(1, 7):
            topic = Topic.CRM if number % 2 else Topic.CHAT
            payload = {"kind": f"kind-{number}", "v": 1}
            await uow.outbox.add(OutboxMessage(topic, f"k{number}", f"lane:{number}", payload))

    async def become(uow: UnitOfWork) -> None:
        await uow.outbox.retry(2, START + timedelta(minutes=5), "busy")
        await uow.outbox.claim_due((Topic.CRM,), START, 1, "me")
        await uow.outbox.park(3, "rejected: no such option")
        await uow.outbox.park(4, "the person has blocked the bot")
        await uow.outbox.settle(6)

    await database.run(add)
    await database.run(become)


async def test_what_has_not_arrived_is_counted_and_listed(database: Database) -> None:
    await fill(database)
    assert await database.run(lambda uow: uow.undelivered.counts()) == {
        "chat": (1, 1),
        "crm": (2, 1),
    }
    parked = await database.run(lambda uow: uow.undelivered.page())
    assert [(row.id, row.kind, row.error) for row in parked] == [
        (3, "kind-3", "rejected: no such option"),
        (4, "kind-4", "the person has blocked the bot"),
    ]
    everything = await database.run(lambda uow: uow.undelivered.page(parked_only=False))
    assert [row.id for row in everything] == [1, 2, 3, 4, 5]
    assert [row.held for row in everything] == [True, False, False, False, False]
    crm = await database.run(lambda uow: uow.undelivered.page(topic="crm", after=1))
    assert [row.id for row in crm] == [3]
    newest = await database.run(lambda uow: uow.undelivered.newest_parked(1))
    assert [row.id for row in newest] == [4]
    assert await database.run(lambda uow: uow.undelivered.get(6)) is None


async def test_trying_again_begins_afresh(database: Database, clock: HandClock) -> None:
    await fill(database)
    clock.step(seconds=1)
    assert await database.run(lambda uow: uow.undelivered.again([1, 3, 6, 99])) == 1
    (row,) = await database.run(
        lambda uow: uow.outbox.claim_due((Topic.CRM,), clock.now(), 1, "you")
    )
    assert (row.id, row.attempts) == (3, 1)


async def test_a_lease_that_ran_out_holds_nothing(database: Database, clock: HandClock) -> None:
    await fill(database)
    clock.step(minutes=2)
    assert await database.run(lambda uow: uow.undelivered.again([1])) == 1


async def test_what_is_dropped_is_never_delivered_and_says_nothing(database: Database) -> None:
    await fill(database)
    assert await database.run(lambda uow: uow.undelivered.drop([2, 3, 6])) == 2
    assert await database.run(lambda uow: uow.undelivered.get(3)) is None
    assert await database.run(lambda uow: uow.undelivered.again([3])) == 0
    counts = await database.run(lambda uow: uow.undelivered.counts())
    assert counts == {"chat": (0, 1), "crm": (2, 0)}
