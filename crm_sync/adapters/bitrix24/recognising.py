"""People and companies that a portal had before us: people by its own search for duplicates,
companies by their requisites and by the fields that a mapping fills. Only reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from crm_sync.adapters.bitrix24.items import COMPANY, CONTACT, is_multiple, records_of, snapshot
from crm_sync.adapters.bitrix24.portal import MOST_COMMANDS, Command, Portal
from crm_sync.bundles import or_raise
from crm_sync.cards import CrmSnapshot, Entity
from crm_sync.likeness import EMAIL, INN, PHONE, SITE, Likeness, Marks, alike
from crm_sync.wire.shapes import rows, table

KINDS = {Entity.CONTACT: CONTACT, Entity.COMPANY: COMPANY}
PAGE = 50
BY_REQUISITES = "requisites"
FORMS_OF_SITE = ("{}", "https://{}", "http://{}", "https://www.{}")
"""How people write a site into a card; the search for it is exact."""


async def recognise(portal: Portal, asked: Sequence[Likeness]) -> Sequence[Sequence[CrmSnapshot]]:
    """The items that are alike: a batch of searches, then a list of what they found."""
    searches = [
        (number, what, command)
        for number, likeness in enumerate(asked)
        for what, command in _searches(likeness)
    ]
    found: list[dict[int, set[str]]] = [{} for _ in asked]
    for start in range(0, len(searches), MOST_COMMANDS):
        part = searches[start : start + MOST_COMMANDS]
        commands = {f"search{place}": command for place, (_, _, command) in enumerate(part)}
        told = await portal.batch(commands, repeatable=True, halt=False)
        for place, (number, what, _) in enumerate(part):
            for item in _numbers(or_raise(told.get(f"search{place}"))):
                found[number].setdefault(item, set()).add(what)
    items = {
        kind: await _items(portal, kind, _wanted(asked, found, entity))
        for entity, kind in KINDS.items()
    }
    return [
        alike(
            likeness,
            [
                (snapshot(item, KINDS[likeness.entity], portal.site, ""), marks)
                for item, marks in _marked(likeness, ways, items[KINDS[likeness.entity]])
            ],
        )
        for likeness, ways in zip(asked, found, strict=True)
    ]


def _searches(likeness: Likeness) -> Iterable[tuple[str, Command]]:
    for what, value in likeness.marks.items():
        field = likeness.fields.get(what)
        if what in (PHONE, EMAIL):
            asked = {"type": what.upper(), "values": [value], "entity_type": "CONTACT"}
            yield what, Command("crm.duplicate.findbycomm", asked)
        elif what == INN:
            of = {"ENTITY_TYPE_ID": COMPANY, "RQ_INN": value}
            yield (
                BY_REQUISITES,
                Command("crm.requisite.list", {"filter": of, "select": ["ENTITY_ID"]}),
            )
            if field:
                yield what, _listed(field, value)
        elif field and is_multiple(field):
            for form in FORMS_OF_SITE:
                of = {field.partition(":")[0]: form.format(value)}
                yield what, Command("crm.company.list", {"filter": of, "select": ["ID"]})
        elif field:
            yield what, _listed(field, value)


def _listed(field: str, value: str) -> Command:
    asked = {"entityTypeId": COMPANY, "filter": {field: value}, "select": ["id"]}
    return Command("crm.item.list", asked | {"useOriginalUfNames": "Y"})


def _numbers(outcome: Any) -> list[int]:
    """The items that a search of any kind names."""
    told = table(outcome)
    if "CONTACT" in told:
        return [int(one) for one in told["CONTACT"]]
    listed = rows(told.get("items")) or rows(outcome)
    named = (one.get("id") or one.get("ENTITY_ID") or one.get("ID") for one in listed)
    return [int(one) for one in named if one]


def _wanted(
    asked: Sequence[Likeness], found: Sequence[Mapping[int, object]], entity: Entity
) -> list[int]:
    of = zip(asked, found, strict=True)
    return sorted({number for one, ids in of if one.entity is entity for number in ids})


async def _items(portal: Portal, kind: int, numbers: Sequence[int]) -> Mapping[int, Any]:
    """The items themselves, the oldest first."""
    items: dict[int, Any] = {}
    for start in range(0, len(numbers), PAGE):
        asked = {
            "entityTypeId": kind,
            "filter": {"@id": list(numbers[start : start + PAGE])},
            "order": {"id": "ASC"},
            "select": ["*"],
            "useOriginalUfNames": "Y",
        }
        told = table(await portal.call("crm.item.list", asked))
        items |= {int(one["id"]): one for one in rows(told.get("items"))}
    return items


def _marked(
    likeness: Likeness, found: Mapping[int, set[str]], items: Mapping[int, Mapping[str, Any]]
) -> Iterable[tuple[Mapping[str, Any], Marks]]:
    """The items that were found for a likeness, with what each holds. An INN in the requisites of
    an item does not stand in the item itself."""
    for number in sorted(found.keys() & items.keys()):
        item = items[number]
        marks = {what: _held(item, likeness.fields.get(what)) for what in (INN, SITE)}
        marks |= {what: _held(item, what.upper()) for what in (PHONE, EMAIL)}
        if BY_REQUISITES in found[number]:
            marks[INN] = [likeness.marks[INN]]
        yield item, marks


def _held(item: Mapping[str, Any], field: str | None) -> list[object]:
    if field and is_multiple(field):
        return [one.get("value") for one in records_of(item, field)]
    value = item.get(field or "")
    return list(value) if isinstance(value, list) else [value] if value else []
