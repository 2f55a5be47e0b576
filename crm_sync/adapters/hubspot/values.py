"""Values of ours as HubSpot's, which are texts all of them, and back. Calls nothing."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from crm_sync.cards import CrmValue
from crm_sync.wire.shapes import rows, table


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a kind of record. `options` are labels by value."""

    name: str
    type: str
    field_type: str
    label: str
    options: Mapping[str, str]
    read_only: bool
    unique: bool

    @property
    def several(self) -> bool:
        """It holds any number of its options."""
        return self.type == "enumeration" and self.field_type == "checkbox"


Properties = Mapping[str, Property]


def property_of(told: Mapping[str, Any]) -> Property:
    """A property as the account tells it."""
    fixed = table(told.get("modificationMetadata")).get("readOnlyValue")
    return Property(
        str(told.get("name")),
        str(told.get("type")),
        str(told.get("fieldType")),
        str(told.get("label") or told.get("name")),
        {str(one.get("value")): str(one.get("label")) for one in rows(told.get("options"))},
        read_only=bool(fixed or told.get("calculated")),
        unique=bool(told.get("hasUniqueValue")),
    )


def written(value: CrmValue | None, into: Property | None) -> str:
    """A value as text; "" empties a property. What is no text may not have blanks around it."""
    kind = into.type if into is not None else "string"
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ";".join(value) if kind == "enumeration" else "; ".join(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return _day_or_moment(value, kind)
    return str(value) if kind == "string" else str(value).strip()


def read(text: str, of: Property | None) -> CrmValue:
    """A text as the value that it stands for; what can't be understood stays a text."""
    if of is None:
        return text
    with suppress(ValueError):
        if of.type == "number":
            number = float(text)
            return int(number) if number.is_integer() else number
        if of.type == "date":
            return (moment(text) or datetime.fromisoformat(text)).date()
        if of.type == "datetime":
            return moment(text) or text
    if of.type == "bool":
        return text == "true"
    return tuple(text.split(";")) if of.several else text


def moment(text: object) -> datetime | None:
    """A moment, told in ISO or in milliseconds."""
    said = str(text)
    try:
        if said.isdecimal():
            return datetime.fromtimestamp(int(said) / 1000, UTC)
        found = datetime.fromisoformat(said)
    except (ValueError, OverflowError, OSError):
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def stamp(at: datetime) -> str:
    """A moment as HubSpot takes it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _day_or_moment(value: date, kind: str) -> str:
    if kind == "date":
        day = value.astimezone(UTC).date() if isinstance(value, datetime) else value
        return day.isoformat()
    if isinstance(value, datetime):
        return stamp(value)
    return stamp(datetime.combine(value, time(), UTC)) if kind == "datetime" else value.isoformat()
