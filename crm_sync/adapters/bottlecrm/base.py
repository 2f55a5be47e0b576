"""What an organisation has: its accounts, contacts and opportunities, page by page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_sync.adapters.bottlecrm.cards import (
    CLOSED_STAGES,
    NAMELESS,
    PATH_OF_ENTITY,
    listed,
    moment,
    reference,
)
from crm_sync.adapters.bottlecrm.feed import Get
from crm_sync.cards import Entity
from crm_sync.importing.pages import ENTITY_OF_KIND, BaseCard, BasePage
from crm_sync.importing.sheet import Cell
from crm_sync.likeness import INN, SITE
from crm_sync.wire.shapes import table
from leads.importing.rows import Kind

MOST = 100


async def read_base(
    get: Get,
    kind: Kind,
    cursor: str | None,
    fields: Mapping[str, str],
    site: str,
    key_field: str | None,
) -> BasePage:
    """The page that begins behind so many records as the cursor says."""
    entity, start = ENTITY_OF_KIND[kind], int(cursor or 0)
    asked = {"limit": str(MOST), "offset": str(start)}
    found = listed(entity, await get(f"{PATH_OF_ENTITY[entity]}/", asked))
    cards = tuple(_card(site, entity, record, fields, key_field) for record in found)
    return BasePage(cards, str(start + MOST) if len(found) == MOST else None)


def _card(
    site: str,
    entity: Entity,
    record: Mapping[str, Any],
    fields: Mapping[str, str],
    key_field: str | None,
) -> BaseCard:
    custom = table(record.get("custom_fields"))
    match entity:
        case Entity.COMPANY:
            cells: dict[str, Cell] = {
                "name": _text(record, "name"),
                "inn": _text({**record, **custom}, fields.get(INN, "")),
                "domain": _text({**record, **custom}, fields.get(SITE, "website")),
                "phone": _text(record, "phone"),
            }
        case Entity.CONTACT:
            names = (_text(record, "first_name"), _text(record, "last_name"))
            cells = {
                "name": " ".join(name for name in names if name and name != NAMELESS),
                "phone": _text(record, "phone"),
                "email": _text(record, "email"),
                "role": _text(record, "title"),
                "company_key": _number(record.get("account")),
            }
        case _:
            cells = _deal(record)
    keyed = bool(custom.get(key_field or ""))
    return BaseCard.told(record["id"], reference(entity, record, site), cells, keyed=keyed)


def _deal(record: Mapping[str, Any]) -> dict[str, Cell]:
    stage, people = _text(record, "stage"), record.get("contacts") or []
    ended = CLOSED_STAGES.get(stage, "")
    return {
        "title": _text(record, "name"),
        "stage": stage,
        "ended": ended,
        "amount": _text(record, "amount"),
        "currency": _text(record, "currency"),
        "opened_at": moment(record.get("created_at")) or "",
        "closed_at": _text(record, "closed_on") if ended else "",
        "company_key": _number(record.get("account")),
        "person_key": _number(people[0]) if people else "",
    }


def _text(record: Mapping[str, Any], name: str) -> str:
    value = record.get(name)
    return "" if value is None else str(value)


def _number(told: object) -> str:
    """A record is named by its number, or told as a whole."""
    return str(table(told).get("id", "")) if isinstance(told, Mapping) else str(told or "")
