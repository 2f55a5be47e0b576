"""Forgetting a person: every column of every table, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from crm_sync.cards import CrmRef, Entity
from crm_sync.publishing.links import Party, Written
from dialogs.session import Answer, SessionStatus
from leads.company import Company
from leads.consent import Audience, ConsentEntry, Purpose
from leads.contact import Contact
from leads.erasure import ERASED, Kept, erase
from leads.facts import AnswerGiven, Taken
from leads.forms.submission import Filed, Filled, Submission
from leads.handing.facts import OwnerChanged
from leads.handoff import Post
from leads.importing.rows import Customer, DealOf, Person
from leads.lead import Lead
from leads.order import Order, Task
from leads.outbox import OutboxMessage, Topic
from leads.stage import Stage
from leads.supply.availability import Condition
from leads.supply.waits import Wait
from leads.surveys.survey import Scale, Survey
from leads.touch import Touch
from leads.visit import Visit
from storage.columns import Sealed
from storage.database import Database
from storage.rotation import place_of
from storage.secrets import KeyRing
from storage.tables import consents, metadata, orders, outbox
from storage.tables.personal import REACHED
from storage.unit_of_work import UnitOfWork
from tests.leads.samples import verdict
from tests.storage.samples import HandClock, Raw, session

TELEGRAM_ID = 777000777
MARKS = (
    str(TELEGRAM_ID),
    "Зинаида Маркова",
    "zina_mark",
    "79991112233",
    "zina@mark.example",
    "ООО Приметная",
    "primetnaya.example",
    "7707083893",
    "свободные слова",
    "flyer-42",
)
BRIEF = {"goal": "свободные слова"}


async def live(uow: UnitOfWork, *, paid: bool = False) -> Contact:
    """Somebody of whom every table holds something."""
    at = uow.now
    company = await uow.companies.add(
        Company(0, "ООО Приметная", "7707083893", "primetnaya.example")
    )
    contact = await uow.contacts.add(
        Contact(
            0,
            TELEGRAM_ID,
            name="Зинаида Маркова",
            username="zina_mark",
            phone="+79991112233",
            email="zina@mark.example",
            company_id=company.id,
            created_at=at,
        )
    )
    judged = replace(verdict(), inputs={"goal": "свободные слова"})
    lead = await uow.leads.add(
        Lead(
            0,
            contact.id,
            company_id=company.id,
            product="seo",
            stage=Stage.QUALIFIED,
            stage_since=at,
            qualified_at=at,
            owner_id=2001,
            verdict=judged,
            brief=BRIEF,
            brief_done=True,
            own_loss_reason="свободные слова",
            enquired_at=at,
        )
    )
    spoken = session(answers=(Answer("goal", "свободные слова"),))
    await uow.sessions.add(contact.id, lead.id, spoken, split=None)
    about: dict[str, Any] = {"at": at, "contact_id": contact.id, "lead_id": lead.id}
    await uow.events.add(
        AnswerGiven(**about, scenario="brief", step="goal", value="свободные слова")
    )
    await uow.events.add(Taken(**about, by=2001, owner="Игорь"))
    words = "Зинаида Маркова просит: свободные слова"
    handed = OwnerChanged(**about, by=2001, owner="Вера", former="Игорь", reason=words)
    await uow.events.add(handed)
    await uow.visits.add(Visit(contact.id, "unknown_link", at, None, "flyer-42"))
    await uow.consents.add(
        ConsentEntry(contact.id, Purpose.PERSONAL_DATA, True, at, "v:1", "h" * 64)
    )
    await uow.tasks.add(Task(lead.id, 2001, "call_prospect", at, at))
    await uow.touches.plan(touch(contact, lead, uow))
    await uow.waits.add(Wait(contact.id, lead.id, "seo", Condition.STOCK, at, Stage.LEAD))
    told = Survey(contact.id, lead.id, "seo", Scale.NPS, at, 4, at, "свободные слова")
    await uow.surveys.add(replace(told, closed_at=at, closed_by=2001, done="Зинаида Маркова"))
    of_a_base = Person(0, "Зинаида Маркова", "+79991112233", None, "закупки", company.id)
    customer = Customer(None, (await uow.imports.add_person(of_a_base)).id)
    await uow.imports.add_deal(DealOf("RUB", title="Зинаида Маркова, ремонт"), customer)
    person = CrmRef(Entity.CONTACT, "512")
    sent = {"NAME": "Зинаида Маркова", "EMAIL": "zina@mark.example"}
    await uow.crm_links.keep("main", [Written(Party(Entity.CONTACT, contact.id), person, sent)])
    said = Filled("ru", {"goal": "свободные слова"}, {"phone": "+79991112233"}, agreed=True)
    await uow.submissions.add_many([Submission(number, "main", b"", said, at) for number in (1, 2)])
    await uow.submissions.filed(1, Filed(lead.id, contact.id, True, True, "digest", said.answers))
    if paid:
        await uow.orders.add(Order(lead.id, contact.id, company.id, "seo", 1000, 0, "RUB", at))
    for number, (lane, words) in enumerate(
        [
            (f"chat:{TELEGRAM_ID}", "✔ Телефон: +79991112233"),
            ("chat:3001", "Лид № 1 · ООО Приметная, Зинаида Маркова"),
            (f"lead:{lead.id}", f"Из чата {TELEGRAM_ID}"),
        ]
    ):
        key = f"said:{number}"
        payload = {"kind": "message", "v": 1, "text": words}
        await uow.outbox.add(OutboxMessage(Topic.CHAT, key, lane, payload))
    return contact


def touch(contact: Contact, lead: Lead, uow: UnitOfWork) -> Touch:
    return Touch(
        key=f"recheck:{lead.id}:1",
        kind="recheck",
        lead_id=lead.id,
        contact_id=contact.id,
        audience=Audience.PERSON,
        purpose=Purpose.REMINDER,
        due_at=uow.now + timedelta(days=90),
        payload={"kind": "recheck", "v": 1, "note": "свободные слова"},
    )


async def deliver(database: Database) -> None:
    """Everything in the outbox arrives, each message with a number of its own."""

    async def work(uow: UnitOfWork) -> None:
        rows = await uow.scope.fetch(select(outbox.c.id).order_by(outbox.c.id), {})
        for row in rows:
            await uow.outbox.settle(row["id"], 9000 + row["id"])

    await database.run(work)


async def receive(database: Database) -> None:
    """One update was dealt with, one could not be, one of the sales chat neither."""
    words = {"message": {"from": {"id": TELEGRAM_ID}, "text": "свободные слова"}}
    group = {"message": {"text": "Кто звонит Зине? @zina_mark"}}

    async def work(uow: UnitOfWork) -> None:
        await uow.inbox.add_many(
            [
                Raw(1, TELEGRAM_ID, words),
                Raw(2, TELEGRAM_ID, words),
                Raw(3, -1001, group),
                Raw(4, TELEGRAM_ID, words),
            ]
        )
        await uow.inbox.claim(1)
        await uow.inbox.fail(2, "ValueError('свободные слова')", final=True)
        await uow.inbox.fail(3, "boom", final=True)

    await database.run(work)


async def found(database: Database, keys: KeyRing) -> set[tuple[str, str]]:
    """Every mark, with the table and column that holds it."""

    def search(connection: Connection) -> set[tuple[str, str]]:
        seen = set()
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)).mappings():
                for column in table.columns:
                    value: Any = row[column.name]
                    if value is not None and isinstance(column.type, Sealed):
                        value = keys.open(place_of(column), value).decode()
                    seen |= {
                        (mark, f"{table.name}.{column.name}")
                        for mark in MARKS
                        if mark in str(value)
                    }
        return seen

    return await database.read(search)


async def forget(database: Database, contact: Contact, clock: HandClock) -> tuple[Kept, ...]:
    async def work(uow: UnitOfWork) -> tuple[Kept, ...]:
        assert await uow.inbox.claim(4)
        return await erase(uow, contact, clock.now(), update_id=4)

    return await database.run(work, chat_ids=(TELEGRAM_ID,), update_ids=(4,))


async def test_nothing_is_left_of_somebody_who_never_paid(
    database: Database, keys: KeyRing, clock: HandClock
) -> None:
    contact = await database.run(live)
    await receive(database)
    await deliver(database)
    before = await found(database, keys)
    assert {mark for mark, _ in before} == set(MARKS), "every mark is there to be found"
    numbers_only = {"meetings", "tasks", "touches", "waits"}
    assert {where.partition(".")[0] for _, where in before} >= REACHED - numbers_only
    kept = await forget(database, contact, clock)
    assert kept == (Kept.CONSENTS, Kept.FIGURES)
    assert await found(database, keys) == set()
    assert await database.run(lambda uow: uow.waits.of(contact.id)) == []


async def test_of_a_paid_order_the_paying_company_is_kept_and_the_person_is_not(
    database: Database, keys: KeyRing, clock: HandClock
) -> None:
    contact = await database.run(lambda uow: live(uow, paid=True))
    await receive(database)
    await deliver(database)
    assert await forget(database, contact, clock) == (Kept.ORDERS, Kept.CONSENTS, Kept.FIGURES)
    left = await found(database, keys)
    assert {where.partition(".")[0] for _, where in left} == {"companies"}

    def count(connection: Connection) -> tuple[int, int]:
        number = select(func.count())
        return (
            int(connection.execute(number.select_from(orders)).scalar_one()),
            int(connection.execute(number.select_from(consents)).scalar_one()),
        )

    assert await database.read(count) == (1, 1)


async def test_a_company_stays_while_a_colleague_belongs_to_it(
    database: Database, clock: HandClock
) -> None:
    contact = await database.run(live)
    await receive(database)

    async def hire(uow: UnitOfWork) -> None:
        await uow.contacts.add(Contact(0, 888, company_id=contact.company_id))

    async def company(uow: UnitOfWork) -> Company | None:
        assert contact.company_id is not None
        return await uow.companies.get(contact.company_id)

    await database.run(hire)
    await forget(database, contact, clock)
    assert await database.run(company) is not None


async def test_the_lead_is_closed_without_words_and_its_cards_are_to_be_emptied(
    database: Database, clock: HandClock
) -> None:
    contact = await database.run(live)
    await receive(database)
    await deliver(database)
    post = Post("card:1:1", -100, 9003, contact.id, 1)
    await database.run(lambda uow: uow.posts.save(post))
    await forget(database, contact, clock)

    async def look(uow: UnitOfWork) -> None:
        lead = await uow.leads.get(1)
        assert lead is not None
        assert (lead.stage, lead.loss_reason, lead.company_id) == (Stage.LOST, ERASED, None)
        assert (lead.verdict, lead.brief, lead.own_loss_reason) == (None, {}, None)
        history = await uow.events.history(lead.id)
        assert [fact.kind for fact in history] == ["taken", "owner_changed"]
        assert await uow.outbox.has(f"card_erased:{lead.id}")
        assert await uow.outbox.has(f"erasure_notice:{lead.id}"), "the owner is told"
        assert await uow.erasure.posted(lead.id) == [post]

    await database.run(look)


async def test_whoever_comes_back_is_somebody_new(database: Database, clock: HandClock) -> None:
    contact = await database.run(live)
    await receive(database)

    async def again(uow: UnitOfWork) -> tuple[Contact | None, Contact]:
        gone = await uow.contacts.by_telegram(TELEGRAM_ID)
        return gone, await uow.contacts.add(Contact(0, TELEGRAM_ID))

    async def both(uow: UnitOfWork) -> tuple[Contact | None, Contact]:
        assert await uow.inbox.claim(4)
        await erase(uow, contact, clock.now(), update_id=4)
        return await again(uow)

    gone, newcomer = await database.run(both)
    assert gone is None, "within the very same work already"
    assert newcomer.id != contact.id

    async def old(uow: UnitOfWork) -> Contact | None:
        return await uow.contacts.get(contact.id)

    tombstone = await database.run(old)
    assert tombstone is not None
    assert tombstone.erased_at == clock.now()
    assert not tombstone.can_be_written_to


@pytest.mark.parametrize("status", [SessionStatus.FINISHED, SessionStatus.ABANDONED])
async def test_what_an_erased_conversation_counts_for_is_kept(
    database: Database, clock: HandClock, status: SessionStatus
) -> None:
    contact = await database.run(live)
    await receive(database)

    async def finish(uow: UnitOfWork) -> None:
        stored = await uow.sessions.active(contact.id)
        assert stored is not None
        over = replace(stored.session, status=status, outcome="qualified")
        await uow.sessions.save(stored, over, lead_id=None)

    async def read(uow: UnitOfWork) -> None:
        (stored,) = await uow.sessions.all_of(contact.id)
        assert (stored.session.status, stored.session.outcome) == (status, "qualified")
        assert stored.session.answers == ()

    await database.run(finish)
    await forget(database, contact, clock)
    await database.run(read)
