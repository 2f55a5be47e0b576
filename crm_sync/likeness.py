"""What a card that others made is known by, and which cards are surely that one's. Pure.

Nothing but what belongs to one person or company counts: a phone, an e-mail, an INN, a site; all of
it equal once the ways of writing it are set aside. A name never counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from crm_sync.cards import CrmSnapshot, Entity

PHONE, EMAIL, INN, SITE = "phone", "email", "inn", "site"
NATIONAL = 10  # digits
Marks = Mapping[str, Iterable[object]]
"""What a card holds of each of these, as it is written there."""

Row = Mapping[str, Any]
"""A card as the CRM told it."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """What is known of a person or a company. `marks` has it by `PHONE` (E.164), `EMAIL`, `INN` and
    `SITE` (a bare host); `fields` names the CRM's own fields that a mapping fills with them."""

    entity: Entity
    marks: Mapping[str, str]
    fields: Mapping[str, str] = field(default_factory=dict)


def alike(likeness: Likeness, cards: Iterable[tuple[CrmSnapshot, Marks]]) -> list[CrmSnapshot]:
    """Those of the cards that share a mark: who shares more first, else in the given order, which
    is the oldest first. Of two cards of one person the elder has the history."""
    shared = [(_shared(likeness, marks), card) for card, marks in cards]
    found = [(count, card) for count, card in shared if count]
    return [card for _, card in sorted(found, key=lambda one: -one[0])]


def each_alike(
    asked: Iterable[Likeness],
    cards: Mapping[Entity, Sequence[tuple[CrmSnapshot, Row]]],
    marks: Callable[[Row, Likeness], Marks],
) -> list[list[CrmSnapshot]]:
    """For each, those that are alike among all cards of its kind, the oldest of them first; `marks`
    reads what a card holds."""
    return [
        alike(one, [(card, marks(row, one)) for card, row in cards[one.entity]]) for one in asked
    ]


def plain_mark(what: str, value: object) -> str:
    """A mark as it is compared; "" for what is none."""
    text = str(value).strip().casefold()
    match what:
        case "phone":
            return digits_of(text)
        case "site":
            return host_of(text)
        case "inn":
            return re.sub(r"\D", "", text)
        case _:
            return text


def digits_of(phone: str) -> str:
    """A phone's digits with the code of its country, which in Russia may be written as 8 or not at
    all."""
    digits = re.sub(r"\D", "", phone)
    if len(digits) == 11 and digits.startswith("8") and not phone.strip().startswith("+"):
        return f"7{digits[1:]}"
    return f"7{digits}" if len(digits) == 10 and digits.startswith("9") else digits


def national_digits(phone: str) -> str:
    """A phone's digits without the code of its country, by which searches for a part of a text find
    it however it begins."""
    # Phone metadata takes long to load: not at start.
    import phonenumbers  # noqa: PLC0415

    digits = digits_of(phone)
    try:
        return str(phonenumbers.parse(f"+{digits}").national_number)
    except phonenumbers.NumberParseException:
        return digits[-NATIONAL:]


def host_of(site: str) -> str:
    """The bare host of a site's address; "" for what is none."""
    try:
        host = urlsplit(site if "//" in site else f"//{site}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.") if "." in host else ""


def _shared(likeness: Likeness, marks: Marks) -> int:
    count = 0
    for what, wanted in likeness.marks.items():
        plain = plain_mark(what, wanted)
        count += bool(plain) and plain in {plain_mark(what, one) for one in marks.get(what, ())}
    return count
