"""Our side of a chaos run: what comes in as time goes on, and what the cards are to say of it.

A portion comes in one transaction, so a life goes on where another was killed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Connection, func, select

from crm_sync.mapping.values import Subject
from crm_sync.publishing.publisher import TaskWords
from leads.clock import Clock
from leads.company import Company
from leads.contact import Contact
from leads.crm_rows import CrmAccount, to_crm
from leads.facts import BriefCompleted, StageMoved
from leads.lead import Lead
from leads.stage import Stage
from leads.verdict_facts import BecameLead
from storage.database import Database
from storage.outbox import OPEN
from storage.tables import leads, outbox
from storage.unit_of_work import UnitOfWork
from tests.crm_sync.rig import START

ACCOUNT = CrmAccount("main", every=True)
PORTION = 40
EVERY = timedelta(seconds=20)
SELLER = 2001
COLLEAGUES, BRIEFED, MOVED = 4, 5, 4


class StoredSubjects:
    """Leads as the CRM is told of them, straight from the tables."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def subject(self, lead_id: int) -> Subject | None:
        return await self._database.run(lambda uow: subject_of(uow, lead_id))

    async def note(self, lead_id: int, note: str) -> str:
        return note_of(lead_id, note)

    async def task(self, lead_id: int, task: str) -> TaskWords | None:
        lead = await self._database.run(lambda uow: uow.leads.get(lead_id))
        assert lead is not None
        assert lead.enquired_at is not None
        return TaskWords(task, f"of {lead_id}", lead.enquired_at + timedelta(days=1))


async def subject_of(uow: UnitOfWork, lead_id: int) -> Subject | None:
    lead = await uow.leads.get(lead_id)
    if lead is None:
        return None
    contact = await uow.contacts.get(lead.contact_id)
    company = await uow.companies.get(lead.company_id) if lead.company_id else None
    assert contact is not None
    words = {"title": f"Лид «{lead_id}»: A & B", "summary": f"Строка\nи вторая № {lead_id}"}
    return Subject(lead, contact, company, words)


def note_of(lead_id: int, note: str) -> str:
    return f"{note} of {lead_id}"


class Arrivals:
    """Portions of new leads; every fourth of the portion before moves on at the same moment."""

    def __init__(self, database: Database, clock: Clock, total: int) -> None:
        self._database = database
        self._clock = clock
        self._total = total
        self._there = 0

    async def come(self) -> bool:
        """Take in what has come by now; whether that is every lead."""
        due = min(self._total, (self._clock.now() - START) // EVERY * PORTION)
        while self._there < due:
            known = await self._database.read(_leads)
            self._there = len(known)
            if self._there < due:
                await self._database.run(lambda uow, before=known[-PORTION:]: _portion(uow, before))  # type: ignore[misc]
        return self._there >= self._total


async def _portion(uow: UnitOfWork, before: Sequence[int]) -> None:
    company = Company(0)
    for place in range(PORTION):
        number = before[-1] + place + 1 if before else place + 1
        if place % COLLEAGUES == 0:
            company = await uow.companies.add(Company(0, f"ООО «Ромашка № {number}»"))
        person = Contact(0, number, f"Анна {number}", phone=f"+7912{number:07}")
        contact = await uow.contacts.add(person)
        await _add(uow, place, contact.id, company.id)
    for lead_id in before[::MOVED]:
        await _move(uow, lead_id)


async def _add(uow: UnitOfWork, place: int, contact_id: int, company_id: int) -> None:
    briefed = place % BRIEFED == 0
    new = Lead(
        0,
        contact_id,
        company_id,
        stage=Stage.QUALIFIED,
        amount=1000 + place,
        owner_id=SELLER if place % 2 else None,
        enquired_at=uow.now,
        brief={"place": str(place)} if briefed else {},
        brief_done=briefed,
    )
    lead = await uow.leads.add(new)
    became = BecameLead(at=uow.now, contact_id=contact_id, answered=2, needed=2, product=None)
    brief = BriefCompleted(
        at=uow.now, contact_id=contact_id, answered=3, asked=3, was=Stage.QUALIFIED
    )
    for fact in (became, brief) if briefed else (became,):
        for row in to_crm(fact, lead, [ACCOUNT]):
            await uow.outbox.add(row)


async def _move(uow: UnitOfWork, lead_id: int) -> None:
    lead = await uow.leads.get(lead_id)
    assert lead is not None
    moved = replace(lead, stage=Stage.PROPOSAL, amount=5000 + lead_id)
    await uow.leads.save(moved)
    fact = StageMoved(at=uow.now, contact_id=lead.contact_id, was=lead.stage, stage=moved.stage)
    for row in to_crm(fact, moved, [ACCOUNT]):
        await uow.outbox.add(row)


async def waiting(database: Database) -> int:
    """How many rows have not been delivered."""
    return await database.read(_open_rows)


def _open_rows(connection: Connection) -> int:
    count = select(func.count()).select_from(outbox).where(outbox.c.status == OPEN)
    return int(connection.scalar(count) or 0)


def _leads(connection: Connection) -> Sequence[int]:
    return list(connection.scalars(select(leads.c.id).order_by(leads.c.id)))
