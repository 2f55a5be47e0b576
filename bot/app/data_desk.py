"""What the operator's commands about keys and proof do, on the database of the settings."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.app.settings import Settings
from storage.database import Database
from storage.engine import open_beside, open_database
from storage.errors import DatabaseError
from storage.key_file import add_key
from storage.rotation import others_at_work, rotate
from storage.secrets import KeyRing
from storage.unit_of_work import UnitOfWork


async def rotate_all(settings: Settings) -> int:
    """Put a new key on top and seal everything with it; how many rows changed."""
    async with owned(settings) as database:
        if await database.read(others_at_work) > 0:
            raise DatabaseError("Prequal is running on this database: stop every process first.")
    add_key(settings.encryption_key_file)
    async with owned(settings) as database:
        return await rotate(database)


async def ledger_of(settings: Settings, telegram_id: int) -> list[str]:
    """The ledger of a person line by line, with the words agreed to."""

    async def work(uow: UnitOfWork) -> list[str]:
        contact_id = await uow.erasure.contact_of(telegram_id)
        lines = []
        for entry in await uow.consents.of(contact_id) if contact_id is not None else ():
            said = "given" if entry.granted else "taken back"
            text = await uow.documents.get(entry.text_hash)
            about = f"{entry.purpose.value} {entry.partner}".strip()
            lines.append(
                f"{entry.at:%Y-%m-%d %H:%M:%S} UTC  {about}: {said}, message {entry.message_id},"
                f" button {entry.button!r}, {entry.text_version} {entry.text_hash}"
            )
            lines += [f"    {line}" for line in (text.text if text else "").splitlines()]
        return lines

    async with beside(settings) as database:
        return await database.run(work)


@asynccontextmanager
async def beside(settings: Settings) -> AsyncIterator[Database]:
    """The database beside a running bot, closed afterwards. Raises `DatabaseError`."""
    database = await open_beside(settings.database_url, keys=_keys(settings))
    try:
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def owned(settings: Settings) -> AsyncIterator[Database]:
    """The database for adding rows, closed afterwards: on SQLite no bot may run meanwhile. Raises
    `DatabaseError`."""
    database = await open_database(settings.database_url, keys=_keys(settings))
    try:
        yield database
    finally:
        await database.close()


def _keys(settings: Settings) -> KeyRing:
    if not settings.encryption_key_file.is_file():
        raise DatabaseError(
            f"There is no key file {settings.encryption_key_file} yet: start Prequal once with"
            " `prequal run`, or mend ENCRYPTION_KEY_FILE."
        )
    return KeyRing.from_file(settings.encryption_key_file)
