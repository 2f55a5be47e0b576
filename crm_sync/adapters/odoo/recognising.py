"""People and companies that a database had before us, by their marks. Only reads.

Its searches for a phone and for a part of a text find more than was asked for: the records
themselves decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from crm_sync.adapters.odoo.cards import PARTNER, Fields, readable, snapshot
from crm_sync.adapters.odoo.server import Condition, Server
from crm_sync.cards import CrmSnapshot, Entity
from crm_sync.likeness import (
    EMAIL,
    INN,
    PHONE,
    SITE,
    Likeness,
    Marks,
    Row,
    each_alike,
    national_digits,
)

SEARCHED = "phone_mobile_search"
"""Where Odoo finds phones in any form; without it those whose digits stand together."""

PHONES = ("phone", "mobile")
"""There is no second one from version 19 on."""


async def recognise(
    server: Server, asked: Sequence[Likeness], fields: Fields, key_fields: Mapping[Entity, str]
) -> list[list[CrmSnapshot]]:
    """For each, the records that are alike, the oldest first: one call for all people and one for
    all companies."""
    cards: dict[Entity, list[tuple[CrmSnapshot, Row]]] = {}
    for entity in dict.fromkeys(one.entity for one in asked):
        rows = await _rows(server, entity, [one for one in asked if one.entity is entity], fields)
        key = key_fields.get(entity)
        cards[entity] = [(snapshot(row, entity, fields, server.site, key), row) for row in rows]
    return each_alike(asked, cards, _marks)


async def _rows(
    server: Server, entity: Entity, asked: Iterable[Likeness], fields: Fields
) -> Sequence[Row]:
    either = [condition for one in asked for condition in _conditions(one, fields)]
    if not either:
        return ()
    kind: Condition = ["is_company", "=", entity is Entity.COMPANY]
    return await server.rows(PARTNER, [kind, *["|"] * (len(either) - 1), *either], readable(fields))


def _conditions(likeness: Likeness, fields: Fields) -> list[Condition]:
    marks, inn = likeness.marks, likeness.fields.get(INN)
    found: list[Condition] = []
    if PHONE in marks:
        where = SEARCHED if SEARCHED in fields else PHONES[0]
        found.append([where, "ilike", national_digits(marks[PHONE])])
    if EMAIL in marks:
        found.append(["email", "ilike", marks[EMAIL]])
    if SITE in marks:
        found.append(["website", "ilike", marks[SITE]])
    if INN in marks and inn in fields:
        found.append([inn, "ilike", marks[INN]])
    return found


def _marks(row: Row, likeness: Likeness) -> Marks:
    return {
        PHONE: [row.get(name) or "" for name in PHONES],
        EMAIL: [row.get("email") or ""],
        SITE: [row.get("website") or ""],
        INN: [row.get(likeness.fields.get(INN, "")) or ""],
    }
