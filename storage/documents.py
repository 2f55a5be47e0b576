"""The texts that people agreed to, each kept once under its hash."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from leads.documents import ConsentText
from storage.scope import Scope
from storage.tables import documents

_BY_DIGEST = select(documents).where(documents.c.digest == bindparam("digest"))


class Documents:
    """Documents as one work sees them."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def keep(self, text: ConsentText) -> None:
        """Keep a text; when it is there already nothing changes."""
        row = {"version": text.version, "language": text.language, "text": text.text}
        digest = text.digest
        self._scope.insert(documents, digest, {"digest": digest, **row, "kept_at": self._scope.now})

    async def get(self, digest: str) -> ConsentText | None:
        """The text with that hash."""
        rows = await self._scope.fetch(_BY_DIGEST, {"digest": digest})
        if not rows:
            return None
        row = rows[0]
        return ConsentText(row["version"], row["language"], row["text"])
