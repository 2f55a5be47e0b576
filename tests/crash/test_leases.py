"""What a dead process was about to deliver: taken up at once, on SQLite where no other can be."""

from datetime import datetime, timedelta

from bot.app.rows import release_leases
from leads.outbox import OutboxMessage, Topic
from storage.engine import open_database
from storage.secrets import KeyRing
from storage.unit_of_work import UnitOfWork

DEAD, ALIVE = "1-dead", "2-alive"


def message(key: str, not_before: datetime | None = None) -> OutboxMessage:
    return OutboxMessage(
        topic=Topic.CHAT,
        key=key,
        lane=f"chat:{key}",
        payload={"kind": "message", "v": 1},
        not_before=not_before,
    )


async def claimed(uow: UnitOfWork) -> list[str]:
    rows = await uow.outbox.claim_due([Topic.CHAT], uow.now, 10, ALIVE)
    return [row.key for row in rows]


async def test_leases_end_with_the_process_that_held_them(sqlite_url: str) -> None:
    database = await open_database(sqlite_url, keys=KeyRing.fresh())

    async def fill(uow: UnitOfWork) -> None:
        await uow.outbox.add(message("held"), leased_by=DEAD)
        await uow.outbox.add(message("later", uow.now + timedelta(hours=1)))
        settled = await uow.outbox.add(message("settled"), leased_by=DEAD)
        assert settled is not None
        await uow.outbox.settle(settled.id)

    try:
        await database.run(fill)
        assert await database.run(claimed) == []
        await release_leases(database)
        assert await database.run(claimed) == ["held"]
        assert await database.run(claimed) == []
    finally:
        await database.close()
