"""The chances of the versions in use against what came: read for /calibration, and watched over."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from datetime import date
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
from storage.database import Database
from storage.scenarios import read_register

if TYPE_CHECKING:
    from reports.chances import ChancesReader, Ended, Promise, Watched
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
        carrying = [(one, one.calibration) for one in self._shelf.all_current() if one.calibration]
        if not carrying:
            return []
        from reports.chances import Promise, Watched, watch
        from storage.reports.chances import counted

        register = await self._database.read(read_register)
        promises = [
            Promise(table, await self._promised_by(one, table, register)) for one, table in carrying
        ]
        now = self._clock.now()
        counts = await self._database.read(lambda c: counted(c, promises, now))
        return [
            Watched(one.id, one.version, promise, watch(promise.table, leads))
            for (one, _), promise, leads in zip(carrying, promises, counts, strict=True)
        ]

    async def ended(self, promise: Promise) -> Sequence[Ended]:
        """Each by itself, for lists."""
        from storage.reports.chances import ended

        now = self._clock.now()
        return await self._database.read(lambda c: ended(c, promise, now))

    async def _promised_by(
        self, scenario: Scenario, table: WinTable, register: Register
    ) -> frozenset[str]:
        """The versions that carry the same chances, by their digests."""
        found = {scenario.digest}
        for edition in register.published(scenario.id):
            try:
                version = await self._shelf.pinned(edition.digest, self._texts)
            except (MissingScenario, ScenarioErrors):
                continue  # what this program can't read promised nothing that it knows of
            if version.calibration == table:
                found.add(edition.digest)
        return frozenset(found)


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
