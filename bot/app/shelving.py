"""The shelf kept equal to the registry: at the start, and whenever somebody publishes."""

from __future__ import annotations

import logging
from collections.abc import Collection

from dialogs.findings import ScenarioErrors
from dialogs.registry import Plan, Publication, Register, plan_start
from dialogs.scenario import Scenario
from dialogs.shelf import MissingScenario, Shelf
from leads.calendar import ORDINARY_WEEK, Calendar
from storage.database import Database
from storage.scenarios import newest_publication, read_register, read_text
from storage.unit_of_work import UnitOfWork

BY_START = "start"

log = logging.getLogger(__name__)


class Shelving:
    """Puts on the shelf what is published. Called once at the start, then with every tick."""

    def __init__(self, database: Database, shelf: Shelf) -> None:
        self._database = database
        self._shelf = shelf
        self._seen = 0

    async def __call__(self) -> None:
        """Take up what was published since; hardly any work when nobody else wrote.

        A text that this program can't read is logged and left out: what was current stays so.
        """
        if not await self._database.touched():
            return
        if await self._database.read(newest_publication) != self._seen:
            await self.take_up(await self._database.read(read_register))

    async def take_up(self, register: Register) -> None:
        """Put on the shelf what of `register` was not there yet."""
        newest = register.newest().values()
        for one in newest:
            if one.number > self._seen:
                await self._take(one)
        self._seen = max((one.number for one in newest), default=self._seen)

    async def text(self, digest: str) -> str | None:
        """A kept text, read beside the writer: no turn waits for a publication."""
        return await self._database.read(lambda connection: read_text(connection, digest))

    async def _take(self, publication: Publication) -> None:
        try:
            await self._shelf.take(publication, self)
        except (ScenarioErrors, MissingScenario) as error:
            log.error("What was published of %s can't be used: %s", publication.scenario_id, error)


async def open_shelf(
    database: Database, files: Collection[Scenario], *, calendar: Calendar = ORDINARY_WEEK
) -> tuple[Shelf, Shelving]:
    """The shelf at the start: files that are new are published, then what is published is taken.

    Appointments are offered on the working days of `calendar`."""
    await _publish(database, files)
    shelf = Shelf(files, calendar=calendar)
    shelving = Shelving(database, shelf)
    await database.touched()  # before the look, so that whatever comes after it is noticed
    await shelving.take_up(await database.run(lambda uow: uow.publications.register()))
    return shelf, shelving


async def present_shelf(
    database: Database, files: Collection[Scenario], *, calendar: Calendar
) -> Shelf:
    """The same for a command beside a running bot: nothing is published."""
    shelf = Shelf(files, calendar=calendar)
    await Shelving(database, shelf).take_up(await database.read(read_register))
    return shelf


async def _publish(database: Database, files: Collection[Scenario]) -> None:
    """Publish what `plan_start` finds new in the files, and log what it passes over."""

    async def work(uow: UnitOfWork) -> Plan:
        plan = plan_start(files, await uow.publications.register())
        for one in plan.new:
            await uow.scenarios.keep(one.digest, one.id, one.version, one.source)
            await uow.publications.add(one.id, one.digest, by=BY_START)
        return plan

    plan = await database.run(work)
    for one in plan.new:
        log.info("Published %s, version %s.", one.id, one.version)
    for notice in plan.notices:
        log.warning(notice)


def check_quiz(quiz: str, shelf: Shelf) -> None:
    """LookupError when no scenario has the id that QUIZ names."""
    if quiz not in shelf:
        known = ", ".join(sorted(one.id for one in shelf.all_current()))
        raise LookupError(f"QUIZ names {quiz!r}; there are: {known}.")
