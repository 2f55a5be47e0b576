"""The outbox relay: claim with a lease, deliver outside any transaction, settle.

What delivering means per topic is injected; here live only the order of things and what follows
from each outcome. At least once: a crash between delivery and settling repeats the delivery.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from leads.clock import Clock
from leads.outbox import Claimed

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
BATCH = 100


@dataclass(frozen=True, slots=True)
class Delivered:
    """It arrived; `ref` is the other side's id of it."""

    ref: int | None = None


@dataclass(frozen=True, slots=True)
class Deferred:
    """Not now; `seconds` where the other side named a wait."""

    reason: str
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Parked:
    """Never without a person's help; `reason` is a sentence that a manager understands."""

    reason: str


Outcome = Delivered | Deferred | Parked
Deliver = Callable[[Claimed], Awaitable[Outcome]]


class OutboxStore(Protocol):
    """The outbox; every call is a committed transaction of its own."""

    async def claim(self, now: datetime, lease_until: datetime, limit: int) -> Sequence[Claimed]:
        """Take due rows, the first unsettled one of each lane only."""
        ...

    async def settle(self, row: Claimed, outcome: Outcome, now: datetime) -> None:
        """Record what became of the row and, for a deferral, when to try again."""
        ...


class Relay:
    """Delivers rows of every topic; lanes run side by side, each in its order."""

    def __init__(self, store: OutboxStore, deliver: Mapping[str, Deliver], clock: Clock) -> None:
        self._store = store
        self._deliver = deliver
        self._clock = clock

    async def tick(self) -> int:
        """Deliver what is due until nothing is; the number of rows that were handled."""
        handled = 0
        while True:
            now = self._clock.now()
            rows = await self._store.claim(now, now + LEASE, BATCH)
            if not rows:
                return handled
            await asyncio.gather(*(self.deliver_one(row) for row in rows))
            handled += len(rows)

    async def deliver_now(self, rows: Sequence[Claimed]) -> None:
        """Deliver rows that a turn has just committed under our lease, one after another."""
        for row in rows:
            if not isinstance(await self.deliver_one(row), Delivered):
                return

    async def deliver_one(self, row: Claimed) -> Outcome:
        """One delivery and its settling."""
        deliver = self._deliver.get(row.topic)
        if deliver is None:
            outcome: Outcome = Parked(f"nothing here delivers {row.topic!r}")
        else:
            try:
                outcome = await deliver(row)
            except Exception as error:
                log.exception("delivery of outbox row %s failed", row.key)
                outcome = Deferred(type(error).__name__)
        if isinstance(outcome, Parked):
            log.warning("outbox row %s parked: %s", row.key, outcome.reason)
        await self._store.settle(row, outcome, self._clock.now())
        return outcome
