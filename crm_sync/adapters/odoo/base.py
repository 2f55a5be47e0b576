"""What a database has: its companies, people and opportunities, page by page. Decides nothing.

Archived records are told, too: lost deals are, and people who left bought something. Of a partner's
addresses only people are; colleagues are no customers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crm_sync.adapters.odoo.cards import LEAD, MODEL_OF_ENTITY, PARTNER, Fields, snapshot
from crm_sync.adapters.odoo.server import Domain, Server, numbers
from crm_sync.cards import CrmSnapshot, Entity
from crm_sync.importing.pages import BaseCard, BasePage, FieldNames, fields_in, names_of
from crm_sync.importing.sheet import Cell

PAGE = 250
WHICH: Mapping[Entity, Domain] = {
    Entity.COMPANY: [["is_company", "=", True]],
    Entity.CONTACT: [
        ["is_company", "=", False],
        ["type", "=", "contact"],
        ["partner_share", "=", True],
    ],
    Entity.LEAD: [["type", "=", "opportunity"]],
}
NAMES: Mapping[Entity, FieldNames] = {
    Entity.COMPANY: {"name": "name", "domain": "website", "phone": "phone mobile"},
    Entity.CONTACT: {
        "name": "name",
        "phone": "phone mobile",
        "email": "email",
        "role": "function",
        "company_key": "parent_id",
    },
    Entity.LEAD: {
        "title": "name",
        "amount": "expected_revenue",
        "opened_at": "create_date",
        "closed_at": "date_closed",
    },
}
UNTIED: FieldNames = {
    "company": "partner_name",
    "person": "contact_name",
    "phone": "phone mobile",
    "email": "email_from",
}
"""Whose a deal is that nobody has tied to a partner."""

BESIDES: Mapping[str, Sequence[str]] = {
    PARTNER: ("write_date",),
    LEAD: (
        *("write_date", "stage_id", "active", "probability", "won_status"),
        *("partner_id", "lost_reason_id", "company_currency"),
    ),
}
"""What a record's state and ties are told by; not every version has all of them."""


async def read_base(
    server: Server,
    entity: Entity,
    cursor: str | None,
    fields: Mapping[str, str],
    known: Fields,
    key_field: str | None,
) -> BasePage:
    """A page behind the record whose number the cursor is; `known` are the fields there."""
    model, names = MODEL_OF_ENTITY[entity], names_of(entity, NAMES, fields)
    wanted = {*fields_in(names), *fields_in(UNTIED), *BESIDES[model], key_field}
    domain = [*WHICH[entity], ["id", ">", int(cursor or 0)]]
    found = await server.rows(model, domain, [one for one in known if one in wanted], limit=PAGE)
    seen = [snapshot(row, entity, known, server.site, key_field) for row in found]
    if entity is Entity.LEAD:
        companies = await _companies(server, seen)
        cards = [_deal(*one, companies) for one in zip(seen, found, strict=True)]
    else:
        cards = [BaseCard.seen(card, names) for card in seen]
    return BasePage(tuple(cards), str(found[-1]["id"]) if len(found) == PAGE else None)


async def _companies(server: Server, deals: Sequence[CrmSnapshot]) -> Mapping[int, int]:
    """The company of each deal's partner: whom the person belongs to, or the partner itself."""
    partners = sorted({int(str(deal.fields.get("partner_id", 0))) for deal in deals} - {0})
    if not partners:
        return {}
    told = await server.rows(PARTNER, [["id", "in", partners]], ["is_company", "parent_id"])
    above = {one["id"]: one["id"] if one["is_company"] else one["parent_id"] for one in told}
    return {partner: numbers(company)[0] for partner, company in above.items() if company}


def _deal(deal: CrmSnapshot, row: Mapping[str, Any], companies: Mapping[int, int]) -> BaseCard:
    partner = int(str(deal.fields.get("partner_id", 0)))
    company = companies.get(partner)
    return BaseCard.seen(
        deal,
        NAMES[Entity.LEAD] if partner else {**NAMES[Entity.LEAD], **UNTIED},
        currency=_called(row.get("company_currency")),
        loss_reason=_called(row.get("lost_reason_id")) if deal.closed else "",
        company_key=str(company or ""),
        person_key=str(partner) if partner and partner != company else "",
    )


def _called(reference: object) -> Cell:
    """The name in a reference, which is told as a number and a name."""
    return str(reference[1]) if isinstance(reference, list) and len(reference) == 2 else ""
