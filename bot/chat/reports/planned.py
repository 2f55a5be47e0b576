"""What digests and files made by themselves have in common: what they write, and the touch that
makes them due."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from leads.consent import Audience, Purpose
from leads.outbox import OutboxMessage
from leads.touch import Touch


class Touches(Protocol):
    """Planned contacts."""

    async def plan(self, touch: Touch) -> None: ...


class Outbox(Protocol):
    """What must be delivered."""

    async def add(self, message: OutboxMessage) -> object: ...


class PlannedUnitOfWork(Protocol):
    """What is written."""

    @property
    def touches(self) -> Touches: ...
    @property
    def outbox(self) -> Outbox: ...


def staff_touch(key: str, kind: str, due_at: datetime) -> Touch:
    """The touch that is due then; it is about nobody."""
    return Touch(
        key=key,
        kind=kind,
        lead_id=None,
        contact_id=None,
        audience=Audience.STAFF,
        purpose=Purpose.SERVICE,
        due_at=due_at,
    )
