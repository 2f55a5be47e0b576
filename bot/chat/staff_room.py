"""Where staff read of a person: a topic of the sales group, else the group, else a chat of theirs.

A topic is noted before it is asked for and again once it is there, so that a crash in between
can leave a topic behind, but never endlessly many (`leads.handoff.MOST_ATTEMPTS`).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from bot.chat.access import Access
from bot.chat.sender import Later, Never, Sender, Sent
from leads.clock import Clock
from leads.handoff import MOST_ATTEMPTS, Thread

T = TypeVar("T")
LOOK_AGAIN = timedelta(minutes=10)
LONGEST_NAME = 128

log = logging.getLogger(__name__)


class Threads(Protocol):
    """Topics of the sales group."""

    async def get(self, key: str) -> Thread | None: ...
    async def save(self, thread: Thread) -> None: ...


class RoomUnitOfWork(Protocol):
    """What finding a place reads and writes."""

    @property
    def threads(self) -> Threads: ...


class Works(Protocol):
    """Runs a piece of work in one transaction."""

    async def run(self, work: Callable[[RoomUnitOfWork], Awaitable[T]]) -> T: ...


@dataclass(frozen=True, slots=True)
class Place:
    """A chat and, in a forum, the topic; `heard_last` is who wrote last there."""

    chat_id: int
    thread: int | None = None
    heard_last: int | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose topic is wanted: its key, its name, the person, and the key it may have now; `owner`
    has their lead."""

    key: str
    name: str
    contact_id: int
    before: str
    owner: int | None = None


@dataclass(frozen=True, slots=True)
class _ToMake:
    thread: Thread


@dataclass(frozen=True, slots=True)
class _ToRename:
    thread: Thread


class StaffRoom:
    """Finds the place for whatever staff are to read."""

    def __init__(self, works: Works, sender: Sender, access: Access, clock: Clock) -> None:
        self._works = works
        self._sender = sender
        self._access = access
        self._clock = clock
        self._making = asyncio.Lock()
        self._forums: dict[int, tuple[bool, datetime]] = {}

    async def place(self, wanted: Wanted) -> Place | Later:
        """The place of that company or person; `Later` while its topic can't be made."""
        chat_id = self._access.card_chats()[0]
        if chat_id > 0:
            return Place(wanted.owner or chat_id)
        if not await self._has_topics(chat_id):
            return Place(chat_id)
        async with self._making:
            found = await self._works.run(lambda uow: self._thread(uow, wanted, chat_id))
            match found:
                case None:
                    return Place(chat_id)
                case Thread(thread_id=int() as number):
                    return Place(chat_id, number, found.contact_id)
                case Thread():
                    return Later("somebody else is making the topic", 5.0)
                case _ToRename():
                    return await self._hand_on(found.thread, wanted)
                case _:
                    return await self._make(found.thread, wanted)

    async def rename(self, wanted: Wanted) -> Sent | Later | Never:
        """The topic is called as the company is now; nothing where there is none."""
        thread = await self._works.run(lambda uow: uow.threads.get(wanted.key))
        if thread is None or thread.thread_id is None:
            return Sent(None)
        name = wanted.name[:LONGEST_NAME]
        return await self._sender.rename_topic(thread.chat_id, thread.thread_id, name)

    def private_places(self, owner_id: int | None) -> tuple[Place, ...]:
        """Where to go when the group is gone: the owner of the lead, then everybody else."""
        people = (owner_id, *sorted(self._access.sales_ids), *sorted(self._access.manager_ids))
        return tuple(Place(one) for one in dict.fromkeys(people) if one is not None)

    async def forget(self, wanted: Wanted) -> None:
        """The topic was deleted: the next message opens another one."""

        async def work(uow: RoomUnitOfWork) -> None:
            for key in {wanted.key, wanted.before}:
                thread = await uow.threads.get(key)
                if thread is not None:
                    await uow.threads.save(replace(thread, thread_id=None, tried_at=None))

        await self._works.run(work)

    async def heard(self, wanted: Wanted) -> None:
        """The person wrote: words in the topic go to them from now on."""

        async def work(uow: RoomUnitOfWork) -> None:
            thread = await uow.threads.get(wanted.key)
            if thread is not None and thread.contact_id != wanted.contact_id:
                await uow.threads.save(replace(thread, contact_id=wanted.contact_id))

        await self._works.run(work)

    async def _thread(
        self, uow: RoomUnitOfWork, wanted: Wanted, chat_id: int
    ) -> Thread | _ToMake | _ToRename | None:
        """The topic, or the note that we are making it from now on; None for none at all."""
        now = self._clock.now()
        known = await uow.threads.get(wanted.key) or await uow.threads.get(wanted.before)
        if known is not None and known.chat_id == chat_id and known.thread_id is not None:
            return known if known.key == wanted.key else _ToRename(replace(known, key=wanted.key))
        if known is None or known.chat_id != chat_id:
            known = Thread(wanted.key, chat_id, wanted.contact_id)
        if known.being_made(now):
            return known
        if known.attempts >= MOST_ATTEMPTS:
            log.warning("topic %s was asked for %s times in vain", known.key, known.attempts)
            return None
        thread = replace(known, key=wanted.key).attempted(now)
        await uow.threads.save(thread)
        return _ToMake(thread)

    async def _hand_on(self, thread: Thread, wanted: Wanted) -> Place | Later:
        """The company became known: it goes on in the topic of its person, under its own name."""
        number, name = thread.thread_id or 0, wanted.name[:LONGEST_NAME]
        renamed = await self._sender.rename_topic(thread.chat_id, number, name)
        if isinstance(renamed, Later):
            return renamed

        async def work(uow: RoomUnitOfWork) -> None:
            await uow.threads.save(thread)

        await self._works.run(work)
        return Place(thread.chat_id, number, thread.contact_id)

    async def _make(self, thread: Thread, wanted: Wanted) -> Place | Later:
        made = await self._sender.create_topic(thread.chat_id, wanted.name[:LONGEST_NAME])
        match made:
            case Sent(number) if number is not None:
                done = replace(thread, thread_id=number, attempts=0, tried_at=None)
            case _:
                # Told no: nothing was made. A silence counts, for it may have been.
                told_no = isinstance(made, Never)
                attempts = thread.attempts - 1 if told_no else thread.attempts
                done = replace(thread, attempts=attempts, tried_at=None)

        async def work(uow: RoomUnitOfWork) -> None:
            await uow.threads.save(done)

        await self._works.run(work)
        if isinstance(made, Later):
            return made
        if isinstance(made, Never):
            log.warning("no topics in %s for a while: %s", thread.chat_id, made.reason)
            self._forums[thread.chat_id] = (False, self._clock.now() + LOOK_AGAIN)
        return Place(thread.chat_id, done.thread_id, thread.contact_id)

    async def _has_topics(self, chat_id: int) -> bool:
        known = self._forums.get(chat_id)
        if known is not None and self._clock.now() < known[1]:
            return known[0]
        forum = await self._sender.is_forum(chat_id)
        if forum is None:
            return False
        self._forums[chat_id] = (forum, self._clock.now() + LOOK_AGAIN)
        return forum
