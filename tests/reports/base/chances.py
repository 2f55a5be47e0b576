"""Chances that the scenario of a made-up base promises, as a running program would read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from leads.winning import WinBand, WinTable
from reports.chances import Watched, watch
from reports.outcomes import cohort
from storage.database import Database
from storage.outcomes import followed
from tests.reports.base.making import BANDS, NOW, SETTLES_DAYS
from tests.reports.base.verdicts import VERSIONS

TABLE = WinTable(
    "fit",
    tuple(WinBand(least, chance, deals) for least, chance, deals in BANDS),
    settles=timedelta(days=SETTLES_DAYS),
)
YEAR = timedelta(days=365)


class Promised:
    """`reports.chances.ChancesReader`: both versions carry the same chances."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def watched(self) -> Sequence[Watched]:
        keys = self._database.keys
        leads = await self._database.read(lambda c: followed(c, keys, NOW - YEAR))
        return [
            Watched(
                "quiz",
                version,
                TABLE,
                watch(
                    TABLE,
                    cohort(
                        [
                            one
                            for one in leads
                            if one.verdict.digest == digest and one.verdict.gate is None
                        ],
                        TABLE.target,
                        TABLE.settles,
                        NOW,
                    ),
                ),
            )
            for digest, version in VERSIONS
        ]
