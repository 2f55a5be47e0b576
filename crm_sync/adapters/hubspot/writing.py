"""Deals with their people and companies: created tied to each other, one by one or in batches.

Our key stands in a property that holds each value once. So HubSpot itself refuses what would be
there twice, and a call that comes late does no harm: what it refuses is found and changed instead.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from crm_sync.adapters.hubspot.records import (
    EMAIL,
    NAMELESS,
    NAMES,
    OWNER,
    PATH_OF_ENTITY,
    TITLE_OF_ENTITY,
    Site,
    reference,
)
from crm_sync.adapters.hubspot.service import OBJECTS, TAKEN, Service
from crm_sync.adapters.hubspot.structure import Structure
from crm_sync.adapters.hubspot.values import written
from crm_sync.bundles import Outcome, card_by_card, kind_by_kind
from crm_sync.cards import Bundle, Card, CrmRef, Entity, Made
from crm_sync.errors import (
    CrmNotFound,
    CrmRejected,
    CrmUnavailable,
)
from crm_sync.wire.shapes import rows, table

TIES: Mapping[tuple[Entity, Entity], int] = {
    (Entity.CONTACT, Entity.COMPANY): 279,
    (Entity.LEAD, Entity.CONTACT): 3,
    (Entity.LEAD, Entity.COMPANY): 341,
}
"""HubSpot's numbers for a tie without a label."""

EXISTING = re.compile(r"Existing ID: (\d+)|(\d+) already has that value")
"""The number of whoever has a mailbox; as a second one it finds nobody."""


