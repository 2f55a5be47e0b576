"""A batch is on its way when somebody says /stop: what has not left for them does not leave."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import partial
from types import SimpleNamespace
from typing import Any, cast

import pytest_asyncio

from bot.chat.delivery import Delivery
from bot.chat.messages import Outgoing
from bot.chat.sender import Sender
from leads.consent import ConsentEntry, Purpose, basis_for, withdrawals
from leads.contact import Contact
from leads.outbox import Claimed, Topic
from scheduler.one_by_one import OneByOne
from scheduler.relay import CalledOff, Delivered
from storage.database import Database
from storage.secrets import KeyRing
from storage.unit_of_work import UnitOfWork
from tests.storage.samples import HandClock, opened

PEOPLE = range(1001, 1031)
OWNER = "relay"


@dataclass
class Telegram:
    """Takes every message; whoever waits for their moment waits until `go` is set."""

    go: asyncio.Event = field(default_factory=asyncio.Event)
    sent: list[int] = field(default_factory=list)
    waiting: int = 0

    async def wait(self, chat_id: int, **how: Any) -> None:
        """The pace: the first ten leave at once, everybody else later."""
        self.waiting += 1
        if self.waiting > 10:
            await self.go.wait()

    def pause(self, seconds: float) -> None:
        """No pause."""

    def resting(self) -> float:
        """No rest."""
        return 0.0

    async def __call__(self, call: Any) -> dict[str, int]:
        self.sent.append(call.chat_id)
        return {"message_id": len(self.sent)}


@pytest_asyncio.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    async with opened(sqlite_url, KeyRing.fresh(), HandClock()) as database:
        yield database


async def batch(uow: UnitOfWork) -> list[Claimed]:
    """Thirty reminders for thirty people who agreed to them, claimed in one go."""
    for number in PEOPLE:
        contact = await uow.contacts.add(Contact(id=0, telegram_id=number))
        await uow.consents.add(
            ConsentEntry(
                contact.id, Purpose.REMINDER, True, uow.now, text_version="1", text_hash="h" * 64
            )
        )
        ledger = await uow.consents.of(contact.id)
        basis = basis_for(Purpose.REMINDER, ledger, uow.now)
        message = Outgoing(number, "Слова", Purpose.REMINDER.value, str(basis))
        await uow.outbox.add(message.row(f"touch:{number}"))
    return await uow.outbox.claim_due([Topic.CHAT], uow.now, 100, OWNER)


async def stop(uow: UnitOfWork, number: int) -> None:
    """That person says /stop."""
    contact = await uow.contacts.by_telegram(number)
    assert contact is not None
    for entry in withdrawals(contact.id, uow.now):
        await uow.consents.add(entry)


async def test_a_stop_takes_effect_before_the_next_message_leaves(database: Database) -> None:
    telegram = Telegram()
    nothing = cast("Any", SimpleNamespace())
    sender = Sender(cast("Any", telegram), telegram)
    delivery = Delivery(database, sender, nothing, nothing, {}, OneByOne(OWNER))
    rows = await database.run(batch)
    under_way = [asyncio.ensure_future(delivery.chat(row)) for row in rows]
    while telegram.waiting < len(rows):
        await asyncio.sleep(0)
    late = [row for row in rows if int(row.lane.partition(":")[2]) not in telegram.sent][-5:]
    stopped = {int(row.lane.partition(":")[2]) for row in late}
    for number in sorted(stopped):
        await database.run(partial(stop, number=number))
    telegram.go.set()
    outcomes = await asyncio.gather(*under_way)

    assert not stopped & set(telegram.sent)
    assert sorted(telegram.sent) == sorted(set(PEOPLE) - stopped)
    assert sum(isinstance(one, CalledOff) for one in outcomes) == len(stopped)
    assert sum(isinstance(one, Delivered) for one in outcomes) == len(rows) - len(stopped)
