"""Listening to accounts: webhook calls that were stored, and polling as the safety net.

A call is proven and stored before it is answered, and dealt with afterwards. Whatever it has not
told, or nobody could deal with, polling finds: it begins a little before where it ended. One
process listens to an account at a time.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

from crm_sync.back.asking import Asking
from crm_sync.back.following import Following
from crm_sync.back.ports import Feed, StoredCall, Works
from crm_sync.capabilities import Capability
from crm_sync.errors import CrmError, CrmForged, CrmRefused
from crm_sync.events import Changes, CrmEvent, InboundRequest
from crm_sync.publishing.connection import Connection
from leads.clock import Clock
from leads.outbox import RetryPolicy

log = logging.getLogger(__name__)

HELD_FOR = timedelta(minutes=2)
PAGES_AT_ONCE = 40
FORGET_AFTER = 8  # attempts at a call; what it told is found by polling
AGAIN = RetryPolicy(base=timedelta(seconds=2), cap=timedelta(minutes=5), max_attempts=FORGET_AFTER)
LONGEST_WAIT = timedelta(minutes=15)


class Listening:
    """Every account that tells us anything. `every` is how often each is asked for changes."""

    def __init__(
        self,
        connections: Mapping[str, Connection],
        works: Works,
        following: Following,
        asking: Asking,
        clock: Clock,
        *,
        owner: str,
        every: timedelta,
        random: Callable[[], float],
    ) -> None:
        self._connections = connections
        self._works = works
        self._following = following
        self._asking = asking
        self._clock = clock
        self._owner = owner
        self._every = every
        self._random = random
        self._alone = {name: asyncio.Lock() for name in connections}
        self._woken: set[asyncio.Task[None]] = set()

    @property
    def by_webhook(self) -> bool:
        """Whether any account calls us."""
        return any(
            Capability.WEBHOOKS in crm.adapter.capabilities for crm in self._connections.values()
        )

    async def accept(
        self, account: str, *, method: str, url: str, headers: Mapping[str, str], body: bytes
    ) -> bool:
        """Store a call as it came (`headers` have lower-case names), to be dealt with at once;
        False for one that nobody vouches for, or that is for no account."""
        crm = self._connections.get(account)
        if crm is None or Capability.WEBHOOKS not in crm.adapter.capabilities:
            return False
        request = InboundRequest(method, url, headers, body, self._clock.now())
        try:
            events = await crm.adapter.events(request)
        except CrmForged as error:
            log.warning("CRM %s: a call was refused: %s", account, error)
            return False
        if events:
            await self._works.run(lambda uow: uow.crm_calls.add(account, request))
            self.wake(account)
        return True

    async def listen(self) -> None:
        """Deal with every call that is due, and ask whom it is time to ask."""
        await asyncio.gather(*(self._account(crm) for crm in self._connections.values()))

    def wake(self, account: str) -> None:
        """Deal at once with what the account has told."""
        work = self._woken_up(self._connections[account])
        task = asyncio.create_task(work)  # noqa: TID251 - held in _woken
        self._woken.add(task)
        task.add_done_callback(self._woken.discard)

    async def idle(self) -> None:
        """Wait until nothing that was woken is under way."""
        while self._woken:
            await asyncio.wait(self._woken)

    async def stop(self, seconds: float = 8.0) -> None:
        """What is under way goes on to its end, at most for `seconds`."""
        woken = set(self._woken)
        if woken:
            _, late = await asyncio.wait(woken, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*woken, return_exceptions=True)

    async def _woken_up(self, crm: Connection) -> None:
        try:
            await self._account(crm)
        except Exception:
            # The call is stored: it is dealt with when all accounts are listened to next.
            log.exception("CRM %s: a call could not be dealt with at once", crm.name)

    async def _account(self, crm: Connection) -> None:
        async with self._alone[crm.name]:
            feed = await self._hold(crm)
            if feed is None:
                return
            try:
                await self._calls(crm)
                await self._poll(crm, feed)
            finally:
                await self._works.run(lambda uow: uow.crm_feeds.let_go(crm.name, self._owner))

    async def _hold(self, crm: Connection) -> Feed | None:
        return await self._works.run(
            lambda uow: uow.crm_feeds.hold(crm.name, self._owner, HELD_FOR)
        )

    async def _calls(self, crm: Connection) -> None:
        while call := await self._works.run(lambda uow: uow.crm_calls.due(crm.name)):
            await self._call(crm, call)

    async def _call(self, crm: Connection, call: StoredCall) -> None:
        error: str | None = None
        try:
            for told in await crm.adapter.events(call.request):
                event = await self._asking(crm, partial(crm.adapter.traced, told))
                await self._following.take(crm, event)
        except CrmForged as forged:
            error = f"forged: {forged}"  # the secret was changed since
        except CrmError as failed:
            log.warning("CRM %s: %s: %s", crm.name, failed.kind.value, failed)
            await self._later(call, f"{failed.kind.value}: {failed}", failed.retry_after)
            return
        except Exception as failed:
            log.exception("CRM %s: a call could not be dealt with", crm.name)
            await self._later(call, type(failed).__name__, None)
            return
        await self._works.run(lambda uow: uow.crm_calls.done(call.id, error))

    async def _later(self, call: StoredCall, error: str, retry_after: float | None) -> None:
        now = self._clock.now()
        at = AGAIN.next_attempt(call.attempts + 1, now, random=self._random)
        if at is None:
            await self._works.run(lambda uow: uow.crm_calls.done(call.id, error))
            return
        due = max(at, now + timedelta(seconds=retry_after or 0))
        await self._works.run(lambda uow: uow.crm_calls.later(call.id, due, error))

    async def _poll(self, crm: Connection, feed: Feed) -> None:
        now = self._clock.now()
        if Capability.CHANGES not in crm.adapter.capabilities:
            return
        if feed.next_at is not None and now < feed.next_at:
            return
        try:
            await self._changes(crm, feed.cursor)
        except CrmError as error:
            log.warning("CRM %s: %s: %s", crm.name, error.kind.value, error)
            again = self._failed(feed, error.retry_after)
        except Exception:
            log.exception("CRM %s: its changes could not be followed", crm.name)
            again = self._failed(feed, None)
        else:
            again = Feed(next_at=self._after(self._every))
        await self._reached(crm, again)

    def _failed(self, feed: Feed, retry_after: float | None) -> Feed:
        failed = feed.failed + 1
        wait = min(self._every * 2.0 ** min(failed, 10), LONGEST_WAIT)
        longer = max(wait, timedelta(seconds=retry_after or 0))
        return Feed(next_at=self._after(longer), failed=failed)

    async def _changes(self, crm: Connection, cursor: str | None) -> None:
        """Follow what has changed, page by page, and keep how far that went."""
        for _ in range(PAGES_AT_ONCE):
            page = await self._page(crm, cursor)
            for event in page.events:
                await self._take(crm, event)
            cursor = page.cursor
            await self._reached(crm, Feed(cursor, self._clock.now()))
            if not page.more:
                break
            await self._calls(crm)  # what is told by webhook does not wait for a long reading
            await self._hold(crm)

    async def _take(self, crm: Connection, event: CrmEvent) -> None:
        """A card that the CRM refuses to show holds up no other."""
        try:
            await self._following.take(crm, event)
        except CrmRefused as error:
            log.warning("CRM %s, event %s: %s", crm.name, event.id, error)

    async def _page(self, crm: Connection, cursor: str | None) -> Changes:
        return await self._asking(crm, lambda: crm.adapter.changes(cursor))

    async def _reached(self, crm: Connection, feed: Feed) -> None:
        await self._works.run(lambda uow: uow.crm_feeds.keep(crm.name, feed))

    def _after(self, wait: timedelta) -> datetime:
        """When that is over, a tenth sooner or later: accounts are not asked all at once."""
        return self._clock.now() + wait * (0.9 + 0.2 * self._random())
