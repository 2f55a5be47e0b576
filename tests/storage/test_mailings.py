"""Mailings as rows, on both databases: whom a segment holds, what is planned, paused, stopped."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest

from bot.chat.messages import Outgoing
from leads.caused import row_key
from leads.company import Company, Grade
from leads.consent import ConsentEntry, Purpose
from leads.facts import AnswerGiven
from leads.lead import Lead
from leads.mailings.mailing import Expectation, Mailing, MailingState
from leads.mailings.results import Coverage, Results
from leads.mailings.segment import Segment, typed
from leads.mailings.upkeep import Upkeep
from leads.order import Order
from leads.outbox import Priority, Topic
from leads.stage import Stage
from storage import mailed, mailings
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.storage.samples import START, HandClock, person

ZONE = ZoneInfo("Europe/Moscow")
UPKEEP = Upkeep(ZONE)
DRAFT = Mailing(0, created_by=1, created_at=START, text="News")


def agreed(contact_id: int, *, granted: bool = True, **later: float) -> ConsentEntry:
    at = START + timedelta(**later)
    return ConsentEntry(contact_id, Purpose.ADVERTISING, granted, at, "1", "f" * 64)


async def people(database: Database, count: int, *leads: Lead | None) -> None:
    """So many people who agree to news, the first ones with these leads."""

    async def work(uow: UnitOfWork) -> None:
        for number in range(count):
            contact = await person(uow, 1001 + number)
            await uow.consents.add(agreed(contact.id))
            lead = leads[number] if number < len(leads) else None
            if lead is not None:
                await uow.leads.add(replace(lead, contact_id=contact.id))

    await database.run(work)


async def begun(database: Database) -> int:
    """A mailing to everybody, under way."""

    async def work(uow: UnitOfWork) -> int:
        ready = DRAFT.expecting(Expectation((1, 1), (1, 1), 2))
        ready = ready.tested(START).asked().approved(2, "Игорь")
        return (await uow.mailings.add(ready.started(START, await uow.mailings.greatest()))).id

    return await database.run(work)


async def kept_up(database: Database, number: int, clock: HandClock) -> None:
    while await database.run(lambda uow: UPKEEP.step(uow, number, clock.now())):
        pass


async def covered(database: Database, said: str, clock: HandClock) -> Coverage:
    segment = typed(said, Segment())
    return await database.read(lambda c: mailed.coverage(c, segment, ZONE, clock.now()))


async def counted(database: Database, number: int) -> Results:
    found = await database.read(lambda c: mailed.mailing(c, number))
    assert found is not None
    return await database.read(lambda c: mailed.results(c, found[0]))


async def handed_on(database: Database, clock: HandClock, most: int) -> list[str]:
    """Let the first touches become rows of the outbox, as dispatching does; their keys."""

    async def work(uow: UnitOfWork) -> list[str]:
        due = await uow.touches.claim_due(clock.now(), most, "me", broadcasts=True)
        for touch in due:
            contact = await uow.contacts.get(touch.contact_id or 0)
            assert contact is not None
            basis = f"consent:advertising@{START.isoformat()}"
            message = Outgoing(contact.telegram_id, "News", "advertising", basis)
            await uow.outbox.add(message.row(row_key(touch.key), Priority.BROADCAST))
            await uow.touches.settle(touch.id)
        return [row_key(touch.key) for touch in due]

    return await database.run(work)


async def change(database: Database, number: int, state: MailingState) -> None:
    async def work(uow: UnitOfWork) -> None:
        mailing = await uow.mailings.get(number)
        assert mailing is not None
        changed = replace(mailing, state=state)
        await uow.mailings.save(changed)
        if state is not MailingState.RUNNING:
            await uow.mailings.pull_back(changed)

    await database.run(work)


HELD = {
    "": 5,
    "stage=thinking,lost": 3,
    "stage=thinking grade=A": 1,
    "grade=B": 1,
    "product=portal": 2,
    "channel=site": 1,
    "reason=price": 1,
    "language=en": 0,
    "answer=size.s_1": 1,
    "answer=size.s_1,size.sx1": 2,
    "answer=size.s_1,region.msk": 1,
    "answer=size.s_1 grade=B": 0,
    "answer=size.s": 0,
    "lacks=size": 3,
    "lacks=colour": 5,
    "lacks=grade": 3,
    "lacks=grade,product": 4,
    "lacks=verdict": 5,
    "lacks=grade stage=lost": 1,
    "silent=1": 4,
    "cohort=2026-03": 5,
    "cohort=2026-04": 0,
}
"""How many of the five people below each of these holds."""


async def test_whom_a_segment_holds(database: Database, clock: HandClock) -> None:
    one = Lead(0, 0, stage=Stage.THINKING)
    await people(
        database,
        5,
        replace(one, grade=Grade.A, channel="site", traits=("size.s_1", "region.msk")),
        replace(one, grade=Grade.B, product="portal", traits=("size.sx1", "region.msk")),
        replace(one, stage=Stage.LOST, loss_reason="price", product="portal"),
    )

    async def spoke(uow: UnitOfWork) -> None:
        contact = await uow.contacts.by_telegram(1001)
        assert contact is not None
        at = clock.step(days=3)
        await uow.events.add(
            AnswerGiven(at=at, contact_id=contact.id, scenario="quiz", step="site", value=1)
        )

    await database.run(spoke)
    found = {said: (await covered(database, said, clock)).people for said in HELD}
    assert found == HELD
    unknown = {"verdict": 5, "product": 3, "grade": 3, "company": 5, "city": 5}
    assert (await covered(database, "", clock)).lacks == unknown
    assert (await covered(database, "language=en", clock)).lacks == {}


async def test_only_who_agrees_and_has_not_blocked_the_bot_is_reachable(
    database: Database, clock: HandClock
) -> None:
    await people(database, 4)

    async def work(uow: UnitOfWork) -> None:
        first, second, third, _ = [await uow.contacts.by_telegram(1001 + n) for n in range(4)]
        assert first and second and third
        await uow.contacts.save(replace(first, blocked_at=START))
        # Of two entries at one moment the withdrawal wins, whichever came first.
        await uow.consents.add(agreed(second.id, granted=False))
        await uow.consents.add(agreed(third.id, granted=False, minutes=1))
        await uow.consents.add(agreed(third.id, minutes=2))
        await person(uow, 2000)

    await database.run(work)
    clock.step(hours=1)
    reach = await covered(database, "", clock)
    assert (reach.people, reach.reachable, reach.no_consent, reach.blocked) == (5, 2, 2, 1)
    number = await begun(database)
    await kept_up(database, number, clock)
    assert (await counted(database, number)).waiting == 2


async def test_recipients_are_planned_in_parts_once_each(
    database: Database, clock: HandClock
) -> None:
    await people(database, 7)
    with patch.object(mailings, "AT_ONCE", 3):
        number = await begun(database)
        assert await database.run(lambda uow: UPKEEP.step(uow, number, clock.now()))
        assert (await counted(database, number)).waiting == 3, "a part at a time"
        await kept_up(database, number, clock)
    await kept_up(database, number, clock)
    assert (await counted(database, number)).waiting == 7
    assert len(await handed_on(database, clock, 100)) == 7


async def test_a_part_that_fails_leaves_nothing(database: Database, clock: HandClock) -> None:
    await people(database, 2)
    number = await begun(database)

    async def broken(uow: UnitOfWork) -> None:
        await UPKEEP.step(uow, number, clock.now())
        await uow.mailings.greatest()  # what was written has reached the database by now
        raise RuntimeError("it breaks")

    with pytest.raises(RuntimeError, match="it breaks"):
        await database.run(broken)
    assert (await counted(database, number)).planned == 0
    await kept_up(database, number, clock)
    assert (await counted(database, number)).planned == 2


async def test_a_pause_takes_back_what_lies_in_the_outbox(
    database: Database, clock: HandClock
) -> None:
    await people(database, 5)
    number = await begun(database)
    await kept_up(database, number, clock)
    keys = await handed_on(database, clock, 3)
    (claimed, *_) = await database.run(
        lambda uow: uow.outbox.claim_due([Topic.CHAT], clock.now(), 1, "me")
    )
    await change(database, number, MailingState.PAUSED)
    assert not await database.run(lambda uow: uow.outbox.begin(claimed, "me")), "the last look"
    await kept_up(database, number, clock)
    assert await handed_on(database, clock, 9) == []
    assert (await counted(database, number)).waiting == 5
    assert not await database.read(lambda c: mailed.is_over(c, number))

    clock.step(hours=1)
    await change(database, number, MailingState.RUNNING)
    await kept_up(database, number, clock)
    assert set(keys) < set(await handed_on(database, clock, 9))


async def test_a_pause_waits_for_whoever_is_handing_on(
    replicas: tuple[Database, Database], clock: HandClock
) -> None:
    one, two = replicas
    await people(one, 2)
    number = await begun(one)
    await kept_up(one, number, clock)
    looked, paused = asyncio.Event(), asyncio.Event()

    async def handing(uow: UnitOfWork) -> None:
        (touch, *_) = await uow.touches.claim_due(clock.now(), 1, "me", broadcasts=True)
        mailing = await uow.mailings.known(number)
        assert mailing is not None
        assert mailing.state is MailingState.RUNNING
        looked.set()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(paused.wait(), 0.3)
        message = Outgoing(1001, "News", "advertising", f"consent:advertising@{START.isoformat()}")
        await uow.outbox.add(message.row(row_key(touch.key), Priority.BROADCAST))
        await uow.touches.settle(touch.id)

    async def pausing() -> None:
        await looked.wait()
        await change(two, number, MailingState.PAUSED)
        paused.set()

    async with asyncio.TaskGroup() as group:
        group.create_task(one.run(handing))
        group.create_task(pausing())
    due = await two.run(lambda uow: uow.outbox.claim_due([Topic.CHAT], clock.now(), 9, "me"))
    assert due == [], "what was handed on meanwhile is called off as well"
    assert (await counted(two, number)).waiting == 2


async def test_few_are_called_by_the_names_of_their_companies(
    database: Database, clock: HandClock
) -> None:
    async def work(uow: UnitOfWork) -> None:
        for number, name in enumerate(("Ромашка", "Лютик", "Ромашка")):
            found = await uow.companies.add(Company(0, name=name))
            contact = await person(uow, 1001 + number, company_id=found.id)
            await uow.consents.add(agreed(contact.id, granted=number != 1))

    await database.run(work)
    reach = await covered(database, "", clock)
    assert (reach.reachable, reach.companies, reach.names) == (2, 2, ("Ромашка",))
    number = await begun(database)
    await kept_up(database, number, clock)
    await handed_on(database, clock, 1)

    async def answer(uow: UnitOfWork) -> None:
        (row,) = await uow.outbox.claim_due([Topic.CHAT], START, 9, "me")
        await uow.outbox.settle(row.id, 77)
        contact = await uow.contacts.by_telegram(1001)
        assert contact is not None
        at = clock.step(hours=1)
        said = AnswerGiven(at=at, contact_id=contact.id, scenario="q", step="s", value=1)
        await uow.events.add(said)

    await database.run(answer)
    found = await database.read(lambda c: mailed.mailing(c, number))
    assert found is not None
    named = await database.read(lambda c: mailed.names_of(c, found[0]))
    assert named == {
        "answered": ("Ромашка",), "meetings": (), "sales": (), "unsubscribed": ()
    }  # fmt: skip


async def test_a_stop_calls_off_whatever_has_not_left(database: Database, clock: HandClock) -> None:
    await people(database, 5)
    number, other = await begun(database), await begun(database)
    await kept_up(database, number, clock)
    await kept_up(database, other, clock)
    await handed_on(database, clock, 4)
    first, second = await database.run(
        lambda uow: uow.outbox.claim_due([Topic.CHAT], clock.now(), 2, "me")
    )
    assert await database.run(lambda uow: uow.outbox.begin(first, "me"))
    await change(database, number, MailingState.STOPPED)
    assert not await database.run(lambda uow: uow.outbox.begin(second, "me"))
    await kept_up(database, number, clock)
    results = await counted(database, number)
    assert (results.under_way, results.called_off, results.waiting) == (1, 4, 0)
    assert (await counted(database, other)).waiting == 5, "the other one goes on"


async def test_what_became_of_everybody_is_counted(database: Database, clock: HandClock) -> None:
    await people(database, 5)
    number = await begun(database)
    await kept_up(database, number, clock)
    keys = await handed_on(database, clock, 9)

    async def settle(uow: UnitOfWork) -> None:
        rows = {row.key: row for row in await uow.outbox.claim_due([Topic.CHAT], START, 9, "me")}
        one, two, three, four, five = (rows[key] for key in keys)
        await uow.outbox.settle(one.id, 77)
        await uow.outbox.settle(two.id, 78)
        await uow.outbox.doubt(three.id, "a broken call")
        await uow.outbox.call_off(four.id, "no_consent")
        await uow.outbox.park(five.id, "Forbidden")

    await database.run(settle)
    clock.step(hours=1)

    async def answer(uow: UnitOfWork) -> None:
        first, second, last = [await uow.contacts.by_telegram(1001 + n) for n in (0, 1, 4)]
        assert first and second and last
        await uow.contacts.save(replace(last, blocked_at=uow.now))
        said = AnswerGiven(at=uow.now, contact_id=first.id, scenario="q", step="s", value=1)
        await uow.events.add(said)
        lead = await uow.leads.add(Lead(0, first.id))
        await uow.orders.add(Order(lead.id, first.id, None, None, 5, 0, "RUB", uow.now))
        await uow.consents.add(replace(agreed(second.id, granted=False), at=uow.now))

    await database.run(answer)
    assert await database.read(lambda c: mailed.is_over(c, number))
    assert await counted(database, number) == Results(
        delivered=2, unknown=1, refused=1, blocked=1, answered=1, sales=1, unsubscribed=1
    )


async def test_it_is_taken_away_where_it_arrived(database: Database, clock: HandClock) -> None:
    await people(database, 3)
    number = await begun(database)
    await kept_up(database, number, clock)
    await handed_on(database, clock, 2)

    async def end(uow: UnitOfWork) -> None:
        for row in await uow.outbox.claim_due([Topic.CHAT], START, 1, "me"):
            await uow.outbox.settle(row.id, 77)
        mailing = await uow.mailings.get(number)
        assert mailing is not None
        stopped = mailing.stopped()
        await uow.mailings.save(stopped)
        await uow.mailings.pull_back(stopped)

    await database.run(end)
    await kept_up(database, number, clock)

    async def delete(uow: UnitOfWork) -> None:
        mailing = await uow.mailings.get(number)
        assert mailing is not None
        await uow.mailings.save(mailing.to_be_deleted(clock.now()))

    await database.run(delete)
    await kept_up(database, number, clock)

    async def due(uow: UnitOfWork) -> list[Any]:
        found = await uow.touches.claim_due(clock.now(), 9, "me", broadcasts=True)
        return [(touch.kind, touch.contact_id) for touch in found]

    assert await database.run(due) == [("mailing_gone", None)]
    assert await database.run(lambda uow: uow.mailings.unfinished()) == []
