"""The ledger only grows, whoever tries; the words agreed to are found again by their hash."""

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from leads.consent import ConsentEntry, Purpose
from leads.documents import ConsentText
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.storage.samples import HandClock, person

WORDS = ConsentText("consent_reminder:1", "ru", "Можно ли напомнить?")


@pytest.mark.parametrize(
    "statement", ["UPDATE consents SET granted = NOT granted", "DELETE FROM consents"]
)
async def test_the_database_itself_refuses_to_change_an_entry(
    database: Database, clock: HandClock, statement: str
) -> None:
    async def agree(uow: UnitOfWork) -> ConsentEntry:
        contact = await person(uow)
        entry = WORDS.agreed(
            contact.id, Purpose.REMINDER, clock.now(), message_id=5, button="Согласен(на)"
        )
        await uow.documents.keep(WORDS)
        await uow.consents.add(entry)
        return entry

    async def tamper(uow: UnitOfWork) -> None:
        await uow.scope.fetch(text(statement), {})

    async def read(uow: UnitOfWork) -> tuple[ConsentEntry, ...]:
        return await uow.consents.of(entry.contact_id)

    entry = await database.run(agree)
    with pytest.raises(DBAPIError, match="append-only"):
        await database.run(tamper)
    assert await database.run(read) == (entry,)


async def test_the_words_are_kept_once_and_found_by_the_hash_in_the_ledger(
    database: Database,
) -> None:
    async def keep(uow: UnitOfWork) -> None:
        await uow.documents.keep(WORDS)

    async def find(uow: UnitOfWork) -> ConsentText | None:
        return await uow.documents.get(WORDS.digest)

    def count(connection: Connection) -> int:
        return int(connection.execute(text("SELECT count(*) FROM documents")).scalar_one())

    await database.run(keep)
    await database.run(keep)
    assert await database.run(find) == WORDS
    assert await database.read(count) == 1
