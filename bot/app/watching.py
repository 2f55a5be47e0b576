"""Figures that are watched over by night: what every such watch has in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection
from datetime import date
from zoneinfo import ZoneInfo

from bot.chat.messages import Outgoing
from bot.chat.texts import Texts
from leads.clock import Clock
from leads.consent import STAFF_BASIS, Purpose
from storage.database import Database
from storage.unit_of_work import UnitOfWork


class Watch(ABC):
    """Looks once in a turn, in the first night that the program runs in it, and warns managers.

    One look a turn, since whoever looks every night finds a difference by chance some night.
    """

    def __init__(
        self,
        database: Database,
        managers: Collection[int],
        texts: Texts,
        clock: Clock,
        zone: ZoneInfo,
        *,
        locale: str,
    ) -> None:
        self._database = database
        self._managers = managers
        self._texts = texts
        self._clock = clock
        self._zone = zone
        self._locale = locale
        self._looked = ""

    async def __call__(self) -> None:
        """Look, if nobody has in this turn; a warning is said once, whoever looks."""
        today = self._clock.now().astimezone(self._zone).date()
        turn = self._turn(today)
        if turn == self._looked:
            return
        if text := await self._warning(today):
            await self._database.run(lambda uow: self._tell(uow, text, turn))
        self._looked = turn

    async def _tell(self, uow: UnitOfWork, text: str, turn: str) -> None:
        """Its key is that of the turn, so that a second look in it says nothing more."""
        for manager in sorted(self._managers):
            told = Outgoing(manager, text, Purpose.SERVICE.value, str(STAFF_BASIS))
            await uow.outbox.add(told.row(f"{turn}:{manager}"))

    @abstractmethod
    def _turn(self, today: date) -> str:
        """What the days of one turn have in common; unlike those of other watches."""

    @abstractmethod
    async def _warning(self, today: date) -> str:
        """Look: what managers are told, "" for nothing."""
