"""Cards of ours as EspoCRM's records, and back. Calls nothing.

A lead is one of its opportunities: an EspoCRM lead has neither an account nor a contact and ends
when it is converted, so the outcome of a sale would never come back from it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from crm_sync.cards import Card, CrmRef, CrmSnapshot, CrmValue, Entity, Place
from crm_sync.marks import field_of_key
from crm_sync.wire.shapes import rows, word

keyed = partial(field_of_key, crm="EspoCRM", what="a custom text field")
"""The field that holds our key."""

SCOPE_OF_ENTITY: Mapping[Entity, str] = {
    Entity.LEAD: "Opportunity",
    Entity.CONTACT: "Contact",
    Entity.COMPANY: "Account",
}
LENGTHS: Mapping[str, int] = {"name": 249, "firstName": 100, "lastName": 100}
"""Fields that refuse longer texts, and `<`, `>` and `=` in them."""

UNFIT = str.maketrans("<>=", "‹›＝")
SEVERAL = {"phoneNumber": "phoneNumberData", "emailAddress": "emailAddressData"}
"""Fields of several values, and where all of them are."""

NAMELESS = "—"
"""Neither a last name nor a title can be empty."""

CLOSES_IN = timedelta(days=30)
"""An opportunity is never without a day by which it is to be closed."""

ADDRESS = tuple(f"address{part}" for part in ("Street", "City", "State", "PostalCode", "Country"))
PERSONAL: Mapping[Entity, tuple[str, ...]] = {
    Entity.LEAD: ("description",),
    Entity.CONTACT: ("firstName", "middleName", "description", *ADDRESS),
    Entity.COMPANY: ("description", "website"),
}
MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
CUSTOM = re.compile(r"c[A-Z]\w*")

Closings = Mapping[str, str | None]
"""How each stage ends a deal: `won`, `lost`, None where it goes on."""


def written(card: Card, key_field: str | None, loss_field: str, today: date) -> dict[str, object]:
    """The body of a call for what a card says, fields of several values apart."""
    body = {name: _plain(name, value) for name, value in card.fields.items()}
    body |= {data: [] for name, data in SEVERAL.items() if body.get(name, "") is None}
    for name in ("lastName",) if card.entity is Entity.CONTACT else ("name",):
        if name in body or card.ref is None:
            body[name] = body.get(name) or NAMELESS
    if card.entity is Entity.LEAD and "amount" in body:
        body["amount"] = body["amount"] or 0
    if card.keyed:
        body[keyed(key_field, card.entity)] = card.key
    if card.ref is None and card.entity is Entity.LEAD:
        body.setdefault("amount", 0)
        body.setdefault("closeDate", (today + CLOSES_IN).isoformat())
    if card.owner is not None:
        body["assignedUserId"] = card.owner
    if card.place is not None:
        body["stage"] = card.place.stage
        if card.place.loss_reason is not None and loss_field:
            body[loss_field] = card.place.loss_reason
    return body


def held(record: Mapping[str, Any], name: str) -> list[dict[str, object]]:
    """The values of a field of several, the first one first, with what else is kept of each."""
    found = [dict(one) for one in rows(record.get(SEVERAL[name]))]
    return sorted(found, key=lambda one: not one.get("primary"))


def merged(
    name: str, values: tuple[str, ...], record: Mapping[str, Any]
) -> list[dict[str, object]]:
    """All values of a field of several; what a colleague noted of one that stays is kept."""
    known = {one.get(name): one for one in held(record, name)}
    return [
        {**known.get(value, {}), name: value, "primary": place == 0}
        for place, value in enumerate(values)
    ]


def snapshot(
    record: Mapping[str, Any],
    entity: Entity,
    site: str,
    key_field: str | None,
    loss_field: str,
    closings: Closings,
) -> CrmSnapshot:
    """A record as it is."""
    fields = {name: _read(value) for name, value in record.items() if _says(name, value)}
    for name, data in SEVERAL.items():
        values = tuple(str(one[name]) for one in held(record, name) if one.get(name))
        if len(values) > 1:
            fields[name] = values
        fields.pop(data, None)
    stage = word(record.get("stage")) if entity is Entity.LEAD else None
    reason = word(record.get(loss_field)) if loss_field else None
    return CrmSnapshot(
        reference(entity, record, site),
        fields=fields,
        place=Place(stage, None, reason) if stage else None,
        owner=word(record.get("assignedUserId")),
        key=word(record.get(key_field or "")),
        closed=closings.get(stage) if stage else None,
        changed_at=moment(record.get("modifiedAt")),
    )


def reference(entity: Entity, record: Mapping[str, Any], site: str) -> CrmRef:
    """Where a record is."""
    number = str(record["id"])
    url = f"{site}/#{SCOPE_OF_ENTITY[entity]}/view/{number}"
    return CrmRef(entity, number, url, word(record.get("modifiedAt")))


def emptied(
    record: Mapping[str, Any], entity: Entity, key_field: str | None, loss_field: str
) -> dict[str, object]:
    """A body that leaves nothing of a person in a record; our key and the outcome stay."""
    body: dict[str, object] = {name: None for name in PERSONAL[entity] if record.get(name)}
    body["lastName" if entity is Entity.CONTACT else "name"] = NAMELESS
    body |= {data: [] for name, data in SEVERAL.items() if record.get(name)}
    kept = (key_field, loss_field)
    custom = [name for name in record if CUSTOM.fullmatch(name) and name not in kept]
    return body | {name: None for name in custom if record[name] not in (None, "", [], False)}


def moment(text: object) -> datetime | None:
    """A moment as the server writes it: of UTC, without saying so."""
    found = str(text)
    if not MOMENT.fullmatch(found):
        return None
    try:
        return datetime.fromisoformat(found).replace(tzinfo=UTC)
    except ValueError:
        return None


def stamped(at: datetime) -> str:
    """A moment as the server reads it."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def fitted(name: str, text: str) -> str:
    """A text that its field takes."""
    return text.translate(UNFIT)[: LENGTHS[name]] if name in LENGTHS else text


def _plain(name: str, value: CrmValue | None) -> object:
    if isinstance(value, datetime):
        return stamped(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return fitted(name, value) if isinstance(value, str) else value


def _says(name: str, value: object) -> bool:
    if name == "amount" and not value:
        return False  # no opportunity is without an amount: nothing is told as zero
    if isinstance(value, list):
        return bool(value) and all(isinstance(one, str) for one in value)
    return isinstance(value, str | int | float) and value not in ("", NAMELESS)


def _read(value: Any) -> CrmValue:
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, str):
        found = moment(value)
        if found is not None:
            return found
        return date.fromisoformat(value) if DAY.fullmatch(value) else value
    return value if isinstance(value, bool | int | float) else str(value)
