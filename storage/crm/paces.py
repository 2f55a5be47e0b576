"""The pace of every account as rows, for processes that share a database."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from crm_sync.capabilities import Limits
from crm_sync.wire.pacing import Pace
from storage.columns import among
from storage.scope import Scope
from storage.tables import crm_paces

_PACES = (
    select(crm_paces).where(among(crm_paces.c.key, "keys")).order_by(crm_paces.c.key)
).with_for_update()


class CrmPaces:
    """Paces as one work sees them; its `now` is the moment of the call."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def take(
        self, account: str, what: str, limits: Limits, weight: int, most: timedelta
    ) -> timedelta:
        """See `crm_sync.wire.pacing.Paces`."""
        now = self._scope.now
        rows = await self._rows(account, what)
        ends = [row["paused_until"] for row in rows.values() if row["paused_until"]]
        row = rows.get(account)
        due = row["due"] if row and row["due"] else now
        pace, wait = Pace(due).taken(now, limits, weight)
        longest = max(wait, max(ends, default=now) - now)
        if longest <= most:
            self._save(account, row, {"due": pace.due})
        return longest

    async def pause(self, account: str, what: str, until: datetime) -> None:
        """See `crm_sync.wire.pacing.Paces`."""
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
            self._scope.insert(crm_paces, key, {**empty, **changes})
        else:
            self._scope.update(crm_paces, key, changes)


def _key(account: str, what: str) -> str:
    return f"{account}|{what}" if what else account
