"""Leads with their people and companies: one call for each kind, of one lead or of many."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from crm_sync.adapters.odoo.cards import (
    LEAD,
    LOST,
    MODEL_OF_ENTITY,
    PARTNER,
    Fields,
    lost_values,
    reference,
    written,
)
from crm_sync.adapters.odoo.server import SILENT, Server, numbers
from crm_sync.bundles import Outcome, card_by_card, failed_after, outcome_of
from crm_sync.cards import IN_ORDER, Bundle, Card, CrmRef, Entity, Made
from crm_sync.errors import CrmAmbiguous, CrmError, CrmRejected
from crm_sync.wire.shapes import table

DESCRIBED = ("type", "string", "required", "readonly", "store", "selection")
"""What is asked of a field."""


class Writer:
    """Writes cards, and knows of which type each field is. `kind` is a new lead's `type`."""

    def __init__(self, server: Server, key_fields: Mapping[Entity, str], kind: str) -> None:
        self._server = server
        self._key_fields = key_fields
        self._kind = kind
        self._fields: dict[str, Fields] = {}
        self._asking = asyncio.Lock()

    async def fields(self, model: str) -> Fields:
        """The fields of a model; asked for once."""
        async with self._asking:
            if model not in self._fields:
                self._fields[model] = await fields_of(self._server, model)
            return self._fields[model]

    def forget(self) -> None:
        """A field was made: ask again."""
        self._fields.clear()

    async def apart(self, bundle: Bundle) -> Made:
        """The company, then the person in it, then the lead of the person."""
        return await card_by_card(bundle, self._write)

    async def together(self, bundles: Sequence[Bundle]) -> Sequence[Outcome]:
        """Leads that are new, their people and companies too: all companies in one call, all
        people, all leads. A call takes all or none: after a refusal each lead goes alone."""
        made: list[dict[Entity, CrmRef]] = [{} for _ in bundles]
        for place, entity in enumerate(IN_ORDER):
            cards = [
                (number, card)
                for number, bundle in enumerate(bundles)
                for card in bundle.cards
                if card.entity is entity
            ]
            if not cards:
                continue
            try:
                refs = await self._create(entity, [(card, made[number]) for number, card in cards])
            except CrmRejected:
                known = zip(bundles, made, strict=True)
                return [await outcome_of(self.apart(one.known(refs))) for one, refs in known]
            except CrmError as error:
                return [failed_after(error, refs, IN_ORDER[place + 1 :]) for refs in made]
            for (number, _), ref in zip(cards, refs, strict=True):
                made[number][entity] = ref
        return made

    async def _create(self, entity: Entity, cards: Sequence[tuple[Card, Made]]) -> Sequence[CrmRef]:
        values = [await self._values(card) | _ties(entity, made) for card, made in cards]
        model = MODEL_OF_ENTITY[entity]
        ids = numbers(
            await self._server.call(model, "create", {"vals_list": values}, context=SILENT)
        )
        if len(ids) != len(values):
            raise CrmAmbiguous(f"{model}.create: the answer does not name every record")
        return [reference(entity, {"id": number}, self._server.site) for number in ids]

    async def _write(self, card: Card, made: Made) -> CrmRef:
        if card.ref is None:
            (ref,) = await self._create(card.entity, [(card, made)])
            return ref
        if card.found and made and await self._has_company(card.ref):
            made = {}
        values = await self._values(card) | _ties(card.entity, made)
        lost = card.place is not None and card.place.stage == LOST
        if card.place is not None and not lost:
            # Only the method gives the deal back the probability that its loss took.
            await self._change(card.ref, "action_unarchive")
        if values:
            await self._change(card.ref, "write", {"vals": values})
        if card.place is not None and lost:
            await self._change(card.ref, "action_set_lost", lost_values(card.place))
        return card.ref

    async def _change(
        self, ref: CrmRef, method: str, named: Mapping[str, object] | None = None
    ) -> None:
        model, ids = MODEL_OF_ENTITY[ref.entity], [int(ref.id)]
        await self._server.call(model, method, named, ids=ids, repeatable=True, context=SILENT)

    async def _has_company(self, ref: CrmRef) -> bool:
        """Whether a person whom others have put there belongs to a company already."""
        if ref.entity is not Entity.CONTACT:
            return False
        found = await self._server.rows(PARTNER, [["id", "=", int(ref.id)]], ["parent_id"])
        return any(one.get("parent_id") for one in found)

    async def _values(self, card: Card) -> dict[str, object]:
        if card.says_nothing:
            return {}
        fields = await self.fields(MODEL_OF_ENTITY[card.entity])
        return written(card, fields, self._key_fields.get(card.entity), self._kind)


async def fields_of(server: Server, model: str) -> Fields:
    """The fields of a model, as they are now."""
    told: Any = await server.call(model, "fields_get", {"attributes": DESCRIBED}, repeatable=True)
    return {str(name): table(one) for name, one in table(told).items()}


def _ties(entity: Entity, made: Made) -> dict[str, object]:
    """A person belongs to the company, a lead to the person; to the company where there is none."""
    above = made.get(Entity.COMPANY)
    if entity is Entity.LEAD:
        above = made.get(Entity.CONTACT, above)
    if entity is Entity.COMPANY or above is None:
        return {}
    name = "partner_id" if MODEL_OF_ENTITY[entity] == LEAD else "parent_id"
    return {name: int(above.id)}
