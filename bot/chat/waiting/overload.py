"""The word to managers that there is more than the team can carry, and what to do. Words only; when
it is too much is `leads.waiting.overload`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from bot.chat.messages import Outgoing
from bot.chat.texts import Texts
from leads.consent import STAFF_BASIS, Purpose
from leads.outbox import OutboxMessage, Priority
from leads.policy import Policy
from leads.roster import Roster
from leads.touch import Touch
from leads.waiting.overload import Overload, OverloadUnitOfWork, look
from leads.waiting.planned import overload_again


class Outbox(Protocol):
    """What must be delivered."""

    async def add(self, message: OutboxMessage) -> object: ...


class Touches(Protocol):
    """Planned contacts."""

    async def plan(self, touch: Touch) -> object: ...


class TellingUnitOfWork(OverloadUnitOfWork, Protocol):
    """What telling managers reads and writes."""

    @property
    def outbox(self) -> Outbox: ...
    @property
    def touches(self) -> Touches: ...


class OverloadTold:
    """What the touch does: managers hear of it, once a day while it lasts."""

    def __init__(
        self,
        roster: Roster | None,
        policy: Policy,
        managers: Iterable[int],
        texts: Texts,
        *,
        locale: str,
    ) -> None:
        self._roster = roster
        self._policy = policy
        self._managers = sorted(managers)
        self._texts = texts
        self._locale = locale

    async def __call__(self, uow: TellingUnitOfWork, touch: Touch, now: datetime) -> None:
        """Look, and tell every manager if it is too much."""
        found = await look(uow, self._roster, self._policy, now)
        if not found.too_much:
            return
        text = self._in_words(found)
        for manager in self._managers:
            message = Outgoing(manager, text, Purpose.SERVICE.value, str(STAFF_BASIS))
            await uow.outbox.add(message.row(f"{touch.key}:{manager}", Priority.ALERT))
        await uow.touches.plan(overload_again(now, self._policy))

    def _in_words(self, found: Overload) -> str:
        return self._texts.render(
            "overload",
            self._locale,
            full=found.full,
            carried=sum(one.open for one in found.there),
            capacity=sum(one.member.capacity for one in found.there),
            seats=[
                {"name": one.member.name, "open": one.open, "capacity": one.member.capacity}
                for one in found.there
            ],
            overdue=found.late,
            longest=found.longest,
        )
