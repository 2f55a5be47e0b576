"""People and companies that an account had before us, by its search. Only reads.

The index of the search lags some seconds behind. That doubles nothing with a mailbox or our key, of
which HubSpot itself creates no second one: the writer takes up who is there. Only a person whose
phone alone somebody has typed there a moment ago is not known yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from crm_sync.adapters.hubspot.records import EMAIL as MAILBOX
from crm_sync.adapters.hubspot.records import PATH_OF_ENTITY, Reader
from crm_sync.adapters.hubspot.service import DEEPEST, Filter, Service, following
from crm_sync.adapters.hubspot.values import Properties
from crm_sync.cards import CrmSnapshot, Entity
from crm_sync.likeness import (
    EMAIL,
    INN,
    PHONE,
    SITE,
    Likeness,
    Marks,
    Row,
    digits_of,
    each_alike,
    national_digits,
)
from crm_sync.wire.shapes import rows, table, word

PHONES = ("phone", "mobilephone")
UNDERSTOOD = ("hs_searchable_calculated_phone_number", "hs_searchable_calculated_mobile_number")
"""Phones as HubSpot has understood them: digits, as it says without the country's code."""

MAILBOXES = "hs_additional_emails"
SITES = ("domain", "website")
CREATED = "createdate"


async def recognise(
    service: Service, asked: Sequence[Likeness], readers: Mapping[Entity, Reader]
) -> list[list[CrmSnapshot]]:
    """For each, the records that are alike, the oldest first: one search for all people and one for
    all companies."""
    cards: dict[Entity, list[tuple[CrmSnapshot, Row]]] = {}
    for entity, reader in readers.items():
        ours = [one for one in asked if one.entity is entity]
        found = await _records(service, ours, reader)
        cards[entity] = [(reader.snapshot(one, {}), table(one.get("properties"))) for one in found]
    return each_alike(asked, cards, _marks)


async def _records(service: Service, asked: Sequence[Likeness], reader: Reader) -> Sequence[Row]:
    """Whatever may be alike; where that is more than a search tells, of each its own."""
    filters, names = _filters(asked, reader.properties), sorted(reader.properties)
    kind, found, after = PATH_OF_ENTITY[reader.entity], list[Row](), ""
    while filters:
        told = await service.search(kind, filters, names, CREATED, after)
        if (told.get("total") or 0) > DEEPEST and len(asked) > 1:
            apart = [await _records(service, [one], reader) for one in asked]
            by_number = {one["id"]: one for part in apart for one in part}
            return sorted(by_number.values(), key=lambda one: str(one.get("createdAt")))
        found += rows(told.get("results"))
        after = following(told) or ""
        if not after or len(found) >= DEEPEST:
            break
    return found


def _filters(asked: Sequence[Likeness], properties: Properties) -> list[Filter]:
    """One for each property, five at the most: HubSpot takes no more that are alternatives."""
    wanted: dict[str, set[str]] = {}
    for likeness in asked:
        for name, *texts in _wanted(likeness):
            if name in properties:
                wanted.setdefault(name, set()).update(texts)
    return [
        {"propertyName": name, "operator": "IN", "values": sorted(texts)}
        for name, texts in wanted.items()
    ]


def _wanted(likeness: Likeness) -> Iterator[tuple[str, ...]]:
    """Properties with the texts that are looked for in them, in small letters."""
    marks = likeness.marks
    if phone := marks.get(PHONE):
        yield from ((name, phone) for name in PHONES)
        yield from ((name, national_digits(phone), digits_of(phone)) for name in UNDERSTOOD)
    if mailbox := marks.get(EMAIL):
        yield MAILBOX, mailbox.lower()
    if site := marks.get(SITE):
        yield SITES[0], site.lower()
    if inn := marks.get(INN):
        yield likeness.fields.get(INN, ""), inn


def _marks(held: Row, likeness: Likeness) -> Marks:
    return {
        PHONE: [held.get(name) or "" for name in PHONES],
        EMAIL: [held.get(MAILBOX) or "", *(word(held.get(MAILBOXES)) or "").split(";")],
        SITE: [held.get(name) or "" for name in SITES],
        INN: [held.get(likeness.fields.get(INN, "")) or ""],
    }
