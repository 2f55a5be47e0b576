"""Sessions and leads: what goes in comes out, and nobody overwrites what they have not seen."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from dialogs.session import Answer, Blank, Pending, SessionStatus
from leads.consent import Purpose
from leads.facts import ConsentGiven, Fact, Qualified
from leads.lead import Lead, Temperature
from leads.order import Order
from leads.stage import Stage
from leads.verdict import FiredRow, Verdict
from storage.database import Database
from storage.errors import LeadConflict, SessionConflict
from storage.sessions import StoredSession
from storage.unit_of_work import UnitOfWork
from tests.storage.samples import START, person, person_with_lead, session

VERDICT = Verdict(
    outcome="qualified",
    stage=Stage.QUALIFIED,
    fit=70,
    intent=40,
    rows=(FiredRow("traffic", "fit", 30, {"ru": "много"}, {"visits": 5000}),),
    gate=None,
    reason=None,
    recheck_days=None,
    scenario_id="quiz",
    scenario_version=3,
    digest="d1",
    inputs={"visits": 5000, "goals": ["crm", "seo"], "budget": {"blank": "dont_know"}},
)


async def begin(database: Database, **changes: Any) -> StoredSession:
    async def work(uow: UnitOfWork) -> StoredSession:
        contact, lead = await person_with_lead(uow)
        return await uow.sessions.add(contact.id, lead.id, session(**changes))

    return await database.run(work)


async def active(database: Database, contact_id: int) -> StoredSession | None:
    return await database.run(lambda uow: uow.sessions.active(contact_id))


async def test_a_session_comes_back_whole(database: Database) -> None:
    full = session(
        answers=(Answer("a", 5), Answer("b", frozenset({"x", "y"})), Answer("c", Blank.SKIPPED)),
        turn=3,
        pending=Pending(5000),
        draft=frozenset({"seo"}),
        asked_restart=True,
        started_at=START,
    )
    stored = await begin(database, **{name: getattr(full, name) for name in full.__slots__})
    assert stored.session == full
    assert await active(database, stored.contact_id) == stored


async def test_a_save_from_an_older_state_is_refused(database: Database) -> None:
    stored = await begin(database)
    moved = replace(stored.session, turn=1)
    saved = await database.run(lambda uow: uow.sessions.save(stored, moved, lead_id=None))
    assert (saved.row_version, saved.lead_id) == (2, stored.lead_id)
    with pytest.raises(SessionConflict):
        await database.run(lambda uow: uow.sessions.save(stored, moved, lead_id=None))
    assert await active(database, stored.contact_id) == saved


async def test_a_save_in_the_same_batch_is_seen(database: Database) -> None:
    stored = await begin(database)

    async def turn(uow: UnitOfWork) -> None:
        latest = await uow.sessions.active(stored.contact_id)
        assert latest is not None
        await uow.sessions.save(latest, replace(latest.session, turn=latest.session.turn + 1))

    await asyncio.gather(*(database.run(turn, chat_ids=[1001]) for _ in range(10)))
    latest = await active(database, stored.contact_id)
    assert latest is not None
    assert (latest.session.turn, latest.row_version) == (10, 11)


async def test_replicas_never_lose_a_turn(replicas: tuple[Database, Database]) -> None:
    stored = await begin(replicas[0])

    async def turn(uow: UnitOfWork) -> None:
        latest = await uow.sessions.active(stored.contact_id)
        assert latest is not None
        await asyncio.sleep(0.001)
        await uow.sessions.save(latest, replace(latest.session, turn=latest.session.turn + 1))

    runs = [database.run(turn, chat_ids=[1001]) for _ in range(15) for database in replicas]
    await asyncio.gather(*runs)
    latest = await active(replicas[1], stored.contact_id)
    assert latest is not None
    assert latest.session.turn == 30


async def test_replicas_greet_a_newcomer_once(replicas: tuple[Database, Database]) -> None:
    async def turn(uow: UnitOfWork) -> int:
        known = await uow.contacts.by_telegram(77)
        await asyncio.sleep(0.005)
        return known.id if known else (await person(uow, 77)).id

    runs = [database.run(turn, chat_ids=[77]) for _ in range(5) for database in replicas]
    assert len(set(await asyncio.gather(*runs))) == 1


async def test_one_session_at_a_time(database: Database) -> None:
    stored = await begin(database)
    with pytest.raises(SessionConflict):
        await database.run(lambda uow: uow.sessions.add(stored.contact_id, None, session()))

    async def follow(uow: UnitOfWork) -> StoredSession:
        over = replace(stored.session, status=SessionStatus.FINISHED, step=None)
        await uow.sessions.save(stored, over)
        assert await uow.sessions.active(stored.contact_id) is None
        return await uow.sessions.add(
            stored.contact_id, stored.lead_id, session(scenario_id="brief")
        )

    brief = await database.run(follow)
    assert await active(database, stored.contact_id) == brief


async def test_the_text_of_a_scenario_is_kept_once(database: Database) -> None:
    await database.run(lambda uow: uow.scenarios.keep("d1", "quiz", 1, "first"))
    await database.run(lambda uow: uow.scenarios.keep("d1", "quiz", 1, "second"))
    assert await database.run(lambda uow: uow.scenarios.text("d1")) == "first"
    assert await database.run(lambda uow: uow.scenarios.text("d2")) is None


async def test_a_text_of_a_failed_work_is_not_taken_for_kept(database: Database) -> None:
    async def failing(uow: UnitOfWork) -> None:
        await uow.scenarios.keep("d1", "quiz", 1, "text")
        raise ValueError

    with pytest.raises(ValueError):
        await database.run(failing)
    assert await database.run(lambda uow: uow.scenarios.text("d1")) is None


async def test_a_lead_comes_back_whole(database: Database) -> None:
    contact = await database.run(person)
    moments: dict[str, Any] = {
        name: START + timedelta(minutes=number)
        for number, name in enumerate(
            ("stage_since", "enquired_at", "first_reply_at", "qualified_at", "taken_at")
        )
    }
    full = Lead(
        id=0,
        contact_id=contact.id,
        product="seo",
        funnel="cold",
        temperature=Temperature.COLD,
        stage=Stage.PROPOSAL,
        owner_id=2**41,
        verdict=VERDICT,
        brief={"goals": ["a"], "site": "https://example.ru", "when": {"blank": "skipped"}},
        brief_done=True,
        amount=10**12,
        discount=10,
        currency="EUR",
        loss_reason="price",
        own_loss_reason="Дорого",
        channel="vk",
        campaign="spring",
        **moments,
    )
    added = await database.run(lambda uow: uow.leads.add(full))
    assert added == replace(full, id=added.id, version=1)
    assert await database.run(lambda uow: uow.leads.get(added.id)) == added
    closed = replace(added.moved(Stage.LOST, START), verdict=None)
    saved = await database.run(lambda uow: uow.leads.save(closed))
    assert await database.run(lambda uow: uow.leads.get(added.id)) == replace(saved, version=2)


async def test_a_lead_saved_from_an_older_state_is_refused(database: Database) -> None:
    _, lead = await database.run(person_with_lead)
    await database.run(lambda uow: uow.leads.save(replace(lead, owner_id=1)))
    with pytest.raises(LeadConflict):
        await database.run(lambda uow: uow.leads.save(replace(lead, owner_id=2)))
    kept = await database.run(lambda uow: uow.leads.get(lead.id))
    assert kept is not None
    assert kept.owner_id == 1


async def test_the_first_of_two_takers_wins(replicas: tuple[Database, Database]) -> None:
    _, lead = await replicas[0].run(person_with_lead)

    async def take(uow: UnitOfWork, seller: int) -> bool:
        latest = await uow.leads.get(lead.id)
        assert latest is not None
        await asyncio.sleep(0.01)
        if latest.owner_id is not None:
            return False
        await uow.leads.save(replace(latest, owner_id=seller))
        return True

    taken = await asyncio.gather(
        *(database.run(partial(take, seller=n)) for n, database in enumerate(replicas, 1))
    )
    assert sorted(taken) == [False, True]


async def test_open_leads_are_found_by_their_very_product(database: Database) -> None:
    contact, unnamed = await database.run(person_with_lead)
    seo = await database.run(lambda uow: uow.leads.add(Lead(0, contact.id, product="seo")))

    async def find(product: str | None) -> Lead | None:
        return await database.run(lambda uow: uow.leads.open_for(contact.id, product))

    assert await find(None) == unnamed
    assert await find("seo") == seo
    assert await find("crm") is None
    await database.run(lambda uow: uow.leads.save(seo.moved(Stage.LOST, START)))
    assert await find("seo") is None
    assert await database.run(lambda uow: uow.leads.open_of(contact.id)) == [unnamed]


async def test_a_second_open_lead_for_a_product_is_impossible(database: Database) -> None:
    contact, lead = await database.run(lambda uow: person_with_lead(uow, product="seo"))
    with pytest.raises(IntegrityError):
        await database.run(lambda uow: uow.leads.add(Lead(0, contact.id, product="seo")))
    await database.run(lambda uow: uow.leads.save(lead.moved(Stage.LOST, START)))
    await database.run(lambda uow: uow.leads.add(Lead(0, contact.id, product="seo")))


async def test_history_is_told_in_order(database: Database) -> None:
    contact, lead = await database.run(person_with_lead)
    shared: dict[str, Any] = {"at": START, "contact_id": contact.id, "lead_id": lead.id}
    facts: list[Fact] = [
        ConsentGiven(**shared, purpose=Purpose.ADVERTISING),
        Qualified(**shared, by=2**40, verdict=VERDICT, was=Stage.ENQUIRY),
    ]

    async def work(uow: UnitOfWork) -> list[Fact]:
        for fact in facts:
            await uow.events.add(fact)
        return await uow.events.history(lead.id)

    assert await database.run(work) == facts


async def test_what_becomes_of_a_newcomer_at_once_is_seen(database: Database) -> None:
    async def work(uow: UnitOfWork) -> None:
        contact, lead = await person_with_lead(uow)
        assert await uow.leads.last_of(contact.id) == lead
        lost = await uow.leads.save(lead.moved(Stage.LOST, START))
        assert await uow.leads.last_of(contact.id) == lost
        assert not await uow.orders.bought(contact.id)
        await uow.orders.add(Order(lead.id, contact.id, None, None, 1, 0, "RUB", START))
        assert await uow.orders.bought(contact.id)

    await database.run(work)


async def test_somebody_without_leads_or_orders_has_none(database: Database) -> None:
    async def work(uow: UnitOfWork) -> None:
        contact = await person(uow)
        assert await uow.leads.last_of(contact.id) is None
        assert not await uow.orders.bought(contact.id)

    await database.run(work)
