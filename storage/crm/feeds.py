"""How far each account of a CRM was asked for changes, and who listens to it, as rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select, update

from storage.scope import Scope
from storage.tables import crm_feeds

if TYPE_CHECKING:
    from crm_sync.back.ports import Feed

_FEED = select(crm_feeds).where(crm_feeds.c.account == bindparam("account")).with_for_update()
_RELEASE = update(crm_feeds).values(held_by=None, held_until=None)


class CrmFeeds:
    """Feeds as one work sees them."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def hold(self, account: str, by: str, span: timedelta) -> Feed | None:
        """Be the one who listens for that long; None while another is."""
        from crm_sync.back.ports import Feed  # noqa: PLC0415 - every start lets go of all

        row, now = await self._row(account), self._scope.now
        held = row is not None and row["held_until"] is not None and row["held_until"] > now
        if row is not None and held and row["held_by"] != by:
            return None
        self._save(account, row, {"held_by": by, "held_until": now + span})
        return Feed(row["cursor"], row["next_at"], row["failed"]) if row else Feed()

    async def let_go(self, account: str, by: str) -> None:
        """Another may listen."""
        row = await self._row(account)
        if row is not None and row["held_by"] == by:
            self._save(account, row, {"held_by": None, "held_until": None})

    async def keep(self, account: str, feed: Feed) -> None:
        """How far it went."""
        changes: dict[str, object] = {"next_at": feed.next_at, "failed": feed.failed}
        if feed.cursor is not None:
            changes["cursor"] = feed.cursor
        self._save(account, await self._row(account), changes)

    async def release_all(self) -> None:
        """Nobody listens any more; only for a sole process."""
        self._scope.sweep(crm_feeds, _RELEASE, {})

    async def _row(self, account: str) -> Mapping[Any, Any] | None:
        rows = await self._scope.fetch(_FEED, {"account": account})
        return rows[0] if rows else None

    def _save(
        self, account: str, row: Mapping[Any, Any] | None, changes: Mapping[str, object]
    ) -> None:
        if row is not None:
            self._scope.update(crm_feeds, account, dict(changes))
            return
        empty = {
            "account": account,
            "cursor": None,
            "next_at": None,
            "failed": 0,
            "held_by": None,
            "held_until": None,
        }
        self._scope.insert(crm_feeds, account, {**empty, **changes})
