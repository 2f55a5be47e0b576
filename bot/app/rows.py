"""The database behind the ports of the intake, the relay and the tick: a transaction per call."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.chat.intake import Received, Storing
from leads.outbox import Claimed, RetryPolicy, Topic
from scheduler.one_by_one import OneByOne
from scheduler.relay import CalledOff, Deferred, Delivered, Settled
from storage.database import Database
from storage.unit_of_work import UnitOfWork

CHATS = (Topic.CHAT, Topic.SALES, Topic.MANAGERS)


class InboxRows:
    """The inbox for `bot.chat.intake`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def store(self, updates: Sequence[Received]) -> Storing:
        """Keep updates; those that are new come back."""

        async def work(uow: UnitOfWork) -> list[Received]:
            fresh = set(await uow.inbox.add_many(updates))
            return [update for update in updates if update.update_id in fresh]

        ids = [update.update_id for update in updates]
        new = self._database.announce(ids)
        return Storing(new, self._database.hand_in(work, update_ids=ids))

    async def unprocessed(self) -> Sequence[Received]:
        """What waits for its turn, oldest first."""

        async def work(uow: UnitOfWork) -> list[Received]:
            return [
                Received(row.update_id, row.chat_id, row.payload)
                for row in await uow.inbox.pending()
            ]

        return await self._database.run(work)

    async def close(self, update_id: int) -> None:
        """The update needs no turn."""

        async def work(uow: UnitOfWork) -> bool:
            return await uow.inbox.claim(update_id)

        await self._database.run(work, update_ids=(update_id,))

    async def failed(self, update_id: int, error: str, *, final: bool) -> None:
        """A turn raised."""

        async def work(uow: UnitOfWork) -> None:
            await uow.inbox.fail(update_id, error, final=final)

        await self._database.run(work)


class OutboxRows:
    """The outbox for `scheduler.relay`; `owner` names this process in leases."""

    def __init__(
        self,
        database: Database,
        policy: RetryPolicy,
        owner: str,
        topics: Sequence[Topic] = CHATS,
        turns: OneByOne | None = None,
    ) -> None:
        self._database = database
        self._topics = topics
        self._turns = turns
        self._policy = policy
        self._owner = owner

    async def claim(self, now: datetime, lease_until: datetime, limit: int) -> Sequence[Claimed]:
        """Due rows, leased."""

        async def work(uow: UnitOfWork) -> list[Claimed]:
            return await uow.outbox.claim_due(
                self._topics, now, limit, self._owner, lease_until - now
            )

        return await self._database.run(work)

    async def settle(self, outcomes: Sequence[Settled], now: datetime) -> None:
        """What became of rows, in one transaction: arrived, due again, or parked."""

        async def work(uow: UnitOfWork) -> None:
            for row, outcome in outcomes:
                match outcome:
                    case Delivered(ref):
                        await uow.outbox.settle(row.id, ref)
                    case Deferred(reason, doubtful=True) if row.priority.at_most_once:
                        await uow.outbox.doubt(row.id, reason)
                    case Deferred(reason, seconds):
                        await self._again(uow, row, reason, seconds, now)
                    case CalledOff():
                        pass
                    case _:
                        await uow.outbox.park(row.id, outcome.reason, owner=self._owner)

        await self._database.run(work)
        if self._turns is not None:
            for row, _ in outcomes:
                self._turns.over(row)

    async def _again(
        self, uow: UnitOfWork, row: Claimed, reason: str, seconds: float | None, now: datetime
    ) -> None:
        after = None if seconds is None else timedelta(seconds=seconds)
        again = self._policy.next_attempt(
            row.attempts, now, random=random.random, retry_after=after
        )
        if again is None:
            reason = f"tried {row.attempts} times: {reason}"
            await uow.outbox.park(row.id, reason, owner=self._owner)
        else:
            # A wait that the other side named says nothing against the row.
            attempts = None if after is None else row.attempts - 1
            await uow.outbox.retry(row.id, again, reason, owner=self._owner, attempts=attempts)


async def next_due(database: Database) -> datetime | None:
    """The next instant at which a touch or an outbox row is due."""

    async def work(uow: UnitOfWork) -> datetime | None:
        dues = (await uow.touches.next_due(), await uow.outbox.next_due())
        return min((due for due in dues if due is not None), default=None)

    return await database.run(work)


async def release_leases(database: Database) -> None:
    """Make due at once what a dead process was about to deliver; only for a sole process."""

    async def work(uow: UnitOfWork) -> None:
        await uow.outbox.release_all()
        await uow.crm_feeds.release_all()

    await database.run(work)
