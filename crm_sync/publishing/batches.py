"""What is asked and written at the same moment goes in one call, where the CRM takes several."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any, Generic, TypeVar

from crm_sync.bundles import Outcome, or_raise
from crm_sync.cards import Bundle, CrmSnapshot, Made
from crm_sync.contract import CrmAdapter
from crm_sync.errors import CrmError
from crm_sync.likeness import Likeness

GATHERED_FOR = 0.03  # seconds that a lead waits for company
GATHERED_MEANWHILE = 1.0  # and while an earlier call is under way, for there are many then

Asked = TypeVar("Asked")
Told = TypeVar("Told")


class Batches:
    """Gathers bundles for `upsert_many` and likenesses for `recognise`; alone, a bundle goes by
    `upsert`."""

    def __init__(self, adapter: CrmAdapter) -> None:
        self._adapter = adapter
        self._bundles = Gathering(adapter.most_at_once, self._write)
        self._likenesses = Gathering(adapter.asks_at_once, adapter.recognise)

    async def upsert(self, bundle: Bundle) -> Made:
        """Write the bundle, perhaps together with others; raises what became of this one."""
        if not self._adapter.goes_together(bundle):
            return await self._adapter.upsert(bundle)
        return await self._bundles(bundle)

    async def recognise(self, likeness: Likeness) -> Sequence[CrmSnapshot]:
        """Ask for cards that are surely alike, perhaps together with others."""
        return await self._likenesses(likeness)

    async def _write(self, bundles: Sequence[Bundle]) -> Sequence[Outcome]:
        if len(bundles) == 1:
            return [await self._adapter.upsert(bundles[0])]
        return await self._adapter.upsert_many(bundles)


class Gathering(Generic[Asked, Told]):
    """Work of which at most so much goes in one call; what becomes of each comes back in order."""

    def __init__(
        self,
        most: int,
        work: Callable[[Sequence[Asked]], Coroutine[Any, Any, Sequence[Told | CrmError]]],
    ) -> None:
        self._most = most
        self._work = work
        self._waiting: list[tuple[Asked, asyncio.Future[Told]]] = []
        self._under_way: set[asyncio.Task[Sequence[Told | CrmError]]] = set()
        self._due: asyncio.TimerHandle | None = None

    async def __call__(self, one: Asked) -> Told:
        """Have it done; raises what became of this one."""
        if self._most == 1:
            (outcome,) = await self._work([one])
            return or_raise(outcome)
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Told] = loop.create_future()
        self._waiting.append((one, done))
        if len(self._waiting) >= self._most:
            self._send()
        elif len(self._waiting) == 1:
            wait = GATHERED_MEANWHILE if self._under_way else GATHERED_FOR
            self._due = loop.call_later(wait, self._send)
        return await done

    def _send(self) -> None:
        if self._due is not None:
            self._due.cancel()
        waiting = [one for one in self._waiting if not one[1].done()]  # some were cut off
        self._waiting = []
        if waiting:
            asked = [one for one, _ in waiting]
            call = asyncio.create_task(self._work(asked))  # noqa: TID251 - held in _under_way
            self._under_way.add(call)
            # It is over before anybody hears of it: who goes on at once waits for none.
            call.add_done_callback(self._under_way.discard)
            call.add_done_callback(partial(_tell, waiting))


def _tell(
    waiting: Sequence[tuple[Asked, asyncio.Future[Told]]],
    call: asyncio.Task[Sequence[Told | CrmError]],
) -> None:
    error = asyncio.CancelledError() if call.cancelled() else call.exception()
    outcomes = call.result() if error is None else [error] * len(waiting)
    for (_, done), outcome in zip(waiting, outcomes, strict=True):
        if done.done():
            continue
        if isinstance(outcome, BaseException):
            done.set_exception(outcome)
        else:
            done.set_result(outcome)