class Writer:
    """Writes records."""

    def __init__(self, service: Service, structure: Structure, site: Site) -> None:
        self._service = service
        self._structure = structure
        self._site = site

    async def apart(self, bundle: Bundle) -> Made:
        """A lead with its person and company, card by card."""
        return await card_by_card(bundle, self._write)

    async def together(self, bundles: Sequence[Bundle]) -> Sequence[Outcome]:
        """Several leads, see `kind_by_kind`."""
        return await kind_by_kind(bundles, self._created_together, self.apart)

    async def find(self, entity: Entity, key: str) -> CrmRef | None:
        """The record with our key; by its property, so no index lags behind."""
        field = await self._structure.key_field(entity)
        path = f"{OBJECTS}/{PATH_OF_ENTITY[entity]}/{quote(key, safe='')}"
        try:
            told = await self._service.get(path, {"idProperty": field})
        except CrmNotFound:
            return None
        return reference(entity, told, self._site)

    async def record(
        self, entity: Entity, number: str, id_property: str | None = None
    ) -> Mapping[str, Any] | None:
        """A record with everything it holds, by its number or by a property; None when it is
        gone. It is asked for as a batch: so many names don't fit into an address."""
        asked: dict[str, object] = {
            "inputs": [{"id": number}],
            "properties": sorted(await self._structure.properties(entity)),
            "propertiesWithHistory": [],
        }
        if id_property is not None:
            asked["idProperty"] = id_property
        told = await self._service.ask(f"{OBJECTS}/{PATH_OF_ENTITY[entity]}/batch/read", asked)
        found = rows(told.get("results"))
        if found:
            return found[0]
        for error in rows(told.get("errors")):
            if error.get("category") != "OBJECT_NOT_FOUND":
                raise CrmUnavailable(f"POST batch/read: {error.get('message')}")
        return None

    async def change(self, ref: CrmRef, properties: Mapping[str, str]) -> None:
        """Write properties of a record. A mailbox that another person has stays theirs."""
        path = f"{OBJECTS}/{PATH_OF_ENTITY[ref.entity]}/{ref.id}"
        try:
            await self._service.send("PATCH", path, {"properties": properties}, repeatable=True)
        except CrmRejected as error:
            others = {name: text for name, text in properties.items() if name != EMAIL}
            if error.code != TAKEN or len(others) == len(properties):
                raise
            if others:
                await self.change(ref, others)

    async def _write(self, card: Card, ties: Made) -> CrmRef:
        if card.ref is not None:
            return await self._changed(card, card.ref, ties)
        try:
            return await self._created(await self._new(card, ties), card.entity)
        except CrmRejected as error:
            if error.code != TAKEN:
                raise
            return await self._there_already(card, ties, error)

    async def _created(self, body: Mapping[str, object], entity: Entity) -> CrmRef:
        told = await self._service.create(PATH_OF_ENTITY[entity], body)
        return reference(entity, told, self._site)

    async def _changed(self, card: Card, ref: CrmRef, ties: Made) -> CrmRef:
        if properties := await self._properties(card):
            await self.change(ref, properties)
        if card.found and ties and await self._has_company(ref):
            return ref
        for other in ties.values():
            path = f"{OBJECTS}/{PATH_OF_ENTITY[card.entity]}/{ref.id}/associations/default"
            end = f"{PATH_OF_ENTITY[other.entity]}/{other.id}"
            await self._service.send("PUT", f"{path}/{end}", repeatable=True)
        return ref

    async def _has_company(self, ref: CrmRef) -> bool:
        """Whether a person whom others have put there belongs to a company already."""
        if ref.entity is not Entity.CONTACT:
            return False
        path = f"{OBJECTS}/{PATH_OF_ENTITY[ref.entity]}/{ref.id}/associations"
        told = await self._service.get(f"{path}/{PATH_OF_ENTITY[Entity.COMPANY]}", {"limit": "1"})
        return bool(rows(told.get("results")))

    async def _there_already(self, card: Card, ties: Made, error: CrmRejected) -> CrmRef:
        """What HubSpot would not create twice: ours of an earlier attempt, or a person whom
        somebody else brought there with that mailbox."""
        ref = await self.find(card.entity, card.key)
        if ref is not None:
            return await self._changed(card, ref, ties)
        email = card.fields.get(EMAIL)
        if card.entity is not Entity.CONTACT or not email:
            raise error
        told = EXISTING.search(str(error))
        if told is not None:
            person = await self.record(Entity.CONTACT, told[1] or told[2])
        else:
            person = await self.record(Entity.CONTACT, str(email), EMAIL)
        if person is None:
            raise error
        held, key = table(person.get("properties")), await self._structure.key_field(card.entity)
        if held.get(key):  # they share a mailbox with somebody else of ours
            rest = {name: value for name, value in card.fields.items() if name != EMAIL}
            return await self._created(
                await self._new(replace(card, fields=rest), ties), card.entity
            )
        empty = {name: value for name, value in card.fields.items() if not held.get(name)}
        owner = None if held.get(OWNER) else card.owner
        ref = reference(Entity.CONTACT, person, self._site)
        taken = replace(card, fields=empty, owner=owner, ref=ref, found=True, marks=True)
        return await self._changed(taken, ref, ties)

    async def _created_together(
        self, entity: Entity, cards: Mapping[int, Card], made: Sequence[Made]
    ) -> Mapping[int, CrmRef]:
        """The records that were created, by the number that each of them carries there and back."""
        inputs = [
            {**await self._new(card, made[number]), "objectWriteTraceId": str(number)}
            for number, card in cards.items()
        ]
        path = f"{OBJECTS}/{PATH_OF_ENTITY[entity]}/batch/create"
        told = await self._service.send("POST", path, {"inputs": inputs})
        by_trace = {str(number): number for number in cards}
        return {
            by_trace[trace]: reference(entity, one, self._site)
            for one in rows(told.get("results"))
            if (trace := str(one.get("objectWriteTraceId"))) in by_trace
        }

    async def _new(self, card: Card, ties: Made) -> dict[str, object]:
        """The body that creates a record, tied from the start."""
        properties = await self._properties(card)
        title = TITLE_OF_ENTITY[card.entity]
        if not any(properties.get(name) for name in NAMES.get(card.entity, {title})):
            properties[title] = NAMELESS
        if card.entity is Entity.LEAD and card.place is None:
            properties |= await self._structure.place(None)
        associations = [
            {"to": {"id": ref.id}, "types": [tie(TIES[card.entity, ref.entity])]}
            for ref in ties.values()
        ]
        return {"properties": properties, "associations": associations}

    async def _properties(self, card: Card) -> dict[str, str]:
        known = await self._structure.properties(card.entity) if card.fields else {}
        values = {name: written(value, known.get(name)) for name, value in card.fields.items()}
        if card.keyed:
            values[await self._structure.key_field(card.entity)] = card.key
        if card.owner is not None:
            values[OWNER] = card.owner
        if card.place is not None:
            values |= await self._structure.place(card.place)
        return values


def tie(number: int) -> dict[str, object]:
    """The type of a tie."""
    return {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": number}
