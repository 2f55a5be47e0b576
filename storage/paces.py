"""How fast outside systems may be called, as rows, for processes that share a database."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from leads.pace import Pace, Rate
from storage.columns import among
from storage.scope import Scope
from storage.tables import paces

_PACES = (select(paces).where(among(paces.c.key, "keys")).order_by(paces.c.key)).with_for_update()


class Paces:
    """Paces as one work sees them; its `now` is the moment of the call."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def take(
        self, account: str, what: str, rate: Rate, weight: int, most: timedelta
    ) -> timedelta:
        """Take `weight` turns for `what` ("" for anything) and say how long to wait for the first.

        When that is longer than `most`, no turn is taken. A pause of the account or of `what`
        counts as a wait; turns after the account's pause begin at its end, one after another.
        """
        now = self._scope.now
        rows = await self._rows(account, what)
        ends = {key: row["paused_until"] or now for key, row in rows.items()}
        row = rows.get(account)
        start = max(now, ends.get(account, now))
        due = row["due"] if row and row["due"] else now
        pace, wait = Pace(due).taken(start, rate, weight)
        longest = max(wait + start, *ends.values(), now) - now
        if longest <= most:
            self._save(account, row, {"due": pace.due})
        return longest

    async def pause(self, account: str, what: str, until: datetime) -> None:
        """Nothing of `what` ("" for anything) before then; an earlier end changes nothing."""
        key = _key(account, what)
        row = (await self._rows(account, what)).get(key)
        before = row["paused_until"] if row else None
        self._save(key, row, {"paused_until": max(before or until, until)})

    async def _rows(self, account: str, what: str) -> dict[str, dict[str, Any]]:
        keys = sorted({_key(account, ""), _key(account, what)})
        rows = await self._scope.fetch(_PACES, {"keys": keys})
        return {row["key"]: dict(row) for row in rows}

    def _save(self, key: str, row: dict[str, Any] | None, changes: dict[str, Any]) -> None:
        if row is None:
            empty = {"key": key, "due": None, "paused_until": None}
            self._scope.insert(paces, key, {**empty, **changes})
        else:
            self._scope.update(paces, key, changes)


def _key(account: str, what: str) -> str:
    return f"{account}|{what}" if what else account
