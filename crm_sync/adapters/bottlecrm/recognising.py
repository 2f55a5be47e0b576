"""People and companies that an organisation had before us, by filters of its lists. Only reads.

Its own search for duplicates grants two calls a second, which is less than leads may come; the
lists grant more, and find a phone only where its digits stand together. Sites can't be searched.
"""

from __future__ import annotations

from collections.abc import Sequence

from crm_sync.adapters.bottlecrm.cards import OWN_FIELDS, PATH_OF_ENTITY, listed, snapshot
from crm_sync.adapters.bottlecrm.feed import Get
from crm_sync.cards import CrmSnapshot, Entity
from crm_sync.likeness import EMAIL, INN, PHONE, Likeness, alike, national_digits
from crm_sync.wire.shapes import table

MOST = 50


async def recognise(
    get: Get, likeness: Likeness, site: str, key_field: str | None
) -> Sequence[CrmSnapshot]:
    """The records that are alike; the next mark is searched only when the one before found none."""
    path, inn = PATH_OF_ENTITY[likeness.entity], likeness.fields.get(INN)
    for query in _queries(likeness):
        told = await get(f"{path}/", {**query, "limit": str(MOST)})
        records = sorted(listed(likeness.entity, told), key=lambda one: str(one.get("created_at")))
        cards = [
            (
                snapshot(record, likeness.entity, site, key_field),
                {
                    PHONE: [record.get("phone")],
                    EMAIL: [record.get("email")],
                    INN: [table(record.get("custom_fields")).get(inn or "")],
                },
            )
            for record in records
        ]
        if found := alike(likeness, cards):
            return found
    return []


def _queries(likeness: Likeness) -> list[dict[str, str]]:
    marks, inn = likeness.marks, likeness.fields.get(INN)
    queries = []
    if EMAIL in marks:
        queries.append({"email": marks[EMAIL]})
    if PHONE in marks:
        queries.append({"phone": national_digits(marks[PHONE])})
    if INN in marks and inn and inn not in OWN_FIELDS[Entity.COMPANY]:
        queries.append({f"cf_{inn}": marks[INN]})
    return queries
