"""The pace of sending: who may speak next, by priority, and when.

GCRA (see `leads.pace`) with a burst of one for the whole token, and a gap for each chat. Several
processes of one token share their slots through `Shared`. Knows no Telegram type.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Coroutine
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from math import inf
from typing import Any, Protocol

from leads.outbox import Priority

log = logging.getLogger(__name__)

CHATS_REMEMBERED = 10_000
PERSON_GAP, PERSON_BURST = 1.0, 10
GROUP_GAP, GROUP_BURST = 3.0, 20
SLOTS_AT_ONCE = 4
"""So many slots a process takes for itself in one go: another's reply waits for them."""
A_PAUSE = 2.0
"""Seconds. No queue of processes is that long: Telegram told another one to be silent."""


class Shared(Protocol):
    """The slots of all processes. Each call is a transaction of its own."""

    async def take(self, slots: int) -> float:
        """Take the next slots; the seconds until the first of them."""
        ...

    async def pause(self, seconds: float) -> None:
        """Give nobody a slot for that long."""
        ...


@dataclass(order=True, slots=True)
class _Waiting:
    priority: Priority
    number: int
    chat_id: int = field(compare=False)
    edit: bool = field(compare=False)
    moment: asyncio.Future[None] = field(compare=False)


class Pacer:
    """Gives each message its moment, the most important first. `pause` stops everything.

    A person's chat takes one message a second with a burst of ten (their own taps set the pace),
    a group twenty a minute. Edits count towards the global rate only.
    """

    def __init__(self, per_second: float, shared: Shared | None = None) -> None:
        self._gap = 1.0 / per_second
        self._shared = shared
        self._slots = inf if shared is None else 0
        self._slots_end = inf
        self._untouched = False
        self._next = 0.0
        self._rests_until = 0.0
        self._ready: list[_Waiting] = []
        self._held_back: list[tuple[float, _Waiting]] = []
        self._numbers = count()
        self._timer: asyncio.TimerHandle | None = None
        self._talks: set[asyncio.Task[None]] = set()
        self._asking = False
        self._chats: OrderedDict[int, float] = OrderedDict()

    async def wait(
        self, chat_id: int, *, priority: Priority = Priority.REPLY, edit: bool = False
    ) -> None:
        """Return when a message to `chat_id` may leave."""
        moment = asyncio.get_running_loop().create_future()
        heappush(self._ready, _Waiting(priority, next(self._numbers), chat_id, edit, moment))
        self._let_go()
        await moment

    def pause(self, seconds: float) -> None:
        """Let nothing leave for `seconds`: Telegram asked for it."""
        self._rest(seconds)
        if self._shared is not None:
            self._talk(self._shared.pause(seconds))

    def resting(self) -> float:
        """For how many seconds more nothing leaves, since Telegram asked for that."""
        return max(0.0, self._rests_until - asyncio.get_running_loop().time())

    def _rest(self, seconds: float) -> None:
        until = asyncio.get_running_loop().time() + seconds
        self._rests_until = max(self._rests_until, until)
        self._next = max(self._next, until)

    def _let_go(self) -> None:
        """Whoever's moment has come leaves; for the next one a timer is set."""
        now = asyncio.get_running_loop().time()
        while self._held_back and self._held_back[0][0] <= now:
            heappush(self._ready, heappop(self._held_back)[1])
        self._forget_missed(now)
        while self._ready and self._next <= now and self._slots:
            one = heappop(self._ready)
            if one.moment.done():  # whoever waited has given up
                continue
            free_at = now if one.edit else self._free_at(one.chat_id, now)
            if free_at > now:
                heappush(self._held_back, (free_at, one))
                continue
            self._next = max(self._next, now) + self._gap
            self._slots -= 1
            self._untouched = False
            if not one.edit:
                self._count(one.chat_id, now)
            one.moment.set_result(None)
        if self._ready and not self._slots and not self._asking:
            self._asking = True
            self._talk(self._ask(min(len(self._ready), SLOTS_AT_ONCE)))
        self._set_timer()

    def _forget_missed(self, now: float) -> None:
        """A slot whose moment has long passed is somebody else's by now. One is kept where none of
        its lot was used: whoever is always late gets on all the same."""
        if now > self._slots_end:
            self._slots = min(self._slots, int(self._untouched))

    def _set_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        moments = [self._next] if self._ready and self._slots else []
        if self._held_back:
            moments.append(max(self._next, self._held_back[0][0]))
        if moments:
            self._timer = asyncio.get_running_loop().call_at(min(moments), self._let_go)

    async def _ask(self, slots: int) -> None:
        assert self._shared is not None
        try:
            wait = await self._shared.take(slots)
            if wait > A_PAUSE:
                self._rest(wait)
            self._next = max(self._next, asyncio.get_running_loop().time() + wait)
        except Exception:
            log.exception("the common pace can't be asked: this process keeps to its own")
        finally:
            self._slots += slots
            self._slots_end = self._next + slots * self._gap
            self._untouched = True
            self._asking = False
            self._let_go()

    def _talk(self, saying: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(saying)
        self._talks.add(task)
        task.add_done_callback(self._talks.discard)

    def _free_at(self, chat_id: int, now: float) -> float:
        gap, burst = (GROUP_GAP, GROUP_BURST) if chat_id < 0 else (PERSON_GAP, PERSON_BURST)
        return self._chats.get(chat_id, now) - (burst - 1) * gap

    def _count(self, chat_id: int, now: float) -> None:
        gap = GROUP_GAP if chat_id < 0 else PERSON_GAP
        self._chats[chat_id] = max(self._chats.get(chat_id, 0.0), now) + gap
        self._chats.move_to_end(chat_id)
        if len(self._chats) > CHATS_REMEMBERED:
            self._chats.popitem(last=False)
