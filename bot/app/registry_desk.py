"""Opening the registry for one command: the database of the settings, beside a running bot."""

from __future__ import annotations

import getpass
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.app.editions import Editions
from bot.app.publishing import Publishing
from bot.app.settings import Settings
from storage.database import Database
from storage.engine import open_beside
from storage.errors import DatabaseError
from storage.secrets import KeyRing


@dataclass(frozen=True, slots=True)
class RegistryDesk:
    """The two things that commands do, look and publish; and the database for what else is read."""

    editions: Editions
    publishing: Publishing
    database: Database


@asynccontextmanager
async def registry_desk(settings: Settings) -> AsyncIterator[RegistryDesk]:
    """The desk for these settings, closed afterwards. Raises `DatabaseError`."""
    if not settings.encryption_key_file.is_file():
        raise DatabaseError(
            f"There is no key file {settings.encryption_key_file} yet: start Prequal once with"
            " `prequal run`, or mend ENCRYPTION_KEY_FILE."
        )
    keys = KeyRing.from_file(settings.encryption_key_file)
    database = await open_beside(settings.database_url, keys=keys)
    try:
        editions = Editions(database, settings.zone)
        yield RegistryDesk(editions, Publishing(database, editions, by=_who()), database)
    finally:
        await database.close()


def _who() -> str:
    """The name of the account that runs the command; a container may have none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "command line"
