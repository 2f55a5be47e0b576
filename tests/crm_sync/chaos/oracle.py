"""What must be true after a chaos run: the CRM's cards against what our database says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, select

from crm_sync.cards import Entity
from crm_sync.publishing.links import Party
from leads.caused import stamp
from leads.crm_rows import CALCULATION
from leads.stage import Stage
from storage.database import Database
from storage.outbox import DONE
from storage.tables import leads, outbox
from storage.unit_of_work import UnitOfWork
from tests.crm_sync.chaos.office import SELLER, note_of, subject_of
from tests.crm_sync.chaos.stands import Stand, Stood

SHOWN = 5
NOTE = "brief_completed"
Cards = Mapping[str, Sequence[Stood]]


async def differences(database: Database, stand: Stand) -> list[str]:
    """What is amiss, in words; empty when each card is there once and says what it should."""
    there: dict[str, list[Stood]] = defaultdict(list)
    for key, stood in stand.cards():
        there[key].append(stood)
    expected = await _expected(database, stand)
    amiss = [
        f"{key}: {len(there.get(key, []))} times, {there.get(key)} instead of {expected.get(key)}"
        for key in sorted(expected.keys() | there.keys())
        if sorted(there.get(key, [])) != sorted(expected.get(key, []))
    ]
    return amiss + await database.read(_out_of_order)


async def _expected(database: Database, stand: Stand) -> Cards:
    numbers = await database.read(lambda it: list(it.scalars(select(leads.c.id))))
    cards: dict[str, Sequence[Stood]] = {}
    for start in range(0, len(numbers), 500):
        part = numbers[start : start + 500]
        cards |= await database.run(lambda uow, part=part: _cards(uow, part, stand))  # type: ignore[misc]
    return cards


async def _cards(uow: UnitOfWork, numbers: Sequence[int], stand: Stand) -> Cards:
    cards: dict[str, Sequence[Stood]] = {}
    for number in numbers:
        subject = await subject_of(uow, number)
        assert subject is not None
        assert subject.company is not None
        lead, person, company = subject.lead, subject.contact, subject.company
        key = Party(Entity.LEAD, lead.id).key
        contact_key = Party(Entity.CONTACT, person.id).key
        company_key = Party(Entity.COMPANY, company.id).key
        stage = stand.proposal if lead.stage is Stage.PROPOSAL else stand.qualified
        owner = stand.owner if lead.owner_id == SELLER else "1"
        words = subject.words
        told = (words["title"], words["summary"], str(lead.amount), stage, owner)
        cards[key] = [(*told, contact_key, company_key)]
        cards[contact_key] = [(str(person.name), str(person.phone))]
        cards[company_key] = [(company.title,)]
        assert lead.enquired_at is not None
        mark = f"{NOTE}-{stamp(lead.enquired_at)}"
        if lead.brief_done:
            cards[Party(Entity.NOTE, lead.id, mark).key] = [(note_of(lead.id, NOTE), key)]
        elif lead.stage is Stage.PROPOSAL:
            mark = f"{CALCULATION}-{lead.stage.value}"
        else:
            continue
        due = (lead.enquired_at + timedelta(days=1)).astimezone(UTC).strftime("%d.%m %H:%M")
        cards[Party(Entity.TASK, lead.id, mark).key] = [(f"{CALCULATION}\nof {lead.id}", key, due)]
    return cards


def _out_of_order(connection: Connection) -> list[str]:
    """Rows that did not arrive, or arrived before an earlier one of their lane."""
    amiss: list[str] = []
    last: dict[str, datetime] = {}
    for row in connection.execute(select(outbox).order_by(outbox.c.id)):
        if row.status != DONE:
            amiss.append(f"{row.key}: {row.status}, {row.error}")
            continue
        if row.done_at < last.get(row.lane, row.done_at):
            amiss.append(f"{row.key}: arrived before an earlier row of its lead")
        last[row.lane] = row.done_at
    return amiss


def shown(amiss: Sequence[str]) -> str:
    """The first few."""
    return "\n".join([f"{len(amiss)} differences", *amiss[:SHOWN]])
