"""Cards of ours as Bitrix24's items, and items as snapshots. Calls nothing.

Items are leads, deals, contacts and companies; which of them a card is stands in front of its id:
`1:342`. Phones and addresses are records of their own beside an item (`fm`); here they are fields
`PHONE`, `EMAIL`, `WEB` and `IM`, or with their kind `PHONE:MOBILE`, `IM:TELEGRAM`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from crm_sync.cards import Card, CrmRef, CrmSnapshot, CrmValue, Entity, Place
from crm_sync.wire.shapes import rows, word

LEAD: Final = 1
DEAL: Final = 2
CONTACT: Final = 3
COMPANY: Final = 4

WORD_OF_TYPE: Mapping[int, str] = {
    LEAD: "lead",
    DEAL: "deal",
    CONTACT: "contact",
    COMPANY: "company",
}
LEADS = "leads"
"""The pipeline of leads; a deal's is the number of its category."""

ORIGINATOR = "prequal"
MULTIPLE = ("PHONE", "EMAIL", "WEB", "IM")
KIND_OF_MULTIPLE = {"IM": "TELEGRAM"}
CLOSED = {"S": "won", "F": "lost"}

NAMES_OF_PEOPLE = {
    LEAD: ("name", "secondName", "lastName", "companyTitle", "post", "address", "comments"),
    DEAL: ("comments",),
    CONTACT: ("secondName", "lastName", "post", "address", "comments", "birthdate", "photo"),
    COMPANY: ("comments", "address"),
}
NAMELESS = "—"


def type_of(ref: CrmRef) -> int:
    """Which kind of item a card is."""
    return int(ref.id.partition(":")[0])


def number_of(ref: CrmRef) -> int:
    """The item's own id."""
    return int(ref.id.partition(":")[2])


def reference(kind: int, number: object, site: str, version: object = None) -> CrmRef:
    """Where an item is."""
    entity = {CONTACT: Entity.CONTACT, COMPANY: Entity.COMPANY}.get(kind, Entity.LEAD)
    url = f"{site}/crm/{WORD_OF_TYPE[kind]}/details/{number}/"
    return CrmRef(entity, f"{kind}:{number}", url, str(version) if version else None)


def item_fields(card: Card, kind: int, loss_field: str) -> dict[str, object]:
    """The fields of an item for what a card says, without phones and addresses."""
    fields: dict[str, object] = {
        name: _written(name, value) for name, value in card.fields.items() if not is_multiple(name)
    }
    if "opportunity" in fields:
        fields["isManualOpportunity"] = "Y"
    if card.keyed:
        fields |= {"originatorId": ORIGINATOR, "originId": card.key}
    if card.owner is not None:
        fields["assignedById"] = card.owner
    if card.place is not None:
        fields |= place_fields(card.place, kind, loss_field)
    return fields


def place_fields(place: Place, kind: int, loss_field: str) -> dict[str, object]:
    """The fields that say where a lead stands."""
    fields: dict[str, object] = {"stageId": place.stage}
    if kind == DEAL and place.pipeline not in (None, LEADS):
        fields["categoryId"] = place.pipeline
    if place.loss_reason is not None and loss_field:
        fields[loss_field] = place.loss_reason
    return fields


def new_records(card: Card) -> list[dict[str, str]]:
    """The phones and addresses of an item that is to be created."""
    return [
        {"typeId": kind, "valueType": sort, "value": value}
        for kind, sort, values in _multiple(card)
        for value in values
    ]


