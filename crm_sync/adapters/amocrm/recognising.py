"""People and companies that an account had before us, by its full-text search. Only reads.

The search finds texts anywhere in a card and one word at a time: of each card that it tells, the
fields themselves decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_sync.adapters.amocrm.fields import PATH_OF_ENTITY, Types, snapshot
from crm_sync.adapters.amocrm.service import Service
from crm_sync.cards import CrmSnapshot
from crm_sync.likeness import EMAIL, INN, PHONE, SITE, Likeness, Marks, alike, digits_of
from crm_sync.wire.shapes import rows, table


async def recognise(
    service: Service, likeness: Likeness, types: Types, key_field: str | None
) -> list[CrmSnapshot]:
    """The cards that are alike; the next mark is searched only when the one before found none."""
    path = PATH_OF_ENTITY[likeness.entity]
    for what, value in likeness.marks.items():
        query = digits_of(value) if what == PHONE else value
        cards = [one async for one in service.pages(path, path, {"query": query})]
        cards.sort(key=lambda one: int(one["id"]))
        told = [
            (snapshot(card, likeness.entity, service.site, types, key_field), _marks(card))
            for card in cards
        ]
        if found := alike(likeness, told):
            return found
    return []


def _marks(card: Mapping[str, Any]) -> Marks:
    """What a card holds. An INN is nobody else's wherever it stands, and so is a site."""
    by_code: dict[str, list[object]] = {}
    held: list[object] = []
    for field in rows(card.get("custom_fields_values")):
        values = [_plain(one.get("value")) for one in rows(field.get("values"))]
        by_code.setdefault(str(field.get("field_code")), []).extend(values)
        held += values
    return {
        PHONE: by_code.get("PHONE", []),
        EMAIL: by_code.get("EMAIL", []),
        INN: held,
        SITE: held,
    }


def _plain(value: object) -> object:
    """A company's requisites are a table of their own."""
    return table(value).get("vat_id", "") if isinstance(value, Mapping) else value
