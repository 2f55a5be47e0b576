"""Webhook calls of CRMs until they are dealt with, and which events were; as rows.

A call holds what the CRM said of a person, so nothing but its number is left once it is dealt
with.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from crm_sync.back.ports import StoredCall
from crm_sync.events import InboundRequest
from storage.scope import Scope
from storage.tables import crm_calls, crm_heard

NEW, DONE = "new", "done"
REQUEST = "crm_calls.request"

_DUE = (
    select(crm_calls)
    .where(
        crm_calls.c.account == bindparam("account"),
        crm_calls.c.status == NEW,
        crm_calls.c.due_at <= bindparam("now"),
    )
    .order_by(crm_calls.c.due_at, crm_calls.c.id)
    .limit(1)
)
_ATTEMPTS = select(crm_calls.c.attempts).where(crm_calls.c.id == bindparam("id"))
_HEARD = select(crm_heard.c.key).where(crm_heard.c.key == bindparam("key"))


class CrmCalls:
    """Calls and events as one work sees them."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def add(self, account: str, request: InboundRequest) -> None:
        """Keep a call as it came."""
        number = await self._scope.number(crm_calls)
        row = {
            "id": number,
            "account": account,
            "request": self._scope.keys.seal_json(REQUEST, _to_json(request)),
            "status": NEW,
            "attempts": 0,
            "due_at": self._scope.now,
            "error": None,
            "received_at": request.received_at,
            "done_at": None,
        }
        self._scope.insert(crm_calls, number, row)

    async def due(self, account: str) -> StoredCall | None:
        """The call that has waited longest and is due."""
        values = {"account": account, "now": self._scope.now}
        rows = await self._scope.fetch(_DUE, values)
        if not rows:
            return None
        told = self._scope.keys.open_json(REQUEST, rows[0]["request"])
        return StoredCall(rows[0]["id"], _from_json(told), rows[0]["attempts"])

    async def done(self, call_id: int, error: str | None = None) -> None:
        """It was dealt with, or was given up for the reason named."""
        nothing = self._scope.keys.emptied(REQUEST)
        row = {"status": DONE, "error": error, "done_at": self._scope.now, "request": nothing}
        self._scope.update(crm_calls, call_id, row)

    async def later(self, call_id: int, at: datetime, error: str) -> None:
        """It is tried again at that moment."""
        attempts = 1 + int(await self._scope.scalar(_ATTEMPTS, {"id": call_id}) or 0)
        row = {"attempts": attempts, "due_at": at, "error": error}
        self._scope.update(crm_calls, call_id, row)

    async def heard(self, account: str, event: str) -> bool:
        """Whether an event was dealt with before."""
        return bool(await self._scope.fetch(_HEARD, {"key": _key(account, event)}))

    async def note(self, account: str, event: str) -> None:
        """An event is dealt with, once and for all."""
        if not await self.heard(account, event):
            key = _key(account, event)
            self._scope.insert(crm_heard, key, {"key": key, "at": self._scope.now})


def _key(account: str, event: str) -> str:
    """Ids are the CRM's own: of any length, with anything in them."""
    told = f"{account}\0{event}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(told).hexdigest()


def _to_json(request: InboundRequest) -> Mapping[str, object]:
    return {
        "method": request.method,
        "url": request.url,
        "headers": dict(request.headers),
        "body": base64.b64encode(request.body).decode(),
        "received_at": request.received_at.isoformat(),
    }


def _from_json(told: Mapping[str, Any]) -> InboundRequest:
    return InboundRequest(
        told["method"],
        told["url"],
        told["headers"],
        base64.b64decode(told["body"]),
        datetime.fromisoformat(told["received_at"]),
    )
