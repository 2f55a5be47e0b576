"""Rows of the outbox on their way into a CRM that fails, through a real database: none is lost,
none doubled, whoever is cut off on the way."""

import asyncio
import random
from dataclasses import replace
from typing import cast

from bot.app.crm.ports import StoredLinks
from bot.app.crm.relaying import RETRIES, Alarm, Crms
from bot.app.rows import OutboxRows
from bot.chat.crm_words import CrmWords
from crm_sync.adapters.memory_state import Failure
from crm_sync.back.listening import Listening
from crm_sync.cards import Entity
from crm_sync.errors import CrmAuthError, Kind
from crm_sync.publishing.links import Party
from crm_sync.publishing.publisher import Done, Later, Never, Publisher
from leads.crm_rows import LEAD, NOTE
from leads.outbox import Claimed, OutboxMessage, Topic
from scheduler.relay import Deferred, Delivered, Outcome, Parked, Relay
from scheduler.steady import SteadyRelay
from storage.database import Database
from storage.secrets import KeyRing
from storage.unit_of_work import UnitOfWork
from tests.crm_sync.publishing.test_publisher import Desk
from tests.storage.samples import HandClock, opened

LEADS = 20
ROUGH = 25  # lives of workers in which the CRM fails
PATIENT = replace(RETRIES, max_attempts=4 * ROUGH)
"""One row may meet most of the failures: who is set aside when is proven elsewhere."""

FAULTS = (
    Failure(Kind.AMBIGUOUS),
    Failure(Kind.AMBIGUOUS, done=True),
    Failure(Kind.UNAVAILABLE),
    Failure(Kind.RATE_LIMITED, retry_after=20),
)


def relay(database: Database, desk: Desk, clock: HandClock, owner: str) -> SteadyRelay:
    """One worker."""
    links = StoredLinks(database)
    publisher = Publisher({"main": desk.crm}, links, desk.subjects, clock, desk.alarm, desk.files)

    async def deliver(row: Claimed) -> Outcome:
        match await publisher.deliver(row):
            case Done():
                return Delivered()
            case Later(reason, seconds):
                return Deferred(reason, seconds)
            case Never(reason):
                return Parked(reason)

    rows = OutboxRows(database, PATIENT, owner, (Topic.CRM,))
    return SteadyRelay(Relay(rows, {Topic.CRM.value: deliver}, clock), rows, clock)


async def add(uow: UnitOfWork) -> None:
    for number in range(1, LEADS + 1):
        for kind in (LEAD, NOTE):
            await uow.outbox.add(message(number, kind))


def message(number: int, kind: str) -> OutboxMessage:
    about = {"account": "main", "lead_id": number, "mark": "q-1", "note": "qualified"}
    lane = f"crm:main:lead:{number}"
    return OutboxMessage(Topic.CRM, f"{kind}:{number}", lane, {"kind": kind, "v": 1, **about})


async def test_while_the_crm_rests_no_row_is_touched(sqlite_url: str) -> None:
    desk = Desk()
    desk.lead(1)
    known, nobody = cast("CrmWords", desk.subjects), cast("Listening", None)
    async with opened(sqlite_url, KeyRing.fresh(), cast("HandClock", desk.clock)) as database:
        crms = Crms(
            {"main": desk.crm},
            database,
            known,
            cast("Alarm", desk.alarm),
            desk.files,
            nobody,
            desk.clock,
            "worker",
        )
        await database.run(lambda uow: uow.outbox.add(message(1, LEAD)))
        now = desk.clock.now()
        desk.crm.breaker.met(CrmAuthError("the token was refused"), now, now)
        await crms.relay.tick()
        await crms.relay.idle()
        (waiting,) = await database.run(lambda uow: uow.undelivered.page(parked_only=False))
        assert (waiting.attempts, waiting.error) == (0, None)
        await desk.clock.sleep(121)
        await crms.relay.tick()
        await crms.relay.idle()
        assert desk.count(Entity.LEAD) == 1


async def test_nothing_is_lost_and_nothing_doubled(database_url: str) -> None:
    dice, clock, desk = random.Random(7), HandClock(), Desk()
    for number in range(1, LEADS + 1):
        desk.lead(number, contact_id=1 + number % 8, company_id=1 + number % 5, amount=number)
    async with opened(database_url, KeyRing.fresh(), clock) as database:
        await database.run(add)
        for life in range(3 * ROUGH):
            worker = relay(database, desk, clock, f"worker-{life}")
            if life < ROUGH:
                desk.state.failures.extend(dice.choices(FAULTS, k=dice.randint(0, 3)))
            await worker.tick()
            if life < ROUGH and dice.random() < 0.4:
                await asyncio.sleep(dice.random() / 100)
                await worker.stop(seconds=0)  # as a kill does: in the middle of anything
            else:
                await worker.idle()
            if not await database.run(lambda uow: uow.undelivered.counts()):
                break
            clock.step(seconds=dice.choice((5, 61, 301)))
        assert not await database.run(lambda uow: uow.undelivered.page(parked_only=False))
        link = await database.run(lambda uow: uow.crm_links.get("main", Party(Entity.LEAD, 7)))
        assert link.ref == desk.card(Entity.LEAD, 7).ref
    assert [desk.count(entity) for entity in (Entity.LEAD, Entity.CONTACT, Entity.COMPANY)] == [
        LEADS,
        8,
        5,
    ]
    assert len(desk.state.beside) == LEADS
    for number in range(1, LEADS + 1):
        card = desk.card(Entity.LEAD, number)
        assert card.fields["SUM"] == number
        assert len(desk.state.ties[card.ref.id]) == 3
