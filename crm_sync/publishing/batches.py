"""Leads that are written at the same moment go in one call, where the CRM takes several."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from crm_sync.cards import Bundle, Made
from crm_sync.contract import CrmAdapter
from crm_sync.errors import CrmError

GATHERED_FOR = 0.03  # seconds that a lead waits for company


class Batches:
    """Gathers bundles for `upsert_many`; alone, a bundle goes by `upsert`."""

    def __init__(self, adapter: CrmAdapter) -> None:
        self._adapter = adapter
        self._waiting: list[tuple[Bundle, asyncio.Future[Made]]] = []
        self._sending: set[asyncio.Task[None]] = set()

    async def upsert(self, bundle: Bundle) -> Made:
        """Write the bundle, perhaps together with others; raises what became of this one."""
        if self._adapter.most_at_once == 1:
            return await self._adapter.upsert(bundle)
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Made] = loop.create_future()
        self._waiting.append((bundle, done))
        if len(self._waiting) >= self._adapter.most_at_once:
            self._send()
        elif len(self._waiting) == 1:
            loop.call_later(GATHERED_FOR, self._send)
        return await done

    def _send(self) -> None:
        waiting = [one for one in self._waiting if not one[1].done()]  # some were cut off
        self._waiting = []
        if waiting:
            task = asyncio.create_task(self._together(waiting))  # noqa: TID251 - held in _sending
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)

    async def _together(self, waiting: list[tuple[Bundle, asyncio.Future[Made]]]) -> None:
        bundles = [bundle for bundle, _ in waiting]
        try:
            if len(bundles) == 1:
                outcomes: list[Made | CrmError] = [await self._adapter.upsert(bundles[0])]
            else:
                outcomes = list(await self._adapter.upsert_many(bundles))
        except BaseException as error:
            for _, done in waiting:
                with suppress(asyncio.InvalidStateError):
                    done.set_exception(error)
            if not isinstance(error, Exception):
                raise
            return
        for (_, done), outcome in zip(waiting, outcomes, strict=True):
            if done.done():
                continue
            if isinstance(outcome, CrmError):
                done.set_exception(outcome)
            else:
                done.set_result(outcome)
