"""Leads with their people and companies: in one call where all of them are new, in two where the
companies are there."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from crm_sync.adapters.amocrm.fields import (
    MULTIPLE,
    PATH_OF_ENTITY,
    Types,
    custom_value,
    keyed,
    others,
    reference,
    types_of,
    written,
)
from crm_sync.adapters.amocrm.service import Service
from crm_sync.bundles import Outcome, card_by_card, keeping, kind_by_kind
from crm_sync.cards import Bundle, Card, CrmRef, Entity, Made
from crm_sync.errors import (
    CrmAmbiguous,
    CrmError,
    CrmNotFound,
    CrmRefused,
)
from crm_sync.wire.shapes import rows, table


class Writer:
    """Writes cards, and reads what it has to know for that."""

    def __init__(self, service: Service, key_fields: Mapping[Entity, str]) -> None:
        self._service = service
        self._key_fields = key_fields
        self._types: dict[Entity, Types] = {}
        self._asking = asyncio.Lock()

    async def types(self, entity: Entity) -> Types:
        """The types of custom fields of one kind of card; asked for once."""
        async with self._asking:
            if entity not in self._types:
                path = f"{PATH_OF_ENTITY[entity]}/custom_fields"
                found = [one async for one in self._service.pages(path, "custom_fields")]
                self._types[entity] = types_of(found)
            return self._types[entity]

    async def together(self, bundles: Sequence[Bundle]) -> Sequence[Outcome]:
        """One call for all leads whose people and companies are new, too, `kind_by_kind` for the
        others.

        The account takes all of them or none: after a refusal each goes alone.
        """
        whole = [one for one in bundles if one.all_new]
        rest = [one for one in bundles if not one.all_new]
        made = iter(await self._whole(whole) if whole else ())
        tied = iter(await kind_by_kind(rest, self._create, self._apart))
        return [next(made if one.all_new else tied) for one in bundles]

    async def _whole(self, bundles: Sequence[Bundle]) -> Sequence[Outcome]:
        bodies = [await self._complex(bundle) for bundle in bundles]
        for number, body in enumerate(bodies):
            body["request_id"] = str(number)
        try:
            told = await self._service.send("POST", "leads/complex", bodies)
        except CrmRefused as error:
            if len(bundles) == 1:
                return [error]
            return [one for bundle in bundles for one in await self._whole([bundle])]
        except CrmError as error:
            return [error for _ in bundles]
        made = {_request_id(one): one for one in rows(told)}
        return [
            self._all_made(bundle, made.get(str(number))) for number, bundle in enumerate(bundles)
        ]

    async def _apart(self, bundle: Bundle) -> Made:
        """A lead of which something is there already: card by card, then tied."""
        made = await card_by_card(bundle, self._write)
        if bundle.ties:
            with keeping(made):
                await self._tie(bundle, made)
        return made

    async def card(self, ref: CrmRef) -> Mapping[str, Any] | None:
        """A card as it is; None when it is gone."""
        query = {"with": "contacts,loss_reason"} if ref.entity is Entity.LEAD else None
        try:
            found = await self._service.get(f"{PATH_OF_ENTITY[ref.entity]}/{ref.id}", query)
        except CrmNotFound:
            return None
        return None if not found or found.get("is_deleted") else found

    async def _write(self, card: Card, made: Made) -> CrmRef:
        if card.ref is None:
            return (await self._create(card.entity, {0: card}, [made]))[0]
        if card.says_nothing:
            return card.ref
        path = f"{PATH_OF_ENTITY[card.entity]}/{card.ref.id}"
        await self._service.send("PATCH", path, await self._changed(card), repeatable=True)
        return card.ref

    async def _create(
        self, entity: Entity, cards: Mapping[int, Card], made: Sequence[Made]
    ) -> Mapping[int, CrmRef]:
        path, bodies = PATH_OF_ENTITY[entity], []
        for number, card in cards.items():
            ties = _embedded(made[number])
            body = {**await self._body(card), "request_id": str(number)}
            bodies.append({**body, "_embedded": ties} if ties else body)
        told = table(await self._service.send("POST", path, bodies))
        found = {_request_id(one): one for one in rows(table(told.get("_embedded")).get(path))}
        if any(str(number) not in found for number in cards):
            raise CrmAmbiguous(f"POST {path}: the answer does not name every card")
        return {
            number: reference(entity, found[str(number)], self._service.site) for number in cards
        }

    async def _tie(self, bundle: Bundle, made: Made) -> None:
        """Tie what was there already; a new card is created with its ties."""
        if bundle.lead.ref is not None and len(made) > 1:
            await self._link(made[Entity.LEAD], _embedded(made))
        person = bundle.contact
        known = person is not None and person.ref is not None and not person.found
        if known and bundle.company is not None:
            companies = _embedded({Entity.COMPANY: made[Entity.COMPANY]})
            await self._link(made[Entity.CONTACT], companies)

    async def _link(
        self, ref: CrmRef, embedded: Mapping[str, Sequence[Mapping[str, object]]]
    ) -> None:
        links = [
            {
                "to_entity_id": one["id"],
                "to_entity_type": path,
                "metadata": {"is_main": True} if path == "contacts" else None,
            }
            for path, ones in embedded.items()
            for one in ones
        ]
        path = f"{PATH_OF_ENTITY[ref.entity]}/{ref.id}/link"
        await self._service.send("POST", path, links, repeatable=True)

    async def _complex(self, bundle: Bundle) -> dict[str, object]:
        body = await self._body(bundle.lead)
        parts = {"contacts": bundle.contact, "companies": bundle.company}
        embedded = {
            name: [await self._body(card)] for name, card in parts.items() if card is not None
        }
        return {**body, "_embedded": embedded} if embedded else body

    async def _body(self, card: Card) -> dict[str, object]:
        types = await self.types(card.entity)
        return written(card, types, self._key_fields.get(card.entity))

    async def _changed(self, card: Card) -> dict[str, object]:
        """The body of a change; of fields with several values the others' stay."""
        assert card.ref is not None
        types = await self.types(card.entity)
        key_field = self._key_fields.get(card.entity)
        body = written(card, types, key_field)
        several = [name for name in card.fields if types.get(name.partition(":")[0]) == MULTIPLE]
        if not several:
            return body
        held = await self.card(card.ref)
        if held is None:
            raise CrmNotFound(f"amoCRM has no {card.entity} {card.ref.id} any more")
        names = [name for name in card.fields if name not in body]
        custom = [
            custom_value(
                name, card.fields[name], types, others(name, card.fields[name], types, held)
            )
            for name in names
        ]
        if card.marks:
            custom.append(custom_value(keyed(key_field, card.entity), card.key, types))
        body["custom_fields_values"] = custom
        return body

    def _all_made(self, bundle: Bundle, told: Mapping[str, Any] | None) -> Outcome:
        if told is None:
            return CrmAmbiguous("POST leads/complex: the answer does not name the lead")
        numbers = {
            Entity.LEAD: told.get("id"),
            Entity.CONTACT: told.get("contact_id"),
            Entity.COMPANY: told.get("company_id"),
        }
        return {
            card.entity: reference(card.entity, {"id": numbers[card.entity]}, self._service.site)
            for card in bundle.cards
            if numbers[card.entity]
        }


def _embedded(made: Made) -> dict[str, list[dict[str, object]]]:
    embedded: dict[str, list[dict[str, object]]] = {}
    if Entity.CONTACT in made:
        embedded["contacts"] = [{"id": int(made[Entity.CONTACT].id), "is_main": True}]
    if Entity.COMPANY in made:
        embedded["companies"] = [{"id": int(made[Entity.COMPANY].id)}]
    return embedded


def _request_id(told: Mapping[str, Any]) -> str:
    found = told.get("request_id")
    return str(found[0]) if isinstance(found, list) and found else str(found)
