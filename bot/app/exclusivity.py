"""Part of the composition root: the register of exclusive clients, and what works with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.app.settings import Settings
from bot.chat.book import Book
from bot.chat.exclusivity.desk import ConflictDesk
from bot.chat.texts import Texts
from dialogs.after_hold import AfterHold
from dialogs.scenario import Scenario
from dialogs.shelf import Shelf
from dialogs.voice import Voice
from leads.assigning import Assigner
from leads.clock import Clock
from leads.exclusivity.deciding import Deciding
from leads.exclusivity.holding import DECIDED, UNDECIDED
from leads.exclusivity.register import Exclusives
from leads.exclusivity.watch import Watch
from leads.grading.grading import Grading
from leads.partners.offering import Offering
from leads.policy import Policy
from scheduler.dispatch import Own
from storage.database import Database
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Exclusivity:
    """What the register needs to work. Without a file nothing is compared any more, but decisions
    that are still due can be made."""

    register: Exclusives
    watch: Watch | None
    policy: Policy

    @classmethod
    def of(cls, settings: Settings, scenarios: Iterable[Scenario], policy: Policy) -> Exclusivity:
        """As the settings say. `BadRegister`, OSError."""
        file, managers = settings.exclusivity_file, settings.manager_ids
        if not file:
            return cls(Exclusives(), None, policy)
        from bot.app.exclusivity_file import load_register

        found = load_register(file, scenarios, managers=managers)
        return cls(found, Watch(found, policy), policy)

    def touches(
        self,
        shelf: Shelf,
        voice: Voice,
        offering: Offering,
        grading: Grading,
        assigner: Assigner | None,
    ) -> Mapping[str, Own[UnitOfWork]]:
        """What touches of conflicts do when they are due."""
        return {
            UNDECIDED: self._deciding(grading, assigner).remind,
            DECIDED: AfterHold(shelf, voice, offering, self.policy),
        }

    def desk(
        self,
        database: Database,
        book: Book,
        texts: Texts,
        clock: Clock,
        grading: Grading,
        assigner: Assigner | None,
    ) -> ConflictDesk:
        """What managers' commands and taps call."""
        deciding = self._deciding(grading, assigner)
        return ConflictDesk(database, deciding, book, texts, clock, self.policy.zone)

    def _deciding(self, grading: Grading, assigner: Assigner | None) -> Deciding:
        return Deciding(self.policy, self.register.ask_within, grading, assigner)
