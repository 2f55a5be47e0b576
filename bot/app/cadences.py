"""Part of the composition root: cadences from their files, and what their touches do."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bot.chat.book import Book
from bot.chat.cadences.voice import CadenceVoice
from bot.chat.texts import Texts
from dialogs.cadence_files import folder
from dialogs.scenario import Scenario
from leads.cadences.cadence import Cadences
from leads.cadences.walking import Walking
from leads.policy import Policy
from leads.touch import CADENCE, CADENCE_INVITE
from scheduler.dispatch import Own
from storage.unit_of_work import UnitOfWork


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


def cadence_touches(
    policy: Policy, texts: Texts, book: Book, company: str
) -> dict[str, Own[UnitOfWork]]:
    """What touches of cadences do when their time has come."""
    walking = Walking(policy, CadenceVoice(texts, book, company))
    return {CADENCE: walking, CADENCE_INVITE: walking}
