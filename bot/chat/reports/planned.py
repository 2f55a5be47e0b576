"""What digests, files made by themselves and reminders of hypotheses have in common: what they
write, the touch that makes them due, the row that brings words, and sending those."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.chat.messages import Outgoing
from bot.chat.outcomes import outcome_of
from bot.chat.sender import Sender
from leads.consent import STAFF_BASIS, Audience, Purpose
from leads.outbox import OutboxMessage, Priority, Topic, lane_to
from leads.touch import Touch
from scheduler.relay import Outcome


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


def staff_row(
    kind: str, version: int, key: str, person: int, locale: str, **asked: object
) -> OutboxMessage:
    """What brings somebody words that are put together when it is delivered, once for ever."""
    return OutboxMessage(
        Topic.CHAT,
        key,
        lane_to(person),
        {"kind": kind, "v": version, "chat_id": person, **asked, "locale": locale},
        priority=Priority.REMINDER,
    )


async def say(sender: Sender, person: int, text: str) -> Outcome:
    """Send such words."""
    message = Outgoing(person, text, Purpose.SERVICE.value, str(STAFF_BASIS))
    return outcome_of(await sender.deliver(message, edits=None))
