"""Tokens of accounts as rows, and who of all workers renews them at this moment."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from crm_sync.tokens import Tokens
from storage.scope import Scope
from storage.tables import crm_tokens

TOKENS = "crm_tokens.tokens"

_TOKENS = select(crm_tokens).where(crm_tokens.c.account == bindparam("account")).with_for_update()


def _number(account: str) -> int:
    """The same for an account in every process: a command beside the bot may connect it first."""
    return int.from_bytes(hashlib.sha256(account.encode()).digest()[:6])


class CrmTokens:
    """Tokens as one work sees them."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def get(self, account: str) -> Tokens | None:
        """The present pair."""
        row = await self._row(account)
        return self._opened(row) if row else None

    async def hold(self, account: str, by: str, until: datetime) -> bool:
        """Be the one who renews them until then; False while another is."""
        row = await self._row(account)
        held = row is not None and row["held_until"] and row["held_until"] > self._scope.now
        if row is not None and held and row["held_by"] != by:
            return False
        await self._save(account, row, {"held_by": by, "held_until": until})
        return True

    async def keep(self, account: str, tokens: Tokens) -> None:
        """Keep a pair; nobody renews them any more."""
        sealed = self._scope.keys.seal_json(
            TOKENS,
            {
                "access": tokens.access,
                "refresh": tokens.refresh,
                "expires_at": tokens.expires_at.isoformat(),
            },
        )
        free = {"tokens": sealed, "held_by": None, "held_until": None}
        await self._save(account, await self._row(account), free)

    async def let_go(self, account: str) -> None:
        """Renewing failed: another may try."""
        row = await self._row(account)
        if row is not None:
            await self._save(account, row, {"held_by": None, "held_until": None})

    async def _row(self, account: str) -> Mapping[Any, Any] | None:
        rows = await self._scope.fetch(_TOKENS, {"account": account})
        return rows[0] if rows else None

    async def _save(
        self, account: str, row: Mapping[Any, Any] | None, changes: Mapping[str, object]
    ) -> None:
        if row is not None:
            self._scope.update(crm_tokens, row["id"], dict(changes))
            return
        number = _number(account)
        empty = {
            "id": number,
            "account": account,
            "tokens": self._scope.keys.emptied(TOKENS),
            "held_by": None,
            "held_until": None,
        }
        self._scope.insert(crm_tokens, number, {**empty, **changes})

    def _opened(self, row: Mapping[Any, Any]) -> Tokens | None:
        found = self._scope.keys.open_json(TOKENS, row["tokens"])
        if not found:
            return None
        expires_at = datetime.fromisoformat(str(found["expires_at"]))
        return Tokens(str(found["access"]), str(found["refresh"]), expires_at)
