"""Updates in: acknowledged once they are stored, processed in order within each chat.

The only entry for updates, from polling (`bot.chat.polling`) and from the webhook
(`bot.chat.http`) alike. What an update means is the handlers' business.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

RawUpdate = dict[str, Any]

ATTEMPTS = 3
CHATS_AT_ONCE = 200
PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 15.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Received:
    """An update as Telegram sent it. `chat_id` 0 where it belongs to no chat."""

    update_id: int
    chat_id: int
    payload: RawUpdate


class Undecodable(ValueError):
    """The update can't be read: it is set aside at once, no retry can help."""


@dataclass(frozen=True, slots=True)
class Storing:
    """Updates on their way into the inbox. `new`: none of them was there before, for certain.
    `fresh` gives, once they are committed, those that were not."""

    new: bool
    fresh: Awaitable[Sequence[Received]]


class InboxStore(Protocol):
    """What the intake needs of the inbox; each call is one committed transaction."""

    def store(self, updates: Sequence[Received]) -> Storing:
        """Keep the updates. Works begun after this call find them, unless that failed."""
        ...

    async def unprocessed(self) -> Sequence[Received]:
        """Everything stored whose turn has not been committed, oldest first."""
        ...

    async def close(self, update_id: int) -> None:
        """No turn claimed this update; it needs none."""
        ...

    async def failed(self, update_id: int, error: str, *, final: bool) -> None:
        """A turn raised; `final` sets the update aside for good."""
        ...


Process = Callable[[Received], Awaitable[None]]


class Intake:
    """Stores updates and feeds them to `process`: serial per chat, concurrent across chats."""

    def __init__(
        self,
        inbox: InboxStore,
        process: Process,
        *,
        apologise: Callable[[Received], Awaitable[None]],
    ) -> None:
        self._inbox = inbox
        self._process = process
        self._apologise = apologise
        self._queues: dict[int, deque[Received]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._places = asyncio.Semaphore(CHATS_AT_ONCE)
        self._asking = 0
        self.served = 0

    async def accept(self, raw: Sequence[RawUpdate]) -> None:
        """Store the updates; when this returns they may be acknowledged to Telegram."""
        updates = [received for item in raw if (received := _received(item)) is not None]
        if not updates:
            return
        storing = self._inbox.store(updates)
        if storing.new and not self._asking:
            # Their turns come right behind in the queue of works: one commit for both. Should the
            # storing fail, a turn finds nothing to claim, and Telegram brings the update again.
            for update in updates:
                self._enqueue(update)
            await storing.fresh
            return
        self._asking += 1  # nobody may overtake those of whom it is not known yet
        try:
            for fresh in await storing.fresh:
                self._enqueue(fresh)
        finally:
            self._asking -= 1

    async def drain_stored(self) -> None:
        """Take up what an earlier process stored and never finished."""
        for update in await self._inbox.unprocessed():
            self._enqueue(update)

    async def idle(self) -> None:
        """Wait until everything accepted so far is processed."""
        while self._workers:
            await asyncio.wait(set(self._workers))

    async def stop(self, seconds: float = 8.0) -> None:
        """Finish what is under way, at most for `seconds`; the rest stays in the inbox."""
        for queue in self._queues.values():
            queue.clear()
        if self._workers:
            _, late = await asyncio.wait(set(self._workers), timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _enqueue(self, update: Received) -> None:
        queue = self._queues.get(update.chat_id)
        if queue is not None:
            queue.append(update)
            return
        self._queues[update.chat_id] = deque([update])
        task = asyncio.create_task(self._work(update.chat_id))  # noqa: TID251 - held in _workers
        self._workers.add(task)
        task.add_done_callback(self._workers.discard)

    async def _work(self, chat_id: int) -> None:
        queue = self._queues[chat_id]
        try:
            async with self._places:
                while queue:
                    await self._one(queue.popleft())
        finally:
            del self._queues[chat_id]

    async def _one(self, update: Received) -> None:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                await self._process(update)
                self.served += 1
                return
            except Undecodable as error:
                log.error("update %s set aside: %s", update.update_id, error)
                await self._note(update, str(error), final=True)
                return
            except Exception as error:
                log.exception("update %s failed (attempt %s)", update.update_id, attempt)
                final = attempt == ATTEMPTS
                await self._note(update, repr(error), final=final)
                if final:
                    await self._say_sorry(update)

    async def _note(self, update: Received, error: str, *, final: bool) -> None:
        """Write down that a turn raised. An inbox that is out of reach is waited for: without that
        the chat's updates, which Telegram doesn't bring again, would lie until the next start."""
        pause = PAUSE_SECONDS
        while True:
            try:
                await self._inbox.failed(update.update_id, error[:500], final=final)
                return
            except Exception:
                log.exception("the inbox is out of reach, next try in %.1f s", pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    async def _say_sorry(self, update: Received) -> None:
        try:
            await self._apologise(update)
        except Exception:
            log.exception("apology for update %s could not be sent", update.update_id)


def _received(raw: object) -> Received | None:
    """The envelope of an update; None (and a log line) for what carries no update id."""
    update_id = raw.get("update_id") if isinstance(raw, dict) else None
    if not isinstance(raw, dict) or not isinstance(update_id, int):
        log.error("an update without update_id was dropped: %.200r", raw)
        return None
    return Received(update_id=update_id, chat_id=_chat_of(raw), payload=raw)


def _chat_of(raw: RawUpdate) -> int:
    for body in raw.values():
        if not isinstance(body, dict):
            continue
        for holder in (body, body.get("message")):
            chat = holder.get("chat") if isinstance(holder, dict) else None
            if isinstance(chat, dict) and isinstance(chat.get("id"), int):
                return int(chat["id"])
        sender = body.get("from")
        if isinstance(sender, dict) and isinstance(sender.get("id"), int):
            return int(sender["id"])
    return 0
