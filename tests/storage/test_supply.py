"""What is in stock and who waits, on both databases; and what a change of it causes there."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from leads.consent import Audience, ConsentEntry, Purpose
from leads.contact import Contact
from leads.due import Drop, Later
from leads.lead import Lead
from leads.outbox import OutboxMessage, Priority, Topic
from leads.stage import Stage
from leads.supply.availability import Condition, Item, Mark, Season
from leads.supply.facts import ProductBack, ProductGone, SourceBack, SourceFailed, SupplyFact
from leads.supply.selling import AFTER_THOSE_WHO_WAIT, LOOK_AGAIN, WHILE_UNSURE, Selling
from leads.supply.waits import BACK, Wait
from leads.supply.watching import SupplyRecord, Watching
from leads.touch import Touch
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.storage.samples import START, HandClock

SPRING = Season(date(2027, 3, 1), date(2027, 5, 31))
DAY = timedelta(days=1)


class Told:
    """What staff were told."""

    def __init__(self) -> None:
        self.facts: list[SupplyFact] = []

    def __call__(self, fact: SupplyFact) -> tuple[OutboxMessage, ...]:
        self.facts.append(fact)
        return ()


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def watching(told: Told) -> Watching:
    return Watching(ZoneInfo("Europe/Moscow"), DAY, told, expected=True)


async def record(database: Database) -> SupplyRecord:
    return await database.run(lambda uow: uow.supply.newer(0)) or SupplyRecord()


async def taken_in(
    database: Database,
    watching: Watching,
    quantity: int,
    at: datetime,
    *,
    as_of: datetime | None = None,
) -> None:
    """The source tells of the portal, and of something that is not counted."""
    items = [Item("portal", quantity), Item("seo")]
    await database.run(lambda uow: watching.take_in(uow, items, at, as_of))


async def missed(database: Database, watching: Watching, at: datetime) -> None:
    """The source does not answer."""
    await database.run(lambda uow: watching.missed(uow, "no answer", at))


async def settled(database: Database, watching: Watching, at: datetime) -> None:
    """What has changed by itself."""
    await database.run(lambda uow: watching.settle(uow, at))


async def someone_waits(database: Database, telegram: int, *, agreed: bool = True) -> Wait:
    """A person with a lead who waits for the portal since now."""

    async def work(uow: UnitOfWork) -> None:
        person = await uow.contacts.add(Contact(0, telegram))
        lead = await uow.leads.add(Lead(0, person.id, product="portal", stage_since=uow.now))
        await uow.consents.add(
            ConsentEntry(person.id, Purpose.REMINDER, True, uow.now, "wait:1", "a" * 64)
        )
        wait = Wait(person.id, lead.id, "portal", Condition.STOCK, uow.now, Stage.LEAD)
        await uow.waits.add(wait)
        if not agreed:
            at = uow.now + timedelta(seconds=1)
            await uow.consents.add(ConsentEntry(person.id, Purpose.REMINDER, False, at))

    await database.run(work)
    return (await database.run(lambda uow: uow.waits.untold("portal")))[-1]


async def test_everything_kept_is_found_again_by_both_ways(database: Database) -> None:
    items = (Item("portal", 2.5, 1), Item("sofa", None, 0, SPRING))
    mark = Mark("sofa", None, 2**40, START)

    async def keep(uow: UnitOfWork) -> SupplyRecord:
        await uow.supply.keep(items, uow.now)
        await uow.supply.set_mark("sofa", Mark("sofa", SPRING, 1, START))
        await uow.supply.set_mark("sofa", mark)
        await uow.supply.set_gone("portal", uow.now)
        return await uow.supply.record()

    kept = await database.run(keep)
    assert kept == await record(database)
    assert kept.items == {item.product: item for item in items}
    assert (kept.marks, kept.gone, kept.read_at) == ({"sofa": mark}, {"portal": START}, START)
    version = kept.version
    assert await database.run(lambda uow: uow.supply.newer(version)) is None

    async def change(uow: UnitOfWork) -> None:
        await uow.supply.set_mark("sofa", None)
        await uow.supply.set_gone("portal", None)

    await database.run(change)
    after = await record(database)
    assert (after.marks, after.gone) == ({}, {})
    assert after.version > version


async def test_only_one_asks_the_source_at_its_time(database: Database, clock: HandClock) -> None:
    async def claim(uow: UnitOfWork) -> bool:
        return await uow.supply.claim(uow.now, uow.now + timedelta(minutes=10))

    assert await database.run(claim)
    assert not await database.run(claim)
    clock.step(minutes=10)
    assert await database.run(claim)


async def test_two_processes_ask_once_and_tell_once(
    replicas: tuple[Database, Database], watching: Watching, told: Told
) -> None:
    one, two = replicas

    async def claim(uow: UnitOfWork) -> bool:
        return await uow.supply.claim(uow.now, uow.now + timedelta(minutes=10))

    assert [await one.run(claim), await two.run(claim)] == [True, False]
    await taken_in(one, watching, 0, START)
    await settled(two, watching, START)
    assert [type(fact) for fact in told.facts] == [ProductGone]
    assert (await record(two)).gone == {"portal": START}


async def test_going_and_coming_back_are_told_once_each(
    database: Database, clock: HandClock, watching: Watching, told: Told
) -> None:
    for quantity in (3, 0, 0, 5, 5):
        now = clock.step(minutes=10)
        await taken_in(database, watching, quantity, now)
    gone, back = told.facts
    assert isinstance(gone, ProductGone)
    assert (gone.product, gone.condition) == ("portal", Condition.STOCK)
    assert back == ProductBack("portal", START + timedelta(minutes=40), 0)


async def test_a_failing_source_is_told_once_and_old_data_change_nothing(
    database: Database, clock: HandClock, watching: Watching, told: Told
) -> None:
    await taken_in(database, watching, 0, START)
    for _ in range(30):
        now = clock.step(hours=1)
        await missed(database, watching, now)
        await settled(database, watching, now)
    assert [type(fact) for fact in told.facts] == [ProductGone, SourceFailed]
    now = clock.step(hours=1)
    await taken_in(database, watching, 1, now)
    assert [type(fact) for fact in told.facts[2:]] == [SourceBack, ProductBack]


async def test_old_data_of_the_source_s_own_are_old(
    database: Database, watching: Watching, told: Told
) -> None:
    old = START - 2 * DAY
    await taken_in(database, watching, 0, START, as_of=old)
    assert told.facts == []
    assert (await record(database)).read_at == old


async def test_whoever_waits_is_told_in_turn_and_whoever_stopped_is_not(
    database: Database, clock: HandClock, watching: Watching, told: Told
) -> None:
    await taken_in(database, watching, 0, START)
    waits = []
    for telegram in (3, 1, 2):
        waits.append(await someone_waits(database, telegram))
        clock.step(minutes=1)
    stopped = await someone_waits(database, 4, agreed=False)
    now = clock.step(minutes=10)
    await taken_in(database, watching, 2, now)
    assert told.facts[-1] == ProductBack("portal", now, 3)
    clock.step(seconds=1)
    due = await database.run(lambda uow: uow.touches.claim_due(uow.now, 10, "me"))
    assert [touch.payload["wait_id"] for touch in due] == [wait.id for wait in waits]
    assert await database.run(lambda uow: uow.waits.get(stopped.id)) is None


async def test_whoever_began_to_wait_while_it_came_back_is_told_as_well(
    database: Database, clock: HandClock, watching: Watching
) -> None:
    await taken_in(database, watching, 2, START)
    wait = await someone_waits(database, 1)
    for _ in range(2):
        now = clock.step(minutes=10)
        await settled(database, watching, now)
    clock.step(seconds=1)
    due = await database.run(lambda uow: uow.touches.claim_due(uow.now, 10, "me"))
    assert [(touch.kind, touch.payload["wait_id"]) for touch in due] == [(BACK, wait.id)]


def about_the_portal(contact: int, lead: int, priority: Priority, kind: str = "news") -> Touch:
    return Touch(
        key=f"{kind}:{priority}",
        kind=kind,
        lead_id=lead,
        contact_id=contact,
        audience=Audience.PERSON,
        purpose=Purpose.ADVERTISING,
        due_at=START,
        priority=priority,
        payload={"product": "portal"},
    )


async def test_touches_about_what_is_gone_are_held_and_those_who_wait_hear_first(
    database: Database, clock: HandClock, watching: Watching
) -> None:
    def say(contact: Contact, wait: Wait, key: str, basis: object) -> OutboxMessage:
        payload = {"kind": str(basis), "v": 1}
        return OutboxMessage(Topic.CHAT, key, f"chat:{contact.telegram_id}", payload)

    known = SupplyRecord()
    selling = Selling(lambda: watching.supply(known), watching, say)
    await taken_in(database, watching, 0, START)
    known = await record(database)
    wait = await someone_waits(database, 1)
    broadcast = about_the_portal(wait.contact_id, wait.lead_id, Priority.BROADCAST)
    follow_up = about_the_portal(wait.contact_id, wait.lead_id, Priority.FOLLOW_UP)
    notice = about_the_portal(wait.contact_id, wait.lead_id, Priority.FOLLOW_UP, "notice")

    async def held(touch: Touch) -> Drop | Later | None:
        return await database.run(lambda uow: selling.hold(uow, touch, None, uow.now))

    assert await held(broadcast) == Drop("not_on_sale")
    assert await held(follow_up) == Later(START + LOOK_AGAIN)
    assert await held(notice) is None

    now = clock.step(minutes=10)
    await taken_in(database, watching, 1, now)
    known = await record(database)
    assert await held(broadcast) == Later(now + AFTER_THOSE_WHO_WAIT)

    async def tell(uow: UnitOfWork) -> object:
        (touch,) = await uow.touches.claim_due(uow.now, 10, "me")
        return await selling.tell(uow, touch, uow.now)

    assert await database.run(tell) is None
    after = await database.run(lambda uow: uow.waits.get(wait.id))
    assert after is not None
    assert after.told_at == now
    assert await held(broadcast) is None
    clock.step(days=2)
    assert await held(broadcast) == Later(clock.now() + WHILE_UNSURE)
    assert await held(follow_up) is None


async def test_gone_once_more_before_the_telling_they_wait_on(
    database: Database, clock: HandClock, watching: Watching
) -> None:
    def say(*_: object) -> OutboxMessage:
        raise AssertionError("nothing is promised")

    selling = Selling(lambda: watching.supply(SupplyRecord()), watching, say)
    await taken_in(database, watching, 0, START)
    wait = await someone_waits(database, 1)
    for quantity in (1, 0):
        now = clock.step(minutes=10)
        await taken_in(database, watching, quantity, now)

    async def tell(uow: UnitOfWork) -> object:
        (touch,) = await uow.touches.claim_due(uow.now, 10, "me")
        return await selling.tell(uow, touch, uow.now)

    assert await database.run(tell) is None
    assert await database.run(lambda uow: uow.waits.untold("portal")) == [wait]
    assert await database.run(lambda uow: uow.waits.awaited()) == ["portal"]
