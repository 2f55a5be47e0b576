"""Cards of ours as BottleCRM's records, and back. Calls nothing.

A lead is one of its opportunities. A field that is not the record's own is a custom one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from crm_sync.cards import Card, CrmRef, CrmSnapshot, CrmValue, Entity, Place
from crm_sync.marks import field_of_key
from crm_sync.wire.shapes import rows, table, word

keyed = partial(field_of_key, crm="BottleCRM", what="a custom text field")
"""The field that holds our key."""

PATH_OF_ENTITY: Mapping[Entity, str] = {
    Entity.LEAD: "opportunities",
    Entity.CONTACT: "contacts",
    Entity.COMPANY: "accounts",
}
MODEL_OF_ENTITY: Mapping[Entity, str] = {
    Entity.LEAD: "Opportunity",
    Entity.CONTACT: "Contact",
    Entity.COMPANY: "Account",
}
OBJECT_OF_ENTITY: Mapping[Entity, str] = {
    Entity.LEAD: "opportunity_obj",
    Entity.CONTACT: "contact_obj",
    Entity.COMPANY: "account_obj",
}
LIST_OF_ENTITY: Mapping[Entity, str] = {
    Entity.LEAD: "opportunities",
    Entity.CONTACT: "results",
    Entity.COMPANY: "open_accounts",
}
OWN_FIELDS: Mapping[Entity, frozenset[str]] = {
    Entity.LEAD: frozenset(
        ("name", "amount", "currency", "description", "lead_source", "source_detail", "probability")
    ),
    Entity.CONTACT: frozenset(
        ("first_name", "last_name", "email", "phone", "title", "description", "city")
    ),
    Entity.COMPANY: frozenset(("name", "email", "phone", "website", "description", "city")),
}
NUMBERS = ("amount", "probability")
CLOSED_STAGES = {"CLOSED_WON": "won", "CLOSED_LOST": "lost"}
"""What every organisation begins with; `stage_kind` is told only when a deal is read."""

NAMELESS = "—"
"""A contact can't be without a last name."""


def listed(entity: Entity, told: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The records of a list."""
    page = table(told.get("active_accounts")) if entity is Entity.COMPANY else told
    return rows(page.get(LIST_OF_ENTITY[entity]))


def written(card: Card, key_field: str | None, today: date) -> dict[str, object]:
    """The body of a call for what a card says."""
    own = OWN_FIELDS[card.entity]
    body: dict[str, object] = {
        name: _plain(value) if value is not None else "" if name not in NUMBERS else None
        for name, value in card.fields.items()
        if name in own
    }
    custom = {name: _plain(value) for name, value in card.fields.items() if name not in own}
    if card.keyed:
        custom[keyed(key_field, card.entity)] = card.key
        if card.ref is None and card.entity is Entity.CONTACT:
            body["last_name"] = body.get("last_name") or NAMELESS
    if custom:
        body["custom_fields"] = custom
    if card.owner is not None:
        body["assigned_to"] = [card.owner]
    if card.place is not None:
        body |= place_values(card.place, today)
    return body


def place_values(place: Place, today: date) -> dict[str, object]:
    """Where a lead stands. A deal can't be closed without a day."""
    values: dict[str, object] = {"stage": place.stage}
    if place.pipeline is not None:
        values["pipeline"] = place.pipeline
    if place.stage in CLOSED_STAGES:
        values["closed_on"] = today.isoformat()
    return values


def snapshot(
    record: Mapping[str, Any], entity: Entity, site: str, key_field: str | None
) -> CrmSnapshot:
    """A record as it is."""
    fields = {
        name: _read(name, record[name])
        for name in OWN_FIELDS[entity]
        if record.get(name) not in (None, "")
    }
    fields |= {
        name: value
        for name, value in table(record.get("custom_fields")).items()
        if value not in (None, "")
    }
    if fields.get("last_name") == NAMELESS:
        del fields["last_name"]
    owners, key = rows(record.get("assigned_to")), fields.get(key_field or "")
    stage = record.get("stage") if entity is Entity.LEAD else None
    kind = record.get("stage_kind") or CLOSED_STAGES.get(str(stage))
    return CrmSnapshot(
        reference(entity, record, site),
        fields=fields,
        place=Place(str(stage), word(record.get("pipeline"))) if stage else None,
        owner=word(owners[0].get("id")) if owners else None,
        key=word(key),
        closed=kind if kind in ("won", "lost") else None,
        changed_at=moment(record.get("stage_changed_at") or record.get("updated_at")),
    )


def reference(entity: Entity, record: Mapping[str, Any], site: str) -> CrmRef:
    """Where a record is."""
    version = record.get("stage_changed_at") or record.get("updated_at")
    url = f"{site}/{PATH_OF_ENTITY[entity]}/{record['id']}"
    return CrmRef(entity, str(record["id"]), url, word(version))


def emptied(record: Mapping[str, Any], entity: Entity, key_field: str | None) -> dict[str, object]:
    """A body that leaves nothing of a person in a record; our key stays."""
    body: dict[str, object] = {
        name: "" for name in OWN_FIELDS[entity] - {*NUMBERS, "currency"} if record.get(name)
    }
    named = ("first_name", "last_name") if entity is Entity.CONTACT else ("name",)
    body |= dict.fromkeys(named, NAMELESS)
    custom = [name for name in table(record.get("custom_fields")) if name != key_field]
    return body | ({"custom_fields": dict.fromkeys(custom)} if custom else {})


def moment(text: object) -> datetime | None:
    """A moment as the server writes it, with its zone."""
    try:
        return datetime.fromisoformat(str(text))
    except ValueError:
        return None


def _plain(value: CrmValue | None) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return "; ".join(value) if isinstance(value, tuple) else value


def _read(name: str, value: Any) -> CrmValue:
    return float(value) if name in NUMBERS else str(value)
