"""What a portal has: its companies, contacts and deals, page by page. Decides nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crm_sync.adapters.bitrix24.items import (
    CLOSED,
    COMPANY,
    CONTACT,
    DEAL,
    LEAD,
    ORIGINATOR,
    is_multiple,
    records_of,
    reference,
)
from crm_sync.adapters.bitrix24.portal import Portal
from crm_sync.importing.pages import BaseCard, BasePage
from crm_sync.importing.sheet import Cell
from crm_sync.likeness import INN, SITE
from crm_sync.wire.shapes import rows, table
from leads.importing.rows import Kind

PAGE = 50
KINDS: Mapping[Kind, int] = {
    Kind.COMPANIES: COMPANY,
    Kind.CONTACTS: CONTACT,
    Kind.DEALS: DEAL,
}


async def read_base(
    portal: Portal, kind: Kind, cursor: str | None, fields: Mapping[str, str]
) -> BasePage:
    """A page behind the item whose number the cursor is."""
    asked: dict[str, object] = {
        "entityTypeId": KINDS[kind],
        "filter": {">id": int(cursor or 0)},
        "order": {"id": "ASC"},
        "select": ["*"],
        "useOriginalUfNames": "Y",
        # Counting all of them costs the portal time: once is enough.
        "start": 0 if cursor is None else -1,
    }
    told = await portal.told("crm.item.list", asked)
    items = rows(table(told.get("result")).get("items"))
    inns = await _requisites(portal, items) if kind is Kind.COMPANIES else {}
    cards = tuple(_card(portal.site, kind, item, fields, inns) for item in items)
    following = str(items[-1]["id"]) if len(items) == PAGE else None
    total = told.get("total")
    return BasePage(cards, following, total if isinstance(total, int) else None)


async def _requisites(portal: Portal, items: Sequence[Mapping[str, Any]]) -> Mapping[int, str]:
    """INNs by the number of the company."""
    if not items:
        return {}
    wanted = {"ENTITY_TYPE_ID": COMPANY, "@ENTITY_ID": [item["id"] for item in items]}
    found: dict[int, str] = {}
    start: int | None = 0
    while start is not None:
        asked = {"filter": wanted, "select": ["ENTITY_ID", "RQ_INN"], "start": start}
        told, start = await portal.page("crm.requisite.list", asked)
        for one in rows(told):
            if one.get("RQ_INN"):
                found.setdefault(int(one["ENTITY_ID"]), str(one["RQ_INN"]))
    return found


def _card(
    site: str,
    kind: Kind,
    item: Mapping[str, Any],
    fields: Mapping[str, str],
    inns: Mapping[int, str],
) -> BaseCard:
    number = int(item["id"])
    keyed = item.get("originatorId") == ORIGINATOR
    ref = reference(KINDS[kind], number, site)
    match kind:
        case Kind.COMPANIES:
            cells: dict[str, Cell] = _company(item, fields, inns.get(number, ""))
        case Kind.CONTACTS:
            cells = _contact(item)
        case _:
            cells = _deal(item)
            if item.get("leadId"):
                ref, keyed = reference(LEAD, item["leadId"], site), True
    return BaseCard.told(number, ref, cells, keyed=keyed)


def _company(item: Mapping[str, Any], fields: Mapping[str, str], inn: str) -> dict[str, Cell]:
    return {
        "name": _text(item, "title"),
        "inn": inn or _text(item, fields.get(INN, "")),
        "domain": _text(item, fields.get(SITE, "WEB")),
        "phone": _text(item, "PHONE"),
    }


def _contact(item: Mapping[str, Any]) -> dict[str, Cell]:
    names = (item.get(name) for name in ("name", "secondName", "lastName"))
    return {
        "name": " ".join(str(name) for name in names if name),
        "phone": _text(item, "PHONE"),
        "email": _text(item, "EMAIL"),
        "role": _text(item, "post"),
        "company_key": _number(item, "companyId"),
    }


def _deal(item: Mapping[str, Any]) -> dict[str, Cell]:
    contacts = item.get("contactIds") or []
    ended = CLOSED.get(str(item.get("stageSemanticId")), "")
    return {
        "title": _text(item, "title"),
        "stage": _text(item, "stageId"),
        "ended": ended,
        "amount": item.get("opportunity") or "",
        "currency": _text(item, "currencyId"),
        "opened_at": _text(item, "createdTime"),
        "closed_at": _text(item, "closedate") if ended else "",
        "company_key": _number(item, "companyId"),
        "person_key": _number(item, "contactId") or (str(contacts[0]) if contacts else ""),
    }


def _text(item: Mapping[str, Any], field: str) -> str:
    """What stands there; of several phones or sites the first."""
    if is_multiple(field):
        held = records_of(item, field)
        return str(held[0].get("value")) if held else ""
    value = item.get(field)
    return "" if value is None else str(value)


def _number(item: Mapping[str, Any], field: str) -> str:
    """The number of another item; Bitrix24 writes none as 0."""
    return str(item.get(field) or "")
