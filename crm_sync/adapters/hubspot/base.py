"""What an account has: its companies, contacts and deals, page by page. Decides nothing.

Its lists are read and not its search: they go by the records' numbers, lag behind nothing and have
no last row.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from crm_sync.adapters.hubspot.records import EMAIL, PATH_OF_ENTITY, PIPELINE, STAGE, Reader
from crm_sync.adapters.hubspot.service import OBJECTS, Service, following
from crm_sync.cards import CrmSnapshot, Entity
from crm_sync.importing.pages import BaseCard, BasePage, FieldNames, fields_in, names_of
from crm_sync.importing.sheet import Cell
from crm_sync.wire.shapes import rows, table

PAGE = 100
NAMES: Mapping[Entity, FieldNames] = {
    Entity.COMPANY: {"name": "name", "domain": "domain website", "phone": "phone"},
    Entity.CONTACT: {
        "name": "firstname+lastname",
        "phone": "phone mobilephone",
        "email": EMAIL,
        "role": "jobtitle",
    },
    Entity.LEAD: {
        "title": "dealname",
        "amount": "amount",
        "currency": "deal_currency_code",
        "opened_at": "createdate",
        "closed_at": "closedate",
    },
}
TIED: Mapping[Entity, Mapping[str, str]] = {
    Entity.COMPANY: {},
    Entity.CONTACT: {"company_key": "companies"},
    Entity.LEAD: {"company_key": "companies", "person_key": "contacts"},
}
"""Of which kind the records are whose numbers stand in a column."""

PRIMARY = ("contact_to_company", "deal_to_company")
"""The tie to the one company that counts; it has another one without a label beside it."""

Seen = Callable[[Mapping[str, Any]], Awaitable[CrmSnapshot]]


async def read_base(
    service: Service, cursor: str | None, fields: Mapping[str, str], reader: Reader, seen: Seen
) -> BasePage:
    """The page at the place that the cursor names."""
    entity = reader.entity
    names, tied = names_of(entity, NAMES, fields), TIED[entity]
    wanted = (*fields_in(names), STAGE, PIPELINE, reader.key_field, reader.loss_field)
    asked = {
        "limit": str(PAGE),
        "properties": ",".join(one for one in wanted if one in reader.properties),
    }
    if tied:
        asked["associations"] = ",".join(tied.values())
    if cursor is not None:
        asked["after"] = cursor
    told = await service.get(f"{OBJECTS}/{PATH_OF_ENTITY[entity]}", asked)
    cards: list[BaseCard] = []
    for record in rows(told.get("results")):
        keys = {column: _number(record, kind) for column, kind in tied.items()}
        cards.append(BaseCard.seen(await seen(record), names, **keys))
    return BasePage(tuple(cards), following(told))


def _number(record: Mapping[str, Any], kind: str) -> Cell:
    """The number of a record that this one is tied to; of several companies the primary one."""
    ties = rows(table(table(record.get("associations")).get(kind)).get("results"))
    main = [one for one in ties if one.get("type") in PRIMARY] or ties
    return str(main[0].get("id") or "") if main else ""
