"""What an answer holds, as frozen values, and their JSON form.

Which type of slot holds which value is told at `Value`; reading one from what a person typed is
`dialogs.answers`, showing one is the business of the bot's templates.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from leads.verdict import JsonValue


class Blank(StrEnum):
    """An answer that is not a value. To a condition each of them is *unknown*, never zero."""

    DONT_KNOW = "dont_know"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Other:
    """An answer to a choice in the person's own words: none of the options."""

    text: str


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, both included; None is an end that was left open."""

    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Day:
    """A date (`first` == `last`) or a period, and `on`, the day that it was said."""

    first: date
    last: date
    on: date

    @property
    def ahead(self) -> int:
        """Days from the day it was said to the first one; negative for the past."""
        return (self.first - self.on).days


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file, a photo, a voice message … as Telegram names it, or a link (`file_id` is it then).

    `message_id` is the person's message that it came in, 0 for none.
    """

    kind: str
    file_id: str
    name: str = ""
    message_id: int = 0


Number = int | Decimal
Value = (
    bool | int | str | Decimal | Range | Day | Attachment | Other | frozenset[str | Other] | Blank
)
"""What an answer holds: boolean and consent → bool; integer, rating and money (whole units) → int;
decimal and percent → Decimal; range → Range; date and period → Day; file → Attachment; choice →
the option's id or Other; choices → a frozenset of those; time → `HH:MM`; appointment → local time,
`2026-12-01T10:00`; every other type → str. A `Blank` is no value. Information steps store True."""


def value_to_json(value: Value) -> JsonValue:
    """JSON form of one value; `value_from_json` gives the same value back."""
    match value:
        case Blank():
            return {"blank": value.value}
        case frozenset():
            return [_part(part) for part in sorted(value, key=_in_order)]
        case Decimal():
            return {"decimal": str(value)}
        case Range(low, high):
            return {"range": [low, high]}
        case Day(first, last, on):
            return {"day": [first.isoformat(), last.isoformat(), on.isoformat()]}
        case Attachment(kind, file_id, name, message_id):
            file = {"kind": kind, "id": file_id, "name": name, "message": message_id}
            return {"file": file}
        case Other(text):
            return {"other": text}
        case _:
            return value


def value_from_json(raw: object) -> Value:
    """The inverse of `value_to_json`; ValueError for a shape that it never makes."""
    match raw:
        case bool() | int() | str():
            return raw
        case list():
            return frozenset(_from_part(part) for part in raw)
        case {"blank": str(blank)}:
            return Blank(blank)
        case {"decimal": str(digits)}:
            return Decimal(digits)
        case {"range": [int() | None as low, int() | None as high]}:
            return Range(low, high)
        case {"day": [str(first), str(last), str(on)]}:
            return Day(date.fromisoformat(first), date.fromisoformat(last), date.fromisoformat(on))
        case {
            "file": {
                "kind": str(kind),
                "id": str(file_id),
                "name": str(name),
                "message": int(message_id),
            }
        }:
            return Attachment(kind, file_id, name, message_id)
        case {"other": str(text)}:
            return Other(text)
        case _:
            raise ValueError(f"not a stored answer: {raw!r}")


def _part(part: str | Other) -> object:
    return {"other": part.text} if isinstance(part, Other) else part


def _from_part(raw: object) -> str | Other:
    match raw:
        case str():
            return raw
        case {"other": str(text)}:
            return Other(text)
        case _:
            raise ValueError(f"not a stored option: {raw!r}")


def _in_order(part: str | Other) -> tuple[bool, str]:
    return (True, part.text) if isinstance(part, Other) else (False, part)
