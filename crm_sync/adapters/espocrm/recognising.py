"""People and companies that a server had before us, by a filter of its lists. Only reads.

A list tells no more than the first phone and address of a record, although the filter looks at all
of them: each record that is found is read before it is believed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from crm_sync.adapters.espocrm.records import SCOPE_OF_ENTITY, SEVERAL, held
from crm_sync.adapters.espocrm.service import Condition, Service, searched
from crm_sync.cards import CrmSnapshot
from crm_sync.likeness import EMAIL, INN, PHONE, SITE, Likeness, Marks, alike

MOST = 10
"""Records that are looked at: the oldest of those that may be alike."""


async def recognise(
    service: Service, likeness: Likeness, seen: Callable[[Mapping[str, Any]], CrmSnapshot]
) -> Sequence[CrmSnapshot]:
    """The records that are alike, by one search for all marks at once."""
    conditions = _conditions(likeness)
    if not conditions:
        return []
    scope = SCOPE_OF_ENTITY[likeness.entity]
    query = {"where[0][type]": "or", **searched(conditions, "where[0][value]")}
    query |= {"select": "id", "orderBy": "createdAt", "order": "asc", "maxSize": str(MOST)}
    found = await service.page(scope, (), query)
    records = [await service.get(f"{scope}/{one['id']}") for one in found]
    return alike(likeness, [(seen(one), _marks(one, likeness)) for one in records])


def _conditions(likeness: Likeness) -> list[Condition]:
    marks, inn = likeness.marks, likeness.fields.get(INN)
    asked = [
        ("equals", "phoneNumber", marks.get(PHONE)),
        ("equals", "emailAddress", marks.get(EMAIL)),
        ("equals", inn or "", marks.get(INN) if inn else None),
        ("contains", "website", marks.get(SITE)),
    ]
    return [(how, where, value) for how, where, value in asked if value]


def _marks(record: Mapping[str, Any], likeness: Likeness) -> Marks:
    told = {name: [one.get(name) for one in held(record, name)] for name in SEVERAL}
    return {
        PHONE: [*told["phoneNumber"], record.get("phoneNumber")],
        EMAIL: [*told["emailAddress"], record.get("emailAddress")],
        INN: [record.get(likeness.fields.get(INN, ""))],
        SITE: [record.get("website")],
    }
