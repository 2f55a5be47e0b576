"""Keys of the page of reports as rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import RowMapping, bindparam, delete, func, select

from leads.page.keys import KeyKind, KeyState, PageKey
from storage.scope import Scope
from storage.tables import page_keys
from storage.writing import Row

_GET = select(page_keys).where(page_keys.c.id == bindparam("id")).with_for_update()
BY_DIGEST = select(page_keys).where(
    page_keys.c.digest == bindparam("digest"), page_keys.c.kind == bindparam("kind")
)
# A link must not open twice, whichever process it is tried at.
_TAKEN = BY_DIGEST.with_for_update()
_VISITS = (
    select(func.count())
    .select_from(page_keys)
    .where(
        page_keys.c.person == bindparam("person"),
        page_keys.c.kind == KeyKind.VISIT.value,
        page_keys.c.state == KeyState.OPEN.value,
        page_keys.c.until > bindparam("now"),
    )
)
_DROP = delete(page_keys).where(page_keys.c.person == bindparam("person"))
_STALE = delete(page_keys).where(page_keys.c.until < bindparam("now"))


class PageKeys:
    """Keys, as one work sees them."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def get(self, key_id: int) -> PageKey | None:
        """By number."""
        rows = await self._scope.fetch(_GET, {"id": key_id})
        return key_of(rows[0]) if rows else None

    async def by_digest(self, kind: KeyKind, digest: str) -> PageKey | None:
        """By what is kept of its secret; held for writing."""
        rows = await self._scope.fetch(_TAKEN, {"kind": kind.value, "digest": digest})
        return key_of(rows[0]) if rows else None

    async def add(self, key: PageKey) -> PageKey:
        """Keep a new one; with its number."""
        number = await self._scope.number(page_keys)
        self._scope.insert(page_keys, number, {"id": number, **_row(key)})
        return replace(key, id=number)

    async def save(self, key: PageKey) -> None:
        """Keep what became of it."""
        self._scope.update(page_keys, key.id, _row(key))

    async def drop(self, person: int) -> int:
        """Forget every key of a person; how many visits were open."""
        many = await self._scope.scalar(_VISITS, {"person": person, "now": self._scope.now})
        self._scope.sweep(page_keys, _DROP, {"person": person})
        return int(many)

    async def sweep(self, now: datetime) -> None:
        """Forget what has run out."""
        self._scope.sweep(page_keys, _STALE, {"now": now})


def _row(key: PageKey) -> Row:
    return {
        "kind": key.kind.value,
        "digest": key.digest,
        "person": key.person,
        "locale": key.locale,
        "state": key.state.value,
        "until": key.until,
        "device": key.device,
        "code": key.code,
    }


def key_of(row: RowMapping) -> PageKey:
    """A row as a value."""
    values = dict(row)
    return PageKey(
        **{**values, "kind": KeyKind(values["kind"]), "state": KeyState(values["state"])}
    )
