"""Part of the composition root: cadences from their files, what their touches do, who answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.app.settings import Settings
from bot.chat.access import Access
from bot.chat.answering import Answering, InWords
from bot.chat.book import Book
from bot.chat.cadences.desk import CadenceDesk
from bot.chat.cadences.marks import MarksDesk
from bot.chat.cadences.router import marks_router
from bot.chat.cadences.voice import CadenceVoice
from bot.chat.callbacks import CadenceButton
from bot.chat.person_taps import taps_router
from bot.chat.router import Router
from bot.chat.texts import Texts
from dialogs.cadence_files import folder
from dialogs.scenario import Scenario
from leads.cadences.answering import CadenceAnswers
from leads.cadences.cadence import Cadences
from leads.cadences.walking import Walking
from leads.clock import Clock
from leads.desk import Desk
from leads.offers import Offers
from leads.policy import Policy
from leads.thinking.marking import Marks
from leads.thinking.watching import Noticing
from leads.touch import CADENCE, CADENCE_INVITE, STAGE_NORM
from scheduler.dispatch import Own
from storage.database import Database
from storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from reports.cadences import Told


def load_cadences(scenarios_dir: str, scenarios: Iterable[Scenario]) -> Cadences:
    """Those that ship, under those of the folder `cadences` beside the scenarios.

    ScenarioErrors with every mistake; OSError when a file can't be read.
    """
    own = Path(scenarios_dir) / folder.FOLDER if scenarios_dir else None
    return folder.load_cadences(own, products_of(scenarios))


def products_of(scenarios: Iterable[Scenario]) -> frozenset[str]:
    """The ids of everything that the scenarios sell."""
    slots = (one.slots.get(one.product_slot or "") for one in scenarios)
    return frozenset(option.id for slot in slots if slot for option in slot.options)


class StoredCadences:
    """`CadenceReader` over the database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def told(self, days: int) -> list[Told]:
        """Facts of the last `days` days, oldest first."""
        from storage.cadence_facts import told_since

        since = self._clock.now() - timedelta(days=days)
        keys = self._database.keys
        return await self._database.read(lambda connection: told_since(connection, keys, since))


@dataclass(frozen=True, slots=True)
class CadenceParts:
    """What touches of cadences do when their time has come, and who answers to buttons."""

    touches: Mapping[str, Own[UnitOfWork]]
    person: CadenceDesk
    marks: MarksDesk
    figures: InWords

    def routers(
        self,
        answering: Answering[UnitOfWork],
        access: Access,
        texts: Texts,
        wake: Callable[[], None],
        *,
        locale: str,
    ) -> tuple[Router, Router]:
        """The handlers of people's buttons and of staff's marks."""
        staff = marks_router(self.marks, self.figures, answering, access, texts, locale=locale)
        return taps_router(CadenceButton, self.person.tap, wake), staff


def cadence_parts(
    settings: Settings,
    policy: Policy,
    database: Database,
    texts: Texts,
    book: Book,
    offers: Offers,
    desk: Desk,
    clock: Clock,
) -> CadenceParts:
    """The parts, under that policy."""
    voice = CadenceVoice(texts, book, settings.company_name)
    walking = Walking(policy, voice)
    touches: dict[str, Own[UnitOfWork]] = {
        CADENCE: walking,
        CADENCE_INVITE: walking,
        STAGE_NORM: Noticing(policy),
    }

    async def figures(locale: str) -> str:
        from bot.chat.cadences.figures import CadenceFigures

        reader = StoredCadences(database, clock)
        return await CadenceFigures(reader, policy.cadences, texts).text(locale)

    person = CadenceDesk(database, CadenceAnswers(policy, offers), voice, texts, clock)
    marks = MarksDesk(Marks(desk.steps), texts, clock, settings.zone)
    return CadenceParts(touches, person, marks, figures)
