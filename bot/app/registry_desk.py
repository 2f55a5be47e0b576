"""Opening the registry for one command: the database of the settings, beside a running bot."""

from __future__ import annotations

import getpass
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.app.data_desk import beside
from bot.app.editions import Editions
from bot.app.publishing import Publishing
from bot.app.settings import Settings
from storage.database import Database


@dataclass(frozen=True, slots=True)
class RegistryDesk:
    """The two things that commands do, look and publish; and the database for what else is read."""

    editions: Editions
    publishing: Publishing
    database: Database


@asynccontextmanager
async def registry_desk(settings: Settings) -> AsyncIterator[RegistryDesk]:
    """The desk for these settings, closed afterwards. Raises `DatabaseError`."""
    async with beside(settings) as database:
        editions = Editions(database, settings.zone)
        yield RegistryDesk(editions, Publishing(database, editions, by=_who()), database)


def _who() -> str:
    """The name of the account that runs the command; a container may have none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "command line"
