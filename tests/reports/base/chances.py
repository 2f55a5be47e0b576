"""Chances that the scenario of a made-up base promises, as a running program would read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from leads.winning import WinBand, WinTable
from reports.chances import Watched, watch
from reports.outcomes import Cohort, Followed, cohort
from storage.database import Database
from storage.outcomes import ended, followed
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
        return _watched(await self._database.read(lambda c: followed(c, keys, NOW - YEAR)))

    async def ended(self) -> Sequence[Watched]:
        keys, settled = self._database.keys, NOW - TABLE.settles
        read = self._database.read
        return _watched(await read(lambda c: ended(c, keys, NOW - YEAR, settled, [TABLE.target])))


def _watched(leads: Sequence[Followed]) -> Sequence[Watched]:
    return [
        Watched("quiz", version, {"ru": "Квиз"}, TABLE, watch(TABLE, _of(digest, leads)))
        for digest, version in VERSIONS
    ]


def _of(digest: str, leads: Sequence[Followed]) -> Cohort:
    mine = [one for one in leads if one.verdict.digest == digest and one.verdict.gate is None]
    return cohort(mine, TABLE.target, TABLE.settles, NOW)
