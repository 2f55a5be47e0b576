"""Figures that are watched over by night: what every such watch has in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Hashable, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from bot.chat.texts import Texts
from leads.clock import Clock
from leads.outbox import OutboxMessage
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
        self._looked: Hashable = None

    async def __call__(self) -> None:
        """Look, if nobody has in this turn; a warning is said once, whoever looks."""
        today = self._clock.now().astimezone(self._zone).date()
        turn = self._turn(today)
        if turn == self._looked:
            return
        rows = await self._warnings(today)

        async def work(uow: UnitOfWork) -> None:
            for row in rows:
                await uow.outbox.add(row)

        await self._database.run(work)
        self._looked = turn

    @abstractmethod
    def _turn(self, today: date) -> Hashable:
        """What the days of one turn have in common."""

    @abstractmethod
    async def _warnings(self, today: date) -> Sequence[OutboxMessage]:
        """Look: what managers are told."""
