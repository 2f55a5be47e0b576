"""The outbox relay: deliver claimed rows outside any transaction, settle.

What delivering means per topic is injected; here live only the order of things and what follows
from each outcome. A crash between delivery and settling repeats the delivery; of a row that is
sent at most once it leaves a doubt instead. Claiming what is due is `scheduler.steady`.

What a turn said is settled a moment later, together with what other turns said meanwhile: nobody
waits for that, and its rows stay under our lease until then.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from leads.clock import Clock
from leads.outbox import Claimed

log = logging.getLogger(__name__)

SETTLED_AFTER = 0.02  # seconds; a crash within them repeats a message


@dataclass(frozen=True, slots=True)
class Delivered:
    """It arrived; `ref` is the other side's id of it."""

    ref: int | None = None


@dataclass(frozen=True, slots=True)
class Deferred:
    """Not now; `seconds` where the other side named a wait. `doubtful`: it may have arrived."""

    reason: str
    seconds: float | None = None
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Parked:
    """Never without a person's help; `reason` is a sentence that a manager understands."""

    reason: str


@dataclass(frozen=True, slots=True)
class CalledOff:
    """It was not wanted any more, and its row has been dealt with."""


Outcome = Delivered | Deferred | Parked | CalledOff
Settled = tuple[Claimed, Outcome]
Deliver = Callable[[Claimed], Awaitable[Outcome]]


class OutboxStore(Protocol):
    """The outbox; every call is a committed transaction of its own."""

    async def claim(self, now: datetime, lease_until: datetime, limit: int) -> Sequence[Claimed]:
        """Take due rows by priority, the first unsettled one of each lane only."""
        ...

    async def settle(self, outcomes: Sequence[Settled], now: datetime) -> None:
        """Record what became of rows and, for a deferral, when to try again."""
        ...


class Relay:
    """Delivers rows that are in our hands, of every topic."""

    def __init__(self, store: OutboxStore, deliver: Mapping[str, Deliver], clock: Clock) -> None:
        self._store = store
        self._deliver = deliver
        self._clock = clock
        self._said: list[Settled] = []
        self._settling: set[asyncio.Task[None]] = set()

    async def deliver_now(self, rows: Sequence[Claimed]) -> None:
        """Deliver rows that a turn has just committed under our lease, one after another.

        Those that arrived are settled soon, see `settled`.
        """
        for row in rows:
            outcome = await self.deliver_one(row)
            if not isinstance(outcome, Delivered):
                await self._store.settle([(row, outcome)], self._clock.now())
                return
            self._said.append((row, outcome))
            if len(self._said) == 1:
                asyncio.get_running_loop().call_later(SETTLED_AFTER, self._settle_soon)

    async def settled(self) -> None:
        """Settle everything that was said so far, without waiting for its moment."""
        await self._settle_said()
        await asyncio.gather(*self._settling)

    async def deliver_one(self, row: Claimed) -> Outcome:
        """One delivery. Whatever happens is an outcome."""
        deliver = self._deliver.get(row.topic)
        if deliver is None:
            outcome: Outcome = Parked(f"nothing here delivers {row.topic!r}")
        else:
            try:
                outcome = await deliver(row)
            except Exception as error:
                log.exception("delivery of outbox row %s failed", row.key)
                outcome = Deferred(type(error).__name__, doubtful=True)
        if isinstance(outcome, Parked):
            log.warning("outbox row %s parked: %s", row.key, outcome.reason)
        return outcome

    def _settle_soon(self) -> None:
        task = asyncio.create_task(self._settle_said())  # noqa: TID251 - held in _settling
        self._settling.add(task)
        task.add_done_callback(self._settling.discard)

    async def _settle_said(self) -> None:
        said, self._said = self._said, []
        if not said:
            return
        try:
            await self._store.settle(said, self._clock.now())
        except Exception:
            # Their lease ends in a minute: then they are delivered once more, and settled.
            log.exception("%s delivered rows could not be settled", len(said))
