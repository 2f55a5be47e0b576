"""Thousands of people, each with one touch of some kind, due one after another.

A person's number is their chat, the text of the touch and the end of its key.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.chat.messages import Outgoing
from leads.consent import Audience, ConsentEntry, Purpose, basis_for
from leads.contact import Contact
from leads.outbox import Priority
from leads.touch import Touch
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.crm_sync.rig import START

PREFIX = "storm:"
A_SECOND = 32
"""So many become due each second: a little more than may leave."""
KINDS = (
    (Priority.REMINDER, Purpose.SERVICE),
    (Priority.REMINDER, Purpose.SERVICE),
    (Priority.FOLLOW_UP, Purpose.ADVERTISING),
    (Priority.SURVEY, Purpose.SURVEY),
    (Priority.BROADCAST, Purpose.ADVERTISING),
)
BATCH = 500


def priority_of(number: int) -> Priority:
    """What kind of touch the person of that number gets."""
    return KINDS[number % len(KINDS)][0]


def number_of(key: str) -> int:
    """Whom the touch or the outbox row of that key is for."""
    return int(key.rpartition(":")[2])


async def invite(database: Database, people: int, began: datetime) -> None:
    """Plan everybody's touch; the first is due when time begins to run at `began`."""
    for first in range(1, people + 1, BATCH):
        numbers = range(first, min(first + BATCH, people + 1))

        async def work(uow: UnitOfWork, numbers: range = numbers) -> None:
            for number in numbers:
                await _plan(uow, number, began)

        await database.run(work)


async def _plan(uow: UnitOfWork, number: int, began: datetime) -> None:
    priority, purpose = KINDS[number % len(KINDS)]
    contact = await uow.contacts.add(Contact(0, number))
    ledger = []
    if purpose is not Purpose.SERVICE:
        ledger.append(ConsentEntry(contact.id, purpose, True, START, "1", "f" * 64))
        await uow.consents.add(ledger[0])
    words = Outgoing(number, str(number), purpose.value, str(basis_for(purpose, ledger, START)))
    await uow.touches.plan(
        Touch(
            key=f"{PREFIX}{number}",
            kind="storm",
            lead_id=None,
            contact_id=contact.id,
            audience=Audience.PERSON,
            purpose=purpose,
            due_at=began + timedelta(seconds=number / A_SECOND),
            priority=priority,
            payload=words.to_payload(),
        )
    )
