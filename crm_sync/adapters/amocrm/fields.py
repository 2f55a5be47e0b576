"""Cards of ours as amoCRM's cards, and back. Calls nothing.

A field is one of the card's own (`name`, `price`), a custom one by its code (`PHONE`) or by its
number (`294471`). How a custom field's value is written depends on its type.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from crm_sync.cards import Card, CrmRef, CrmSnapshot, CrmValue, Entity, Place
from crm_sync.marks import field_of_key
from crm_sync.wire.shapes import rows, table

keyed = partial(field_of_key, crm="amoCRM", what="a text field")
"""The field that holds our key."""

PATH_OF_ENTITY: Mapping[Entity, str] = {
    Entity.LEAD: "leads",
    Entity.CONTACT: "contacts",
    Entity.COMPANY: "companies",
}
OWN_FIELDS: Mapping[Entity, frozenset[str]] = {
    Entity.LEAD: frozenset({"name", "price"}),
    Entity.CONTACT: frozenset({"name", "first_name", "last_name"}),
    Entity.COMPANY: frozenset({"name"}),
}
WON, LOST = 142, 143
"""The same in every pipeline."""

NAMELESS = "—"
CHOICES = ("select", "multiselect", "radiobutton")
MOMENTS = ("date", "date_time", "birthday")
MULTIPLE = "multitext"

Types = Mapping[str, str]
"""The type of each custom field of one kind of card, by code and by number."""


def written(card: Card, types: Types, key_field: str | None) -> dict[str, object]:
    """The body of a call for what a card says."""
    own = OWN_FIELDS[card.entity]
    body: dict[str, object] = {
        name: "" if value is None else value for name, value in card.fields.items() if name in own
    }
    if "price" in body:
        body["price"] = int(body["price"] or 0)  # type: ignore[call-overload]
    custom = [
        custom_value(name, value, types) for name, value in card.fields.items() if name not in own
    ]
    if card.keyed:
        custom.append(custom_value(keyed(key_field, card.entity), card.key, types))
    if custom:
        body["custom_fields_values"] = custom
    if card.owner is not None:
        body["responsible_user_id"] = int(card.owner)
    if card.place is not None:
        body |= place_values(card.place)
    return body


def place_values(place: Place) -> dict[str, object]:
    """Where a lead stands. The stage alone says nothing: every pipeline has the same last two."""
    values: dict[str, object] = {"status_id": int(place.stage)}
    if place.pipeline is not None:
        values["pipeline_id"] = int(place.pipeline)
    if place.loss_reason is not None:
        values["loss_reason_id"] = int(place.loss_reason)
    return values


def custom_value(
    name: str, value: CrmValue | None, types: Types, kept: Sequence[Mapping[str, Any]] = ()
) -> dict[str, object]:
    """One custom field with its value; `kept` are further values of it that stay."""
    code, _, sort = name.partition(":")
    by = {"field_id": int(code)} if code.isdecimal() else {"field_code": code}
    if value is None:
        return {**by, "values": None}
    kind = types.get(code, "text")
    values = value if isinstance(value, tuple) else (value,)
    return {**by, "values": [*(_one(kind, one, sort) for one in values), *kept]}


def others(
    name: str, value: CrmValue | None, types: Types, card: Mapping[str, Any]
) -> Sequence[Mapping[str, Any]]:
    """What else a field with several values holds: all but the one that ours takes the place of.

    Writing replaces a whole field, and the colleagues' numbers with it.
    """
    code = name.partition(":")[0]
    if types.get(code) != MULTIPLE or value is None or isinstance(value, tuple):
        return ()
    held = [
        {"value": one.get("value"), "enum_code": one.get("enum_code") or "WORK"}
        for field in rows(card.get("custom_fields_values"))
        if code in (field.get("field_code"), str(field.get("field_id")))
        for one in rows(field.get("values"))
    ]
    without = [one for one in held if one["value"] != value]
    return without if len(without) < len(held) else held[1:]


def snapshot(
    card: Mapping[str, Any], entity: Entity, site: str, types: Types, key_field: str | None
) -> CrmSnapshot:
    """A card as it is."""
    fields: dict[str, CrmValue] = {
        name: card[name] for name in OWN_FIELDS[entity] if card.get(name) not in (None, "")
    }
    for field in rows(card.get("custom_fields_values")):
        names = [str(one) for one in (field.get("field_code"), field.get("field_id")) if one]
        kind = next((types[name] for name in names if name in types), "text")
        value = _read(kind, rows(field.get("values")))
        if value is not None:
            fields |= dict.fromkeys(names, value)
    status, changed = card.get("status_id"), card.get("updated_at")
    owner, key = card.get("responsible_user_id"), fields.get(key_field or "")
    return CrmSnapshot(
        reference(entity, card, site),
        fields=fields,
        place=_place(card) if entity is Entity.LEAD and status else None,
        owner=str(owner) if owner else None,
        key=str(key) if key else None,
        closed={WON: "won", LOST: "lost"}.get(int(status)) if status else None,
        changed_at=datetime.fromtimestamp(changed, UTC) if changed else None,
    )


def reference(entity: Entity, card: Mapping[str, Any], site: str) -> CrmRef:
    """Where a card is."""
    number, changed = card["id"], card.get("updated_at")
    url = f"{site}/{PATH_OF_ENTITY[entity]}/detail/{number}"
    return CrmRef(entity, str(number), url, str(changed) if changed else None)


def types_of(fields: Iterable[Mapping[str, Any]]) -> Types:
    """The types of custom fields by what they can be called."""
    types: dict[str, str] = {}
    for field in fields:
        names = [str(one) for one in (field.get("code"), field.get("id")) if one]
        types |= dict.fromkeys(names, str(field.get("type")))
    return types


def emptied(card: Mapping[str, Any], entity: Entity, key_field: str | None) -> dict[str, object]:
    """A body that leaves nothing of a person in a card; our key stays."""
    body: dict[str, object] = dict.fromkeys(OWN_FIELDS[entity] - {"price"}, "")
    body["name"] = NAMELESS
    custom = [
        {"field_id": field["field_id"], "values": None}
        for field in rows(card.get("custom_fields_values"))
        if key_field not in (field.get("field_code"), str(field.get("field_id")))
    ]
    return body | ({"custom_fields_values": custom} if custom else {})


def _place(card: Mapping[str, Any]) -> Place:
    pipeline, reason = card.get("pipeline_id"), card.get("loss_reason_id")
    return Place(
        str(card["status_id"]),
        str(pipeline) if pipeline else None,
        str(reason) if reason else None,
    )


def _one(kind: str, value: CrmValue, sort: str) -> dict[str, object]:
    if kind in CHOICES:
        return {"enum_id": int(str(value))}
    if kind == MULTIPLE:
        return {"value": str(value), "enum_code": sort or "WORK"}
    if isinstance(value, datetime | date):
        return {"value": value.isoformat()}
    return {"value": value if kind in ("numeric", "checkbox", "price") else str(value)}


def _read(kind: str, values: Sequence[Mapping[str, Any]]) -> CrmValue | None:
    found = [_read_one(kind, one) for one in values]
    kept = [one for one in found if one not in (None, "")]
    if not kept:
        return None
    if kind == "multiselect" or len(kept) > 1:
        return tuple(str(one) for one in kept)
    return kept[0]


def _read_one(kind: str, told: Mapping[str, Any]) -> CrmValue | None:
    value = told.get("value")
    if kind in CHOICES:
        enum = told.get("enum_id")
        return str(enum) if enum else None
    if kind in MOMENTS and isinstance(value, int):
        return datetime.fromtimestamp(value, UTC)
    if kind == "numeric" and isinstance(value, str):
        return float(value) if "." in value else int(value)
    return table(value).get("value") if isinstance(value, Mapping) else value
