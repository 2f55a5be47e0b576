"""Verdicts and their overrides, read from the database of the running program."""

from __future__ import annotations

from datetime import timedelta

from leads.clock import Clock
from reports.overrides import JudgedVerdict
from storage.database import Database
from storage.overrides import judged_since


class StoredOverrides:
    """`OverrideReader` over the database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def judged(self, days: int) -> list[JudgedVerdict]:
        """Verdicts of the last `days` days, oldest first."""
        since = self._clock.now() - timedelta(days=days)
        keys = self._database.keys
        return await self._database.read(lambda connection: judged_since(connection, keys, since))
