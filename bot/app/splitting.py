"""Splits with their figures: what storage counted, compared."""

from __future__ import annotations

from dialogs.registry import Publication
from dialogs.scenario import Scenario, ScenarioKind
from dialogs.shelf import ScenarioTexts, Shelf
from leads.stage import Stage
from reports.split import Arm, RunningSplit, SplitReport, compare
from storage.database import Database
from storage.scenario_figures import people_of_split
from storage.scenarios import read_register


class StoredSplits:
    """The splits of the running program, with their figures up to now."""

    def __init__(self, database: Database, shelf: Shelf, texts: ScenarioTexts) -> None:
        self._database = database
        self._shelf = shelf
        self._texts = texts

    async def under_way(self) -> list[RunningSplit]:
        """Every split that chooses for new conversations now."""
        register = await self._database.read(read_register)
        return [
            await self._running(publication, publication.rival)
            for publication in register.newest().values()
            if publication.rival is not None
        ]

    async def _running(self, split: Publication, rival: str) -> RunningSplit:
        first = await self._shelf.pinned(split.digest, self._texts)
        second = await self._shelf.pinned(rival, self._texts)
        report = await split_report(self._database, split.number, first, second)
        return RunningSplit(first.title.by_locale, split.share, split.at, report)


async def split_report(
    database: Database, number: int, first: Scenario, second: Scenario
) -> SplitReport:
    """The figures of the split with that number between these two versions."""
    arms = [await _arm(database, number, scenario) for scenario in (first, second)]
    return compare(*arms, judged=first.kind is ScenarioKind.QUIZ)


async def _arm(database: Database, number: int, scenario: Scenario) -> Arm:
    qualifying = [one.id for one in scenario.outcomes if one.stage is Stage.QUALIFIED]
    started, finished, qualified = await database.read(
        lambda connection: people_of_split(connection, number, scenario.digest, qualifying)
    )
    return Arm(scenario.version, started, finished, qualified)
