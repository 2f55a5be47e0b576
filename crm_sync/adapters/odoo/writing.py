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
from crm_sync.bundles import Outcome, card_by_card, kind_by_kind
from crm_sync.cards import Bundle, Card, CrmRef, Entity, Made
from crm_sync.errors import CrmAmbiguous
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
        """Several leads, see `kind_by_kind`. A call takes all or none."""
        return await kind_by_kind(bundles, self._create, self.apart)

    async def _create(
        self, entity: Entity, cards: Mapping[int, Card], made: Sequence[Made]
    ) -> Mapping[int, CrmRef]:
        values = [
            await self._values(card) | _ties(entity, made[number]) for number, card in cards.items()
        ]
        model = MODEL_OF_ENTITY[entity]
        ids = numbers(
            await self._server.call(model, "create", {"vals_list": values}, context=SILENT)
        )
        if len(ids) != len(values):
            raise CrmAmbiguous(f"{model}.create: the answer does not name every record")
        refs = [reference(entity, {"id": number}, self._server.site) for number in ids]
        return dict(zip(cards, refs, strict=True))

    async def _write(self, card: Card, made: Made) -> CrmRef:
        if card.ref is None:
            return (await self._create(card.entity, {0: card}, [made]))[0]
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
