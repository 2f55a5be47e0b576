"""What must reach a chat, the sales or a CRM, who goes first, and when a delivery is tried again.

Here live the values and the pure backoff. Claiming, delivering and settling is
`scheduler.relay`; keeping the rows is storage.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any

from leads.clock import require_aware

LONGEST_KEY = 200


class Topic(StrEnum):
    """Who delivers the row: the prospect's chat, the sales chat, every manager in private, the CRM
    publisher, or salespeople's calendars."""

    CHAT = "chat"
    SALES = "sales"
    MANAGERS = "managers"
    CRM = "crm"
    CALENDAR = "calendar"


class Priority(IntEnum):
    """Who goes first when not everything can go at once: the lower number."""

    REPLY = 0
    ALERT = 10
    REMINDER = 20
    FOLLOW_UP = 30
    SURVEY = 40
    BROADCAST = 50

    @property
    def at_most_once(self) -> bool:
        """Better lost than said twice. Everything else is better said twice than lost."""
        return self >= Priority.SURVEY


@dataclass(frozen=True, slots=True)
class OutboxMessage:
    """One thing to deliver, at least once or, by its `priority`, at most once.

    `key` is unique for ever: writing it a second time changes nothing. Rows of one `lane`
    (`chat:1001`, `lead:7`) are delivered in order. `payload` is plain JSON with `kind` and `v`.
    """

    topic: Topic
    key: str
    lane: str
    payload: Mapping[str, object]
    not_before: datetime | None = None
    priority: Priority = Priority.REPLY

    def __post_init__(self) -> None:
        require_aware(not_before=self.not_before)
        if not (0 < len(self.key) <= LONGEST_KEY and 0 < len(self.lane) <= LONGEST_KEY):
            raise ValueError(f"a key and a lane have 1 to {LONGEST_KEY} characters: {self.key!r}")
        kind, version = self.payload.get("kind"), self.payload.get("v")
        if not (isinstance(kind, str) and kind and isinstance(version, int)):
            raise ValueError(f"the payload of {self.key!r} needs a kind and a version `v`")


def lane_to(telegram_id: int, priority: Priority = Priority.REPLY) -> str:
    """The lane of messages to a person. What may get lost has one of its own: an answer never
    waits for it."""
    return f"{'mail' if priority.at_most_once else 'chat'}:{telegram_id}"


def lanes_to(telegram_id: int) -> tuple[str, ...]:
    """Every lane of messages to a person."""
    return lane_to(telegram_id), lane_to(telegram_id, Priority.BROADCAST)


@dataclass(frozen=True, slots=True)
class Claimed:
    """An outbox row in our hands until its lease ends. `attempts` counts this one too."""

    id: int
    topic: str
    key: str
    lane: str
    payload: Mapping[str, Any]
    attempts: int
    priority: Priority = Priority.REPLY


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A row that has not arrived: tried again at `due_at`, or `parked` until a person decides.

    `unknown` is a parked one that may have arrived after all: it is sent at most once. `error` is
    what was said last. While `held`, somebody is about to deliver it.
    """

    id: int
    topic: str
    key: str
    lane: str
    payload: Mapping[str, Any]
    parked: bool
    unknown: bool
    held: bool
    attempts: int
    due_at: datetime
    created_at: datetime
    error: str | None

    @property
    def kind(self) -> str:
        """What the row is about, as its payload names it."""
        return str(self.payload.get("kind", ""))


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Exponential backoff with full jitter: up to `base`, twice that, … never above `cap`."""

    base: timedelta = timedelta(seconds=2)
    cap: timedelta = timedelta(minutes=15)
    max_attempts: int = 12

    def __post_init__(self) -> None:
        if not timedelta() < self.base <= self.cap or self.max_attempts < 1:
            raise ValueError("a retry policy needs 0 < base <= cap and at least one attempt")

    def next_attempt(
        self,
        attempts: int,
        now: datetime,
        *,
        random: Callable[[], float],
        retry_after: timedelta | None = None,
    ) -> datetime | None:
        """When to try again after `attempts` tries failed; None when it is time to park the row.

        `random` gives numbers in [0, 1). A `retry_after` named by the other side is always
        waited for, and such a refusal says nothing against the row: it is never parked for it.
        """
        require_aware(now=now)
        if retry_after is not None:
            return now + max(retry_after, timedelta()) + self.base * random()
        if attempts >= self.max_attempts:
            return None
        # 2**30 times any base is above any cap; without the bound the product overflows.
        ceiling = min(self.cap / self.base, 2.0 ** min(max(attempts, 1) - 1, 30))
        return now + self.base * ceiling * random()
