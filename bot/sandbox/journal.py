"""What happened: every Bot API call with its outcome and every update given. Capped, read-only."""

import asyncio
from collections import deque
from typing import Any

from bot.sandbox.clock_control import SandboxTime
from bot.sandbox.params import Json

CAP = 20_000


class Journal:
    """The last CAP entries, oldest first.

    Every entry has `id` (rising by one), `at` (sandbox time, ISO) and `seconds` (real monotonic
    seconds of the server process, to measure delays); `kind` is "call" or "update".
    """

    def __init__(self, time: SandboxTime) -> None:
        self._time = time
        self._entries: deque[Json] = deque(maxlen=CAP)
        self._next = 1

    def call(self, method: str, params: Json, outcome: Json) -> None:
        """A finished call; `outcome` has `status` and `ok`, `description` or `result`, `fault`."""
        self._add({"kind": "call", "method": method, "params": params, "outcome": outcome})

    def update(self, update: Any, way: str) -> None:
        """An update handed to the bot by `way` ("polling" or "webhook")."""
        self._add({"kind": "update", "way": way, "update": update})

    def read(
        self, *, kind: str = "", method: str = "", after: int = 0, limit: int = CAP
    ) -> list[Json]:
        """The last `limit` entries later than `after`, optionally of one kind or method."""
        chosen = [
            entry
            for entry in self._entries
            if entry["id"] > after
            and (not kind or entry["kind"] == kind)
            and (not method or str(entry.get("method", "")).lower() == method.lower())
        ]
        return chosen[-limit:] if limit > 0 else []

    def clear(self) -> None:
        """Forget the entries; ids go on rising."""
        self._entries.clear()

    def _add(self, entry: Json) -> None:
        stamp = {
            "id": self._next,
            "at": self._time.now().isoformat(),
            "seconds": round(asyncio.get_running_loop().time(), 4),
        }
        self._entries.append({**stamp, **entry})
        self._next += 1
