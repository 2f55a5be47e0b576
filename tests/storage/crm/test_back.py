"""What CRMs told us: calls until they are dealt with, events once, one listener at a time."""

from datetime import timedelta
from functools import partial

from crm_sync.back.known import Word
from crm_sync.back.ports import Feed, Standing, StoredCall
from crm_sync.cards import CrmRef, Entity
from crm_sync.events import InboundRequest
from crm_sync.publishing.links import Party, Written
from storage.crm.calls import REQUEST
from storage.database import Database
from storage.tables import crm_calls, crm_heard
from storage.unit_of_work import UnitOfWork
from tests.storage.samples import START, HandClock

CALL = InboundRequest("POST", "https://bot/crm/main/s3cret", {"x": "1"}, b"\xff\0{}", START)
LEAD, REF = Party(Entity.LEAD, 7), CrmRef(Entity.LEAD, "342", "https://crm/342", "v1")
MINUTE = timedelta(minutes=1)


async def due(database: Database, account: str = "main") -> StoredCall | None:
    return await database.run(lambda uow: uow.crm_calls.due(account))


async def keep(database: Database, **sent: object) -> None:
    await database.run(lambda uow: uow.crm_links.keep("main", [Written(LEAD, REF, sent)]))


async def standing(database: Database) -> Standing:
    found = await database.run(lambda uow: uow.crm_links.standing("main", REF))
    assert found
    return found


async def test_a_call_waits_as_it_came_and_is_emptied_once_dealt_with(
    database: Database, clock: HandClock
) -> None:
    await database.run(lambda uow: uow.crm_calls.add("main", CALL))
    assert await due(database, "other") is None
    call = await due(database)
    assert call
    assert (call.request, call.attempts) == (CALL, 0)
    later = clock.now() + MINUTE
    await database.run(lambda uow: uow.crm_calls.later(call.id, later, "unavailable: 503"))
    assert await due(database) is None
    clock.step(minutes=1)
    again = await due(database)
    assert again
    assert again.attempts == 1
    await database.run(lambda uow: uow.crm_calls.done(call.id))
    assert await due(database) is None

    async def left(uow: UnitOfWork) -> list[dict[str, object]]:
        rows = await uow.scope.fetch(crm_calls.select(), {})
        return [uow.scope.keys.open_json(REQUEST, row["request"]) for row in rows]

    assert await database.run(left) == [{}]


async def test_an_event_is_dealt_with_once_in_each_account(database: Database) -> None:
    strange = "id\0" + "x" * 5000

    async def note(uow: UnitOfWork) -> None:
        for event in ("e-1", strange, "e-1"):
            await uow.crm_calls.note("main", event)

    async def heard(uow: UnitOfWork, account: str, event: str) -> bool:
        return await uow.crm_calls.heard(account, event)

    await database.run(note)
    for account, event, known in (
        ("main", "e-1", True),
        ("main", strange, True),
        ("main", "e-2", False),
        ("other", "e-1", False),
    ):
        work = partial(heard, account=account, event=event)
        assert await database.run(work) is known


async def test_one_listens_at_a_time_until_they_let_go_or_die(
    database: Database, clock: HandClock
) -> None:
    async def hold(by: str) -> Feed | None:
        return await database.run(lambda uow: uow.crm_feeds.hold("main", by, MINUTE))

    assert await hold("one") == Feed()
    assert await hold("two") is None
    assert await hold("one") == Feed()
    await database.run(lambda uow: uow.crm_feeds.let_go("main", "two"))
    assert await hold("two") is None
    await database.run(lambda uow: uow.crm_feeds.let_go("main", "one"))
    assert await hold("two") is not None
    clock.step(minutes=1)
    assert await hold("one") is not None, "whoever died over it is not waited for"
    await database.run(lambda uow: uow.crm_feeds.release_all())
    assert await hold("two") is not None


async def test_how_far_it_went_outlives_a_failure(database: Database) -> None:
    async def keep_both(uow: UnitOfWork) -> None:
        await uow.crm_feeds.keep("main", Feed("cursor-1", START))
        await uow.crm_feeds.keep("main", Feed(None, START + MINUTE, failed=2))

    await database.run(keep_both)
    found = await database.run(lambda uow: uow.crm_feeds.hold("main", "one", MINUTE))
    assert found == Feed("cursor-1", START + MINUTE, 2)


async def test_what_is_known_of_a_card_is_kept_and_what_we_write_is_known(
    database: Database, clock: HandClock
) -> None:
    await keep(database, **{"@place": "3/new/", "title": "Анна"})
    first = await standing(database)
    assert (first.party, first.written_at, first.known) == (LEAD, START, {})
    known = {"@stage": Word("3/offer/", START, "e-1"), "SUM": Word(500, START)}
    await database.run(
        lambda uow: uow.crm_links.followed("main", LEAD, {"@place": "3/offer/"}, known)
    )
    assert (await standing(database)).known == known
    now = clock.step(minutes=5)
    await keep(database, **{"@place": "3/won/", "SUM": 700, "title": "Анна"})
    after = (await standing(database)).known
    assert after["@stage"] == Word("3/won/", START, "e-1", written=now)
    assert after["SUM"] == Word(700, START, written=now)
    assert "title" not in after

    async def erase(uow: UnitOfWork) -> None:
        uow.crm_links.empty(3, [7], [])

    await database.run(erase)
    assert (await standing(database)).known == {}


async def test_what_was_dealt_with_long_ago_is_forgotten(
    database: Database, clock: HandClock
) -> None:
    await database.run(lambda uow: uow.crm_calls.add("main", CALL))
    call = await due(database)
    assert call
    await database.run(lambda uow: uow.crm_calls.done(call.id))
    await database.run(lambda uow: uow.crm_calls.add("main", CALL))
    await database.run(lambda uow: uow.crm_calls.note("main", "e-1"))
    clock.step(days=8)
    before = clock.now() - timedelta(days=7)
    assert await database.run(lambda uow: uow.kept.drop_crm_calls(before)) == 2
    assert await due(database), "what waits is kept"

    async def heard(uow: UnitOfWork) -> int:
        return len(await uow.scope.fetch(crm_heard.select(), {}))

    assert await database.run(heard) == 0
