"""Works that share a transaction: each all or nothing, in order, and none harms another."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import Engine, event, func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from leads.contact import Contact
from leads.lead import Lead
from storage import tables
from storage.database import MOST_DEADLOCKS, Database, WorkCancelled
from storage.unit_of_work import UnitOfWork
from tests.storage.samples import person, person_with_lead


class Trouble(Exception):
    """What a failing work raises here."""


async def count(database: Database) -> int:
    statement = select(func.count()).select_from(tables.contacts)
    return await database.read(lambda c: int(c.execute(statement).scalar_one()))


async def everybody(database: Database) -> set[int]:
    statement = select(tables.contacts.c.telegram_id)
    return await database.read(lambda c: set(c.execute(statement).scalars()))


async def test_what_a_work_wrote_is_there_afterwards(database: Database) -> None:
    contact = await database.run(person)

    async def work(uow: UnitOfWork) -> Contact | None:
        return await uow.contacts.get(contact.id)

    assert await database.run(work) == contact


async def test_a_failed_work_leaves_no_trace_and_its_neighbours_stay(database: Database) -> None:
    async def failing(uow: UnitOfWork) -> None:
        await person(uow, 2)
        raise Trouble

    results = await asyncio.gather(
        database.run(lambda uow: person(uow, 1)),
        database.run(failing),
        database.run(lambda uow: person(uow, 3)),
        return_exceptions=True,
    )
    assert isinstance(results[1], Trouble)
    assert await everybody(database) == {1, 3}


async def test_what_a_failed_work_had_already_sent_is_undone(database: Database) -> None:
    async def failing(uow: UnitOfWork) -> None:
        await person(uow, 2)
        # This question can't be answered from memory, so what was written goes first.
        assert len(await uow.contacts.by_phone("+79990000000")) == 0
        await person(uow, 22)
        raise Trouble

    async def asking(uow: UnitOfWork) -> list[Contact]:
        await person(uow, 3, phone="+79990000000")
        return await uow.contacts.by_phone("+79990000000")

    results = await asyncio.gather(
        database.run(lambda uow: person(uow, 1)),
        database.run(failing),
        database.run(asking),
        database.run(lambda uow: uow.contacts.by_telegram(2)),
        return_exceptions=True,
    )
    assert isinstance(results[1], Trouble)
    assert isinstance(results[2], list)
    assert [contact.telegram_id for contact in results[2]] == [3]
    assert results[3] is None
    assert await everybody(database) == {1, 3}


async def test_later_works_see_earlier_ones_but_not_failed_ones(database: Database) -> None:
    seen: list[bool] = []

    async def failing(uow: UnitOfWork) -> None:
        await person(uow, 2)
        raise Trouble

    async def looking(uow: UnitOfWork) -> None:
        seen.extend([await uow.contacts.by_telegram(n) is not None for n in (1, 2)])

    await asyncio.gather(
        database.run(lambda uow: person(uow, 1), chat_ids=[1]),
        database.run(failing, chat_ids=[2]),
        database.run(looking, chat_ids=[1, 2]),
        return_exceptions=True,
    )
    assert seen == [True, False]


async def test_one_poisoned_write_fails_its_own_work_only(database: Database) -> None:
    async def poisoned(uow: UnitOfWork) -> None:
        await uow.leads.add(Lead(0, contact_id=987654))  # nobody has that number

    results = await asyncio.gather(
        *(database.run(partial(person, telegram_id=n)) for n in range(1, 6)),
        database.run(poisoned),
        *(database.run(partial(person, telegram_id=n)) for n in range(6, 11)),
        return_exceptions=True,
    )
    errors = [result for result in results if isinstance(result, BaseException)]
    assert [type(error) for error in errors] == [IntegrityError]
    assert await everybody(database) == set(range(1, 11))


async def test_an_error_of_the_database_in_a_read_fails_its_own_work_only(
    database: Database,
) -> None:
    results = await asyncio.gather(
        database.run(lambda uow: person(uow, 1)),
        database.run(lambda uow: uow.orders.of_lead(2**70)),
        database.run(lambda uow: person(uow, 3)),
        return_exceptions=True,
    )
    assert isinstance(results[1], DBAPIError | OverflowError)
    assert await everybody(database) == {1, 3}


async def test_swallowing_an_error_of_the_database_loses_nothing_silently(
    replicas: tuple[Database, Database],
) -> None:
    """PostgreSQL answers COMMIT with a silent ROLLBACK after an error."""

    async def asking(uow: UnitOfWork) -> None:
        await uow.contacts.by_phone("+79990000000")  # sends the neighbour's row

    async def swallowing(uow: UnitOfWork) -> None:
        with suppress(DBAPIError):
            await uow.orders.of_lead(2**70)

    results = await asyncio.gather(
        replicas[0].run(partial(person, telegram_id=1)),
        replicas[0].run(asking),
        replicas[0].run(swallowing),
        return_exceptions=True,
    )
    assert isinstance(results[2], DBAPIError)
    assert await everybody(replicas[0]) == {1}


@pytest.mark.parametrize("turned", [Trouble, asyncio.CancelledError])
async def test_an_error_of_the_database_that_a_work_turned_into_its_own_harms_no_other(
    database: Database, turned: type[BaseException]
) -> None:
    """The last of a batch: no later work meets what is left of the transaction."""

    async def asking(uow: UnitOfWork) -> None:
        await uow.contacts.by_phone("+79990000000")  # sends the neighbour's row

    async def turning(uow: UnitOfWork) -> None:
        try:
            await uow.scope.query(lambda c: c.execute(text("SELECT nothing_like_that")))
        except DBAPIError as error:
            raise turned from error

    results = await asyncio.gather(
        database.run(partial(person, telegram_id=1)),
        database.run(asking),
        database.run(turning),
        return_exceptions=True,
    )
    assert isinstance(results[0], Contact)
    assert isinstance(results[2], Trouble | WorkCancelled)
    assert await everybody(database) == {1}


async def test_works_that_arrive_together_share_one_commit(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = database._link
    commits = 0
    commit = link.commit

    async def counted(function: object) -> None:
        nonlocal commits
        commits += 1
        await commit(function)  # type: ignore[arg-type]

    monkeypatch.setattr(link, "commit", counted)
    await asyncio.gather(*(database.run(partial(person, telegram_id=n)) for n in range(20)))
    assert commits == 1
    assert await count(database) == 20


async def test_works_run_in_the_order_in_which_they_came(database: Database) -> None:
    order: list[int] = []

    async def work(uow: UnitOfWork, number: int) -> None:
        await asyncio.sleep(0)
        order.append(number)

    await asyncio.gather(*(database.run(partial(work, number=n)) for n in range(150)))
    assert order == list(range(150))


async def test_a_caller_that_gave_up_before_its_turn_is_passed_over(database: Database) -> None:
    waiting = asyncio.gather(database.run(lambda uow: person(uow, 1)))
    given_up = asyncio.ensure_future(database.run(lambda uow: person(uow, 2)))
    given_up.cancel()
    await waiting
    with pytest.raises(asyncio.CancelledError):
        await given_up
    assert await everybody(database) == {1}


async def test_a_cancellation_inside_a_work_does_not_stop_the_others(database: Database) -> None:
    async def work(uow: UnitOfWork) -> None:
        await person(uow, 2)
        raise asyncio.CancelledError

    with pytest.raises(WorkCancelled):
        await database.run(work)
    await database.run(lambda uow: person(uow, 3))
    assert await everybody(database) == {3}


async def test_closing_finishes_what_was_handed_in(database: Database) -> None:
    waiting = [asyncio.ensure_future(database.run(partial(person, telegram_id=n))) for n in (1, 2)]
    await asyncio.sleep(0)
    await database.close()
    assert [task.result().telegram_id for task in waiting] == [1, 2]
    with pytest.raises(RuntimeError, match="closed"):
        await database.run(person)


async def test_a_turn_reads_a_whole_batch_at_once(database: Database) -> None:
    """The promise on speed: no query per work where the batch said what it is about."""
    for n in range(1, 11):
        await database.run(partial(person, telegram_id=n))
    statements: list[str] = []

    def note(_c: object, _k: object, statement: str, *_: object) -> None:
        statements.append(statement)

    async def work(uow: UnitOfWork, telegram_id: int) -> None:
        contact = await uow.contacts.by_telegram(telegram_id)
        assert contact is not None
        assert await uow.sessions.active(contact.id) is None
        assert await uow.leads.open_of(contact.id) == []
        assert await uow.consents.of(contact.id) == ()
        await uow.contacts.save(contact)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        await asyncio.gather(
            *(database.run(partial(work, telegram_id=n), chat_ids=[n]) for n in range(1, 11))
        )
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    selects = [statement for statement in statements if statement.startswith("SELECT")]
    updates = [statement for statement in statements if statement.startswith("UPDATE")]
    assert len(selects) == 5
    assert len(updates) == 1


async def test_a_deadlock_with_another_process_is_tried_again(
    replicas: tuple[Database, Database],
) -> None:
    """Each has one lead in hand and asks for the other's; the first one's write went ahead."""
    both = [
        (await replicas[0].run(partial(person_with_lead, telegram_id=one, amount=0)))[1]
        for one in (1, 2)
    ]
    in_hand = [asyncio.Event(), asyncio.Event()]

    async def raising(uow: UnitOfWork, first: int) -> None:
        await raise_amount(uow, both[first].id)
        in_hand[first].set()
        await in_hand[1 - first].wait()
        await raise_amount(uow, both[1 - first].id)

    await asyncio.gather(
        replicas[0].run(partial(raising, first=0)), replicas[1].run(partial(raising, first=1))
    )
    after = [await replicas[0].run(partial(read_lead, lead.id)) for lead in both]
    assert [lead.amount for lead in after] == [2, 2]


@pytest.mark.parametrize("deadlocks", [MOST_DEADLOCKS, MOST_DEADLOCKS + 1])
async def test_a_work_is_tried_so_often_and_then_fails(database: Database, deadlocks: int) -> None:
    met = 0

    async def unlucky(uow: UnitOfWork) -> Contact:
        nonlocal met
        contact = await person(uow)
        if met < deadlocks:
            met += 1
            raise DBAPIError("SELECT", {}, Deadlock("deadlock detected"))
        return contact

    # Once together with others, where there are any, then so often alone.
    outcome = (await asyncio.gather(database.run(unlucky), return_exceptions=True))[0]
    assert isinstance(outcome, Contact if deadlocks == MOST_DEADLOCKS else DBAPIError)
    assert await count(database) == (1 if deadlocks == MOST_DEADLOCKS else 0)
    assert met == deadlocks


class Deadlock(Exception):
    """As the driver raises it."""

    sqlstate = "40P01"


async def read_lead(lead_id: int, uow: UnitOfWork) -> Lead:
    lead = await uow.leads.get(lead_id)
    assert lead is not None
    return lead


async def raise_amount(uow: UnitOfWork, lead_id: int) -> None:
    lead = await read_lead(lead_id, uow)
    await uow.leads.save(replace(lead, amount=(lead.amount or 0) + 1))
