"""What an account has: its companies, contacts and leads, page by page. Decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from crm_sync.adapters.amocrm.fields import LOST, PATH_OF_ENTITY, WON, reference
from crm_sync.adapters.amocrm.service import PAGE, Service
from crm_sync.cards import Entity
from crm_sync.importing.pages import ENTITY_OF_KIND, BaseCard, BasePage
from crm_sync.importing.sheet import Cell
from crm_sync.likeness import INN, SITE
from crm_sync.wire.shapes import rows, table
from leads.importing.rows import Kind

ENDS = {WON: "won", LOST: "lost"}


async def read_base(
    service: Service,
    kind: Kind,
    cursor: str | None,
    fields: Mapping[str, str],
    key_field: str | None,
) -> BasePage:
    """The page whose number the cursor is."""
    entity, page = ENTITY_OF_KIND[kind], int(cursor or 1)
    path = PATH_OF_ENTITY[entity]
    asked = {"order[id]": "asc", "limit": str(PAGE), "page": str(page)}
    if entity is not Entity.COMPANY:
        asked["with"] = "contacts,loss_reason" if entity is Entity.LEAD else "companies"
    told = await service.get(path, asked)
    found = rows(table(told.get("_embedded")).get(path))
    cards = tuple(
        _card(service.site, entity, card, fields, key_field)
        for card in found
        if not card.get("is_deleted")
    )
    more = table(table(told.get("_links")).get("next")).get("href")
    return BasePage(cards, str(page + 1) if more else None)


def _card(
    site: str,
    entity: Entity,
    card: Mapping[str, Any],
    fields: Mapping[str, str],
    key_field: str | None,
) -> BaseCard:
    custom = _custom(card)
    match entity:
        case Entity.COMPANY:
            cells: dict[str, Cell] = {
                "name": str(card.get("name") or ""),
                "inn": custom.get(fields.get(INN, "INN"), ""),
                "domain": custom.get(fields.get(SITE, "WEB"), ""),
                "phone": custom.get("PHONE", ""),
            }
        case Entity.CONTACT:
            cells = {
                "name": str(card.get("name") or ""),
                "phone": custom.get("PHONE", ""),
                "email": custom.get("EMAIL", ""),
                "role": custom.get("POSITION", ""),
                "company_key": _tied(card, "companies"),
            }
        case _:
            cells = _deal(card)
    keyed = bool(custom.get(key_field or ""))
    return BaseCard.told(card["id"], reference(entity, card, site), cells, keyed=keyed)


def _deal(card: Mapping[str, Any]) -> dict[str, Cell]:
    reasons = rows(table(card.get("_embedded")).get("loss_reason"))
    ended = ENDS.get(card.get("status_id") or 0, "")
    return {
        "title": str(card.get("name") or ""),
        "stage": str(card.get("status_id") or ""),
        "ended": ended,
        "amount": str(card.get("price") or ""),
        "loss_reason": str(reasons[0].get("name") or "") if reasons else "",
        "opened_at": _moment(card.get("created_at")),
        "closed_at": _moment(card.get("closed_at")) if ended else "",
        "company_key": _tied(card, "companies"),
        "person_key": _tied(card, "contacts"),
    }


def _custom(card: Mapping[str, Any]) -> Mapping[str, str]:
    """The first value of each custom field, by its code and by its number."""
    found: dict[str, str] = {}
    for field in rows(card.get("custom_fields_values")):
        values = rows(field.get("values"))
        value = values[0].get("value") if values else None
        if isinstance(value, Mapping):
            value = value.get("vat_id")
        for name in (field.get("field_code"), field.get("field_id")):
            if name and value not in (None, ""):
                found[str(name)] = str(value)
    return found


def _tied(card: Mapping[str, Any], kind: str) -> str:
    """The number of the card that it is tied to; of several people the main one."""
    tied = rows(table(card.get("_embedded")).get(kind))
    main = [one for one in tied if one.get("is_main")] or tied
    return str(main[0]["id"]) if main else ""


def _moment(stamp: object) -> Cell:
    return datetime.fromtimestamp(stamp, UTC) if isinstance(stamp, int) and stamp else ""
