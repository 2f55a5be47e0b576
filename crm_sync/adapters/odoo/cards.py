"""Cards of ours as Odoo's records, and back. Calls nothing.

A lead is a `crm.lead`, a person and a company are `res.partner`: the company is the person's
parent, and the lead has its company through the person. Being lost is no stage there but an
archived record with a reason: here it is the stage `lost` of every pipeline.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from crm_sync.cards import Card, CrmRef, CrmSnapshot, CrmValue, Entity, Place
from crm_sync.errors import CrmRejected
from crm_sync.marks import field_of_key
from crm_sync.wire.rich_text import from_html, to_html
from crm_sync.wire.shapes import word

keyed = partial(field_of_key, crm="Odoo", what="a field x_…")
"""The field that holds our key."""

LEAD, PARTNER = "crm.lead", "res.partner"
MODEL_OF_ENTITY: Mapping[Entity, str] = {
    Entity.LEAD: LEAD,
    Entity.CONTACT: PARTNER,
    Entity.COMPANY: PARTNER,
}
LOST = "lost"
WON = 100
"""The probability of a deal that is won before version 18, which has a field for that."""

NAMELESS = "—"
"""Nothing is without a name there."""

NUMBERS = ("integer", "float", "monetary")
TEXTS = ("char", "text", "html")
READABLE = frozenset(
    (*TEXTS, *NUMBERS, "boolean", "date", "datetime", "selection", "many2one", "many2many")
)
STAMP = "%Y-%m-%d %H:%M:%S"

Fields = Mapping[str, Mapping[str, Any]]
"""What `fields_get` tells of a model, by the names of its fields."""


def written(card: Card, fields: Fields, key_field: str | None, kind: str) -> dict[str, object]:
    """The values of a record for what a card says, but for a known lead's place.

    Odoo would give a new lead to whoever writes it, which is us: without an owner it is nobody's.
    """
    values = {name: _sent(name, value, fields) for name, value in card.fields.items()}
    if values.get("name") is False:
        values["name"] = NAMELESS
    if card.keyed:
        values[keyed(key_field, card.entity)] = card.key
    if card.ref is None:
        values.setdefault("name", NAMELESS)
        if card.entity is Entity.LEAD:
            values |= {"type": kind, "user_id": False}
        else:
            values["is_company"] = card.entity is Entity.COMPANY
        if card.place is not None and card.place.stage == LOST:
            values |= {"active": False, "probability": 0, **lost_values(card.place)}
    if card.owner is not None:
        values["user_id"] = number("user_id", card.owner)
    return values | (place_values(card.place) if card.place is not None else {})


def place_values(place: Place) -> dict[str, object]:
    """Team and stage; `lost` is neither."""
    values: dict[str, object] = {}
    if place.pipeline is not None:
        values["team_id"] = number("team_id", place.pipeline)
    if place.stage != LOST:
        values["stage_id"] = number("stage_id", place.stage)
    return values


def lost_values(place: Place) -> dict[str, object]:
    """Why a lead was lost."""
    if place.loss_reason is None:
        return {}
    return {"lost_reason_id": number("lost_reason_id", place.loss_reason)}


def readable(fields: Fields) -> list[str]:
    """The fields that are read: stored ones of a plain kind."""
    return [
        name for name, one in fields.items() if one.get("store") and one.get("type") in READABLE
    ]


def snapshot(
    row: Mapping[str, Any], entity: Entity, fields: Fields, site: str, key_field: str | None
) -> CrmSnapshot:
    """A record as it is."""
    read = {name: _read(str(fields[name].get("type")), row[name]) for name in row if name in fields}
    held = {name: value for name, value in read.items() if value is not None}
    if held.get("name") == NAMELESS:
        del held["name"]
    is_lead = entity is Entity.LEAD
    return CrmSnapshot(
        reference(entity, row, site),
        fields=held,
        place=_place(row, held) if is_lead else None,
        owner=word(held.get("user_id")),
        key=word(held.get(key_field or "")),
        closed=_closed(row) if is_lead else None,
        changed_at=moment(row.get("write_date")),
    )


def reference(entity: Entity, row: Mapping[str, Any], site: str) -> CrmRef:
    """Where a record is, by the address that Odoo's own letters have in every version."""
    url = f"{site}/mail/view?model={MODEL_OF_ENTITY[entity]}&res_id={row['id']}"
    return CrmRef(entity, str(row["id"]), url, word(row.get("write_date") or None))


def emptied(row: Mapping[str, Any], fields: Fields, key_field: str | None) -> dict[str, object]:
    """Values that leave nothing of a person in a record; our key stays."""
    values: dict[str, object] = {
        name: False
        for name in row
        if row[name]
        and name != key_field
        and fields.get(name, {}).get("type") in TEXTS
        and not fields[name].get("readonly")
        and not fields[name].get("required")
    }
    if "image_1920" in fields:
        values["image_1920"] = False
    return values | {"name": NAMELESS}


def number(name: str, value: CrmValue) -> int | float:
    """A value as a number; `CrmRejected` names the field of one that is none."""
    try:
        found = value if isinstance(value, int | float) else float(str(value))
    except ValueError:
        raise CrmRejected(f"{name}: {value!r} is no number", field=name) from None
    return int(found) if float(found).is_integer() else found


def moment(text: object) -> datetime | None:
    """A moment as Odoo writes it: UTC, without saying so."""
    try:
        return datetime.strptime(str(text)[:19], STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def stamp(at: datetime) -> str:
    """A moment in Odoo's form."""
    return at.astimezone(UTC).strftime(STAMP)


def _place(row: Mapping[str, Any], held: Mapping[str, CrmValue]) -> Place | None:
    stage = LOST if row.get("active") is False else word(held.get("stage_id"))
    if stage is None:
        return None
    reason = word(held.get("lost_reason_id")) if stage == LOST else None
    return Place(stage, word(held.get("team_id")), reason)


def _closed(row: Mapping[str, Any]) -> str | None:
    if row.get("active") is False:
        return "lost"
    if "won_status" in row:
        return "won" if row["won_status"] == "won" else None
    return "won" if (row.get("probability") or 0) >= WON else None


def _sent(name: str, value: CrmValue | None, fields: Fields) -> object:
    if value is None:
        return False
    match str(fields.get(name, {}).get("type")):
        case "many2one" | "integer":
            return number(name, value)
        case "float" | "monetary":
            return value if isinstance(value, int | float) else number(name, value)
        case "many2many":
            chosen = value if isinstance(value, tuple) else (value,)
            return [[6, 0, [number(name, one) for one in chosen]]]
        case "boolean":
            return value not in (0, "", "0", "false")
        case "date":
            return value.strftime("%Y-%m-%d") if isinstance(value, date) else str(value)
        case "datetime":
            return stamp(value) if isinstance(value, datetime) else str(value)
        case "html":
            return to_html(_text(value))
        case _:
            return _text(value)


def _text(value: CrmValue) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return "; ".join(value) if isinstance(value, tuple) else str(value)


def _read(kind: str, value: Any) -> CrmValue | None:
    """Odoo says `false` for nothing, and 0 for a sum that nobody has named."""
    if kind == "boolean":
        return bool(value)
    if value in (False, None, "", []) and kind != "integer":
        return None
    match kind:
        case "many2one":
            return str(value[0] if isinstance(value, list) else value)
        case "many2many":
            return tuple(str(one) for one in value)
        case "html":
            return from_html(value) or None
        case "datetime":
            return moment(value)
        case "date":
            day = moment(f"{value} 00:00:00")
            return day.date() if day else None
        case _:
            return value if isinstance(value, int | float) else str(value)
