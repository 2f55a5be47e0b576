"""Chances that the scenario of a made-up base promises, as a running program would read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from leads.winning import WinBand, WinTable
from reports.chances import Ended, Promise, Watched, watch
from storage.database import Database
from storage.reports.chances import counted, ended
from tests.reports.base.making import BANDS, NOW, SETTLES_DAYS
from tests.reports.base.verdicts import VERSIONS

TABLE = WinTable(
    "fit",
    tuple(WinBand(least, chance, deals) for least, chance, deals in BANDS),
    settles=timedelta(days=SETTLES_DAYS),
)
PROMISES = [Promise(TABLE, frozenset([digest])) for digest, _ in VERSIONS]


class Promised:
    """`reports.chances.ChancesReader`: both versions carry the same chances."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def watched(self) -> Sequence[Watched]:
        counts = await self._database.read(lambda c: counted(c, PROMISES, NOW))
        return [
            Watched("quiz", version, promise, watch(TABLE, leads))
            for (_, version), promise, leads in zip(VERSIONS, PROMISES, counts, strict=True)
        ]

    async def ended(self, promise: Promise) -> Sequence[Ended]:
        return await self._database.read(lambda c: ended(c, promise, NOW))
