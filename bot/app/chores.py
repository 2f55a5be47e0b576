"""The chores of the night: pruning what was kept long enough, erasing the silent; then others.

Each page is a transaction of its own between the works of the day, so nobody waits for it.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta

from leads.clock import Clock
from leads.erasure import erase
from leads.retention import Retention
from storage.database import Database
from storage.rollup.keeping import Rollup
from storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

Page = Callable[[UnitOfWork, datetime], Awaitable[int]]


class Chores:
    """Called once a night, with `others` at the end; calling it twice does no harm.

    `rollup` is proved by night and goes on with its work by day.
    """

    def __init__(
        self,
        database: Database,
        retention: Retention,
        clock: Clock,
        rollup: Rollup,
        others: Sequence[Callable[[], Awaitable[None]]] = (),
    ) -> None:
        self._database = database
        self._others = others
        self.rollup = rollup
        self._clock = clock
        self._pages: Mapping[str, tuple[timedelta, Page]] = {
            "updates": (retention.updates, lambda uow, at: uow.kept.drop_updates(at)),
            "calls of CRMs": (retention.updates, lambda uow, at: uow.kept.drop_crm_calls(at)),
            "messages": (retention.messages, lambda uow, at: uow.kept.drop_messages(at)),
            "forms": (retention.messages, lambda uow, at: uow.kept.drop_submissions(at)),
            "touches": (retention.messages, lambda uow, at: uow.kept.drop_touches(at)),
            "sessions": (retention.conversations, lambda uow, at: uow.kept.empty_sessions(at)),
            "leads": (retention.conversations, lambda uow, at: uow.kept.empty_leads(at)),
            "people": (retention.contacts, self._erase_silent),
        }

    async def __call__(self) -> None:
        """Do everything, and say in the log how much there was."""
        done = {what: await self._all(span, page) for what, (span, page) in self._pages.items()}
        for chore in (self.rollup.verify, *self._others):
            await chore()
        await self._database.purge()
        log.info("pruned: %s", ", ".join(f"{what} {count}" for what, count in done.items()))

    async def _all(self, span: timedelta, page: Page) -> int:
        """Page after page until nothing is left; nothing at all where things are kept for ever."""
        total, before = 0, self._clock.now() - span
        while span and (count := await self._database.run(lambda uow: page(uow, before))):
            total += count
        return total

    async def _erase_silent(self, uow: UnitOfWork, before: datetime) -> int:
        found = await uow.kept.silent(before)
        for contact_id in found:
            contact = await uow.contacts.get(contact_id)
            if contact is not None:
                await erase(uow, contact, self._clock.now())
        return len(found)
