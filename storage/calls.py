"""Calls under way, as one work sees them."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, delete, select

from leads.calls.calling import Call
from storage.scope import Scope
from storage.tables import calls

_OF = select(calls).where(calls.c.by_id == bindparam("by"))
_END = delete(calls).where(calls.c.by_id == bindparam("who"))


class Calls:
    """Who of staff answers for whom."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def of(self, by: int) -> Call | None:
        """The call of a member of staff."""
        rows = await self._scope.fetch(_OF, {"by": by})
        return Call(rows[0]["by_id"], rows[0]["contact_id"], rows[0]["begun_at"]) if rows else None

    async def begin(self, call: Call) -> None:
        """Keep a call in place of the one before."""
        row = {"by_id": call.by, "contact_id": call.contact_id, "begun_at": call.begun_at}
        self._scope.sweep(calls, _END, {"who": call.by})
        self._scope.insert(calls, call.by, row)

    async def end(self, by: int) -> None:
        """No call any more."""
        self._scope.sweep(calls, _END, {"who": by})


def call_of(connection: Connection, by: int) -> int | None:
    """The caller for whom a member of staff answers."""
    row = connection.execute(_OF, {"by": by}).mappings().one_or_none()
    return None if row is None else int(row["contact_id"])
