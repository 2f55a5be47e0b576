"""The chances of the versions in use against what came: read for /calibration, and watched over."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.app.watching import Watch
from bot.chat.texts import Texts
from dialogs.findings import ScenarioErrors
from dialogs.registry import Register
from dialogs.scenario import Scenario
from dialogs.shelf import MissingScenario, ScenarioTexts, Shelf
from leads.clock import Clock
from leads.winning import WinTable
from reports.chances import SPAN, ChancesReader, Watched, watch
from reports.outcomes import Followed, cohort
from storage.database import Database
from storage.outcomes import followed
from storage.scenarios import read_register

if TYPE_CHECKING:
    from reports.tables import Report

log = logging.getLogger(__name__)


class StoredChances:
    """`ChancesReader` over the database of the running program."""

    def __init__(
        self, database: Database, shelf: Shelf, texts: ScenarioTexts, clock: Clock
    ) -> None:
        self._database = database
        self._shelf = shelf
        self._texts = texts
        self._clock = clock

    async def watched(self) -> list[Watched]:
        """Every version in use that carries chances, by the leads that these were promised for."""
        carrying = [(one, one.calibration) for one in self._shelf.all_current()]
        if not any(table for _, table in carrying):
            return []
        now = self._clock.now()
        keys = self._database.keys
        leads = await self._database.read(lambda c: followed(c, keys, now - SPAN))
        register = await self._database.read(read_register)
        return [
            await self._watched(scenario, table, leads, register, now)
            for scenario, table in carrying
            if table is not None
        ]

    async def _watched(
        self,
        scenario: Scenario,
        table: WinTable,
        leads: list[Followed],
        register: Register,
        now: datetime,
    ) -> Watched:
        promised = await self._promising(scenario, table, register)
        mine = [
            lead for lead in leads if lead.verdict.digest in promised and lead.verdict.gate is None
        ]
        report = watch(table, cohort(mine, table.target, table.settles, now))
        return Watched(scenario.id, scenario.version, table, report)

    async def _promising(
        self, scenario: Scenario, table: WinTable, register: Register
    ) -> Collection[str]:
        """Digests of the versions that promised the same: one that only changed a text does."""
        found = {scenario.digest}
        for edition in register.published(scenario.id):
            try:
                version = await self._shelf.pinned(edition.digest, self._texts)
            except (MissingScenario, ScenarioErrors):
                continue  # what this program can't read promised nothing that it knows of
            if version.calibration == table:
                found.add(edition.digest)
        return found


class ChancesWatch(Watch):
    """Looks once a month, and says what /calibration would of the versions that are off."""

    def __init__(
        self,
        database: Database,
        chances: ChancesReader,
        told: Callable[[Report, str], str],
        managers: Collection[int],
        texts: Texts,
        clock: Clock,
        zone: ZoneInfo,
        *,
        locale: str,
    ) -> None:
        super().__init__(database, managers, texts, clock, zone, locale=locale)
        self._chances = chances
        self._told = told

    def _turn(self, today: date) -> str:
        return f"chances:{today:%Y-%m}"

    async def _warning(self, today: date) -> str:
        watched = await self._chances.watched()
        for one in watched:
            log.info("chances of %s %s: %s", one.scenario, one.version, one.report.conclusion.value)
        off = [one for one in watched if one.report.warns]
        if not off:
            return ""
        from reports.results.chances import chances_report

        return self._told(chances_report(off, today), self._locale)
