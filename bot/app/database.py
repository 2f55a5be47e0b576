"""Part of the composition root: the database, and the sums over orders that are kept in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.app.settings import Settings
from leads.clock import Clock
from storage.database import Database
from storage.engine import open_database
from storage.rollup.keeping import Rollup
from storage.secrets import KeyRing

if TYPE_CHECKING:
    from reports.slices import Slice


async def opened(settings: Settings, clock: Clock) -> Database:
    """The database of these settings; the caller closes it."""
    return await open_database(
        settings.database_url,
        keys=KeyRing.from_file(settings.encryption_key_file),
        synchronous=settings.sqlite_synchronous,
        clock=clock,
    )


def rollup_of(settings: Settings, database: Database) -> Rollup:
    """What keeps the sums, by the company's clock, which is reckoned once there are orders."""

    def months() -> Sequence[Slice]:
        from reports.slices import ALL_TIMES, slices

        return slices(ALL_TIMES, settings.zone)

    return Rollup(database, months)
