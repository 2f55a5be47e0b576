"""The pace of sending: one global rate and one message a second per chat, in this process.

GCRA (generic cell rate algorithm, ITU-T I.371) with a burst of one for the whole token, since
token buckets let twice the rate through in a sliding second. Knows no Telegram type.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from time import monotonic

CHATS_REMEMBERED = 10_000
PERSON_GAP, PERSON_BURST = 1.0, 10
GROUP_GAP, GROUP_BURST = 3.0, 20


class Pacer:
    """Gives each message its moment. `pause` stops everything after a 429.

    A person's chat takes one message a second with a burst of ten (their own taps set the pace),
    a group twenty a minute. Edits count towards the global rate only.
    """

    def __init__(self, per_second: float) -> None:
        self._gap = 1.0 / per_second
        self._next = 0.0
        self._chats: OrderedDict[int, float] = OrderedDict()

    async def wait(self, chat_id: int, *, edit: bool = False) -> None:
        """Return when a message to `chat_id` may leave."""
        now = monotonic()
        moment = max(now, self._next, now if edit else self._chat_moment(chat_id, now))
        self._next = max(self._next, now) + self._gap
        if moment > now:
            await asyncio.sleep(moment - now)

    def pause(self, seconds: float) -> None:
        """Let nothing leave for `seconds`: Telegram asked for it."""
        self._next = max(self._next, monotonic() + seconds)

    def _chat_moment(self, chat_id: int, now: float) -> float:
        gap, burst = (GROUP_GAP, GROUP_BURST) if chat_id < 0 else (PERSON_GAP, PERSON_BURST)
        due = max(self._chats.get(chat_id, 0.0), now)
        self._chats[chat_id] = due + gap
        self._chats.move_to_end(chat_id)
        if len(self._chats) > CHATS_REMEMBERED:
            self._chats.popitem(last=False)
        return due - (burst - 1) * gap