def changed_records(card: Card, item: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """What has to be done to the phones and addresses of an item that is there.

    The first record of a kind is rewritten, further ones that we don't name are left to whoever
    added them; emptying a field takes all of its kind away.
    """
    changes: dict[str, dict[str, str]] = {}
    for kind, sort, values in _multiple(card):
        held = records_of(item, kind)
        missing = [one for one in values if one not in {str(one.get("value")) for one in held}]
        if not values:
            changes |= {str(one["id"]): {"typeId": kind, "value": ""} for one in held}
        spare = [one for one in held if str(one.get("value")) not in values]
        for number, value in enumerate(missing):
            record = str(spare[0]["id"]) if number == 0 and spare else f"n{len(changes)}"
            changes[record] = {"typeId": kind, "valueType": sort, "value": value}
    return changes


def records_of(item: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """An item's records of a field of that name, whatever sort of phone or site each is."""
    kind = name.partition(":")[0]
    return [one for one in rows(item.get("fm")) if one.get("typeId") == kind]


def is_multiple(name: str) -> bool:
    """Whether a field is a record of its own beside the item."""
    return name.partition(":")[0] in MULTIPLE


def snapshot(item: Mapping[str, Any], kind: int, site: str, loss_field: str) -> CrmSnapshot:
    """An item as it is."""
    changed_at = moment(item.get("updatedTime"))
    origin, ours = word(item.get("originId")), item.get("originatorId") == ORIGINATOR
    return CrmSnapshot(
        reference(kind, item["id"], site, item.get("updatedTime")),
        fields=_read_fields(item),
        place=_place(item, kind, loss_field),
        owner=word(item.get("assignedById")),
        key=origin if ours else None,
        other_key=not ours and bool(origin or item.get("originatorId")),
        closed=_closed(item, kind),
        changed_at=changed_at,
    )


def emptied_fields(item: Mapping[str, Any], kind: int) -> dict[str, object]:
    """The fields that leave nothing of a person in an item, custom ones included."""
    held = [name for name in NAMES_OF_PEOPLE[kind] if item.get(name)]
    own = [name for name, value in item.items() if name.startswith("UF_CRM_") and value]
    fields: dict[str, object] = dict.fromkeys((*held, *own), "")
    fields["name" if kind == CONTACT else "title"] = NAMELESS
    if kind == LEAD:
        fields["name"] = NAMELESS
    records = {str(one["id"]): _erased(one) for one in rows(item.get("fm"))}
    return fields | ({"fm": records} if records else {})


def moment(text: object) -> datetime | None:
    """A moment as Bitrix24 writes it, with its offset."""
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo else None


def _multiple(card: Card) -> list[tuple[str, str, tuple[str, ...]]]:
    found = []
    for name, value in card.fields.items():
        if is_multiple(name):
            kind, _, sort = name.partition(":")
            values = value if isinstance(value, tuple) else () if value is None else (str(value),)
            found.append((kind, sort or KIND_OF_MULTIPLE.get(kind, "WORK"), values))
    return found


def _written(name: str, value: CrmValue | None) -> object:
    if isinstance(value, bool):
        return ("1" if value else "0") if name.startswith("UF_") else ("Y" if value else "N")
    if isinstance(value, datetime | date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _read_fields(item: Mapping[str, Any]) -> dict[str, CrmValue]:
    fields: dict[str, CrmValue] = {}
    for name, value in item.items():
        if isinstance(value, str | int | float) and value != "":
            fields[name] = value
        elif isinstance(value, list) and value and name != "fm":
            fields[name] = tuple(str(one) for one in value)
    held: dict[str, list[str]] = {}
    for one in rows(item.get("fm")):
        for name in (str(one.get("typeId")), f"{one.get('typeId')}:{one.get('valueType')}"):
            held.setdefault(name, []).append(str(one.get("value")))
    for name, values in held.items():
        fields[name] = values[0] if len(values) == 1 else tuple(values)
    return fields


def _place(item: Mapping[str, Any], kind: int, loss_field: str) -> Place | None:
    stage = word(item.get("stageId"))
    if stage is None:
        return None
    pipeline = LEADS if kind == LEAD else word(item.get("categoryId"))
    return Place(stage, pipeline, word(item.get(loss_field)) if loss_field else None)


def _closed(item: Mapping[str, Any], kind: int) -> str | None:
    said = CLOSED.get(str(item.get("stageSemanticId")))
    # A lead that has succeeded goes on as a deal: nothing is won yet.
    return None if kind == LEAD and said == "won" else said


def _erased(record: Mapping[str, Any]) -> dict[str, str]:
    return {"typeId": str(record.get("typeId")), "value": ""}
