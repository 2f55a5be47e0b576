"""What the only process on a database knows of the inbox without looking into it.

A new update has a greater number than any before, and one that was stored by this process and not
claimed since still waits. What can't be told so is looked up (`storage.inbox.preload`); a process
that shares its database looks up everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, func, select

from storage.tables import inbox


class Arrivals:
    """Updates of one database. `greatest` is the greatest number that lies in the inbox, None where
    other processes store and claim updates too."""

    def __init__(self, greatest: int | None) -> None:
        self._greatest = greatest
        self._announced = greatest or 0
        self._waiting: set[int] = set()

    @classmethod
    def read(cls, connection: Connection) -> Arrivals:
        """Look up, as the only process, from which number on updates are new."""
        found = connection.execute(select(func.max(inbox.c.update_id))).scalar()
        return cls(found if isinstance(found, int) else 0)

    def announce(self, update_ids: Iterable[int]) -> bool:
        """They are about to be stored: whether it is certain that they are new, every one of them.
        Of one that is announced again it is not."""
        if self._greatest is None:
            return False
        new = True
        for one in update_ids:
            new = new and one > max(self._greatest, self._announced)
            self._announced = max(self._announced, one)
        return new

    def known(self, update_ids: Iterable[int]) -> dict[int, bool | None]:
        """What is certain about some of them, as `Known.updates` has it."""
        if self._greatest is None:
            return {}
        return {
            one: True if one in self._waiting else None
            for one in update_ids
            if one in self._waiting or one > self._greatest
        }

    def committed(self, updates: Mapping[int, bool | None]) -> None:
        """A batch that knew this of updates is on the disk."""
        if self._greatest is None:
            return
        for update_id, waits in updates.items():
            if waits:
                self._waiting.add(update_id)
            else:
                self._waiting.discard(update_id)
            if waits is not None:
                self._greatest = max(self._greatest, update_id)
