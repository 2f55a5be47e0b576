"""What people got of late, and what a withdrawn consent drops before it leaves."""

from datetime import timedelta
from typing import Any

import pytest

from leads.consent import UNLESS_REFUSED, Audience, ConsentEntry, Purpose, basis_for, withdrawals
from leads.documents import ConsentText
from leads.outbox import Claimed, OutboxMessage, Priority, Topic
from leads.talk_facts import PersonWrote
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.storage.samples import START, HandClock, person
from tests.storage.test_touches import touch

WEEK = timedelta(days=7)
WORDS = ConsentText("consent_reminder:1", "ru", "Можно ли напомнить?")


def to_person(key: str, contact_id: int, minutes: float = 0, **changes: Any) -> Any:
    told = {"contact_id": contact_id, "audience": Audience.PERSON, "purpose": Purpose.REMINDER}
    return touch(key, minutes, **{**told, **changes})


async def test_what_a_person_got_is_to_get_and_said(database: Database, clock: HandClock) -> None:
    async def before(uow: UnitOfWork) -> tuple[int, int]:
        anna, boris = (await person(uow)).id, (await person(uow, 1002)).id
        for key, minutes in (("said", 0), ("soon", 60), ("far", 60 * 24 * 3)):
            await uow.touches.plan(to_person(key, anna, minutes))
        await uow.touches.plan(touch("staff", 0))
        for one in await uow.touches.claim_due(START, 10, "me"):
            await uow.touches.settle(one.id)
        await uow.events.add(PersonWrote(at=START, contact_id=anna, what="text", message_id=5))
        return anna, boris

    anna, boris = await database.run(before)
    now = clock.step(minutes=30)
    lately = await database.run(lambda uow: uow.lately.of({anna, boris}, {anna, boris}, now, WEEK))
    (said,) = lately[anna].said
    assert (said.purpose, said.priority, said.at) == (
        Purpose.REMINDER,
        Priority.FOLLOW_UP,
        START,
    )
    assert [one.due_at for one in lately[anna].awaited] == [START + timedelta(minutes=60)]
    assert lately[anna].heard_at == START
    assert (lately[boris].said, lately[boris].heard_at) == ((), None)
    got = await database.run(lambda uow: uow.lately.of({anna}, {boris}, now, WEEK))
    assert (got[anna].said, got[anna].heard_at) == ((said,), None)
    later = clock.step(days=8)
    lately = await database.run(lambda uow: uow.lately.of({anna}, {anna}, later, WEEK))
    assert lately[anna].said == ()


@pytest.mark.parametrize("leased", [False, True], ids=["waiting", "on its way"])
async def test_a_consent_taken_back_drops_what_rests_on_it(
    database: Database, clock: HandClock, leased: bool
) -> None:
    async def agree(uow: UnitOfWork) -> int:
        anna = await person(uow)
        for purpose in (Purpose.REMINDER, Purpose.SURVEY):
            entry = WORDS.agreed(anna.id, purpose, clock.now(), message_id=5, button="Да")
            await uow.consents.add(entry)
        ledger = await uow.consents.of(anna.id)
        for purpose in (Purpose.REMINDER, Purpose.SURVEY, Purpose.SERVICE):
            basis = str(basis_for(purpose, ledger, clock.now()))
            payload = {"kind": "message", "v": 1, "purpose": purpose.value, "basis": basis}
            lane = f"chat:{anna.telegram_id}"
            await uow.outbox.add(OutboxMessage(Topic.CHAT, purpose.value, lane, payload))
        return anna.id

    anna = await database.run(agree)
    if leased:
        await _claim(database, clock)
    refusal = ConsentEntry(anna, Purpose.REMINDER, False, clock.step(seconds=1))
    await database.run(lambda uow: uow.consents.add(refusal))
    clock.step(minutes=5)
    left = []
    while rows := await _claim(database, clock):
        left += [row.key for row in rows]
        await _settle(database, rows)
    assert left == ["survey", "service"]
    undelivered = await database.run(lambda uow: uow.undelivered.counts())
    assert undelivered == {}, "nobody has to look after what was dropped"


async def _claim(database: Database, clock: HandClock) -> list[Claimed]:
    return await database.run(
        lambda uow: uow.outbox.claim_due([Topic.CHAT], clock.now(), 10, "relay")
    )


async def _settle(database: Database, rows: list[Claimed]) -> None:
    async def work(uow: UnitOfWork) -> None:
        for row in rows:
            await uow.outbox.settle(row.id)

    await database.run(work)


async def test_a_stop_drops_what_nobody_asked_for_and_leaves_what_was_agreed(
    database: Database, clock: HandClock
) -> None:
    async def before(uow: UnitOfWork) -> int:
        anna = await person(uow)
        for purpose in UNLESS_REFUSED:
            payload = {"kind": "message", "v": 1, "purpose": purpose, "basis": purpose}
            row = OutboxMessage(Topic.CHAT, purpose, f"chat:{anna.telegram_id}", payload)
            await uow.outbox.add(row)
        return anna.id

    async def stop(uow: UnitOfWork) -> None:
        for entry in withdrawals(anna, clock.now()):
            await uow.consents.add(entry)

    anna = await database.run(before)
    await database.run(stop)
    assert [row.key for row in await _claim(database, clock)] == ["service"]
