"""A file that a person sent, beside their lead's card: fetched first, outside of everything.

One that is too large, or that can't be fetched any more, is named in a note instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from mimetypes import guess_type
from typing import Protocol

from crm_sync.cards import CrmFile, Entity
from crm_sync.errors import CrmNotYet
from crm_sync.mapping.values import Subject
from crm_sync.publishing.beside import Beside
from crm_sync.publishing.connection import Connection
from crm_sync.publishing.links import Links, Party

LARGEST_FILE = 15 * 1024 * 1024
"""Bytes that go to a CRM: the signed webhook and Bitrix24 take a file as text in one call."""

TRY_AGAIN = 60.0  # seconds until a file that could not be fetched is asked for again
UNKNOWN_KIND = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class FileWords:
    """A file by the id that it is fetched by, its name, and the note that says where it is."""

    file_id: str
    name: str
    note: str


class NotFetched(Exception):
    """Not at this moment."""


class Fetch(Protocol):
    """Fetches a file; None for one that is larger than `at_most` bytes, or that is gone.
    `NotFetched` when it may be tried again."""

    async def __call__(self, file_id: str, at_most: int) -> bytes | None: ...


class Files:
    """Files of leads."""

    def __init__(self, links: Links, beside: Beside, fetch: Fetch) -> None:
        self._links = links
        self._beside = beside
        self._fetch = fetch

    async def put(
        self, crm: Connection, subject: Subject, delivery: str, mark: str, words: FileWords
    ) -> bool:
        """Put the file there once; False when it can't go there."""
        party = Party(Entity.FILE, subject.lead.id, mark)
        if (await self._links.get(crm.name, party)).ref is not None:
            return True
        try:
            content = await self._fetch(words.file_id, LARGEST_FILE)
        except NotFetched as error:
            raise CrmNotYet(f"a file was not fetched: {error}", retry_after=TRY_AGAIN) from error
        if content is None:
            return False
        kind = guess_type(words.name)[0] or UNKNOWN_KIND
        file = CrmFile(party.key, words.name, kind, content)
        await self._beside.put(
            crm, subject, delivery, party, lambda at: crm.adapter.add_file(at, file)
        )
        return True
