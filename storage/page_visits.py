"""Which browser may see what: asked with every request of a page, beside the writer."""

from __future__ import annotations

from leads.page.keys import KeyKind, PageKey
from storage.database import Database
from storage.page import BY_DIGEST, key_of


class PageVisits:
    """Keys of the page in one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, kind: KeyKind, digest: str) -> PageKey | None:
        """The key of that digest, whatever became of it."""
        values = {"kind": kind.value, "digest": digest}
        rows = await self._database.read(lambda c: c.execute(BY_DIGEST, values).mappings().all())
        return key_of(rows[0]) if rows else None
