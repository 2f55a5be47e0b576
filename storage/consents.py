"""The ledger of consents: entries are added and read, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from leads.consent import UNLESS_REFUSED, ConsentEntry, Purpose
from storage import contacts, outbox
from storage.columns import among
from storage.known import Known
from storage.scope import Scope
from storage.tables import consents

_OF = select(consents).where(among(consents.c.contact_id, "ids")).order_by(consents.c.id)


def preload(connection: Connection, known: Known, contact_ids: Sequence[int]) -> None:
    """Read the ledgers of a whole batch's contacts once."""
    known.consents.update(dict.fromkeys(contact_ids, ()))
    for row in connection.execute(_OF, {"ids": contact_ids}).mappings():
        known.consents[row["contact_id"]] += (entry_from(row),)


async def learn(scope: Scope, contact_ids: Iterable[int]) -> None:
    """Read the ledgers of those of these contacts that aren't known yet, in one go."""
    known = scope.known.consents
    if unknown := sorted({contact_id for contact_id in contact_ids if contact_id not in known}):
        rows = await scope.fetch(_OF, {"ids": unknown})
        known.update(dict.fromkeys(unknown, ()))
        for row in rows:
            known[row["contact_id"]] += (entry_from(row),)


class Consents:
    """The ledger as one work sees it."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def add(self, entry: ConsentEntry) -> None:
        """Add an entry at the end. What waits to be sent and rests on what it takes back is dropped
        in the same transaction."""
        before = await self.of(entry.contact_id)
        number = await self._scope.number(consents)
        self._scope.insert(
            consents,
            number,
            {
                "id": number,
                "contact_id": entry.contact_id,
                "purpose": entry.purpose.value,
                "granted": entry.granted,
                "partner": entry.partner,
                "at": entry.at,
                "text_version": entry.text_version,
                "text_hash": entry.text_hash,
                "language": entry.language,
                "message_id": entry.message_id,
                "button": entry.button,
                "source": entry.source,
            },
        )
        self._scope.known.consents[entry.contact_id] = (*before, entry)
        if not entry.granted:
            await self._hold_back(entry, before)

    async def of(self, contact_id: int) -> tuple[ConsentEntry, ...]:
        """Everything the person ever said, oldest first."""
        await learn(self._scope, [contact_id])
        return self._scope.known.consents[contact_id]

    async def _hold_back(self, entry: ConsentEntry, before: Sequence[ConsentEntry]) -> None:
        given = any(one.granted and one.purpose is entry.purpose for one in before)
        if not (given or entry.purpose in UNLESS_REFUSED):
            return
        contact = await contacts.Contacts(self._scope).get(entry.contact_id)
        if contact is not None:
            await outbox.withdraw(self._scope, contact.telegram_id, entry.purpose)


def entry_from(row: Mapping[Any, Any]) -> ConsentEntry:
    """The entry that a row holds."""
    return ConsentEntry(
        contact_id=row["contact_id"],
        purpose=Purpose(row["purpose"]),
        granted=row["granted"],
        at=row["at"],
        text_version=row["text_version"],
        text_hash=row["text_hash"],
        language=row["language"],
        message_id=row["message_id"],
        button=row["button"],
        source=row["source"],
        partner=row["partner"],
    )
