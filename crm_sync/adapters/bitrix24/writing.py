"""Leads with their people and companies as commands of one batch, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_sync.adapters.bitrix24.items import (
    COMPANY,
    CONTACT,
    DEAL,
    LEAD,
    LEADS,
    changed_records,
    is_multiple,
    item_fields,
    new_records,
    number_of,
    reference,
    type_of,
)
from crm_sync.adapters.bitrix24.portal import Command, Portal, Reference
from crm_sync.bundles import Outcome, failed_after
from crm_sync.cards import Bundle, Card, CrmRef, Entity
from crm_sync.errors import CrmError, CrmNotFound, CrmUnavailable, CrmUnsupported
from crm_sync.wire.shapes import rows, table

Commands = Mapping[Entity, Command]


class Writer:
    """Writes items, and reads what it has to know for that."""

    def __init__(self, portal: Portal, loss_field: str) -> None:
        self._portal = portal
        self._loss_field = loss_field

    async def commands(
        self, bundle: Bundle, lead_kind: int, number: int
    ) -> Mapping[Entity, Command]:
        """What has to be done for a lead, company first; cards that say nothing are left out."""
        commands: dict[Entity, Command] = {}
        ids: dict[Entity, object] = {}
        kinds = {Entity.COMPANY: COMPANY, Entity.CONTACT: CONTACT, Entity.LEAD: lead_kind}
        for card in bundle.cards:
            entity, kind = card.entity, kinds[card.entity]
            ties = _ties(entity, ids) if bundle.ties and not card.found else {}
            if card.ref is None:
                ids[entity] = Reference(f"$result[{entity}{number}][item][id]")
                fields = self._fields(card, kind) | ties
                if records := new_records(card):
                    fields["fm"] = records
                asked = {"entityTypeId": kind, "useOriginalUfNames": "Y", "fields": fields}
                commands[entity] = Command("crm.item.add", asked)
                continue
            ids[entity] = number_of(card.ref)
            fields = await self._changed(card) | ties
            if fields:
                target = await self._target(card)
                asked = addressed(target) | {"fields": fields}
                commands[entity] = Command("crm.item.update", asked)
        return commands

    def _fields(self, card: Card, kind: int) -> dict[str, object]:
        if card.place and card.place.loss_reason and not self._loss_field:
            raise CrmUnsupported(
                "Bitrix24 has no reasons of losses: name a custom field in loss_field"
            )
        return item_fields(card, kind, self._loss_field)

    async def _changed(self, card: Card) -> dict[str, object]:
        assert card.ref is not None
        deal = card.place is not None and card.place.pipeline not in (None, LEADS)
        fields = self._fields(card, DEAL if deal else type_of(card.ref))
        if any(is_multiple(name) for name in card.fields):
            item = await self.item(card.ref)
            if item is None:
                raise CrmNotFound(f"Bitrix24 has no {card.entity} {card.ref.id} any more")
            if records := changed_records(card, item):
                fields["fm"] = records
        return fields

    async def _target(self, card: Card) -> CrmRef:
        """A lead that is to stand among the deals is moved through the deal made of it."""
        assert card.ref is not None
        place = card.place
        if type_of(card.ref) != LEAD or place is None or place.pipeline in (None, LEADS):
            return card.ref
        deal = await self.deal_of(card.ref)
        if deal is None:
            raise CrmUnavailable(f"the lead {card.ref.id} was not made into a deal yet")
        return self._ref(DEAL, deal)

    def made(
        self,
        bundle: Bundle,
        commands: Mapping[Entity, Command],
        done: Mapping[str, Any],
        number: int,
    ) -> Outcome:
        made: dict[Entity, CrmRef] = {}
        failure: CrmError | None = None
        untried: set[Entity] = set()
        for card in bundle.cards:
            outcome = done.get(f"{card.entity}{number}")
            if card.entity not in commands:
                if card.ref is not None:
                    made[card.entity] = card.ref
            elif isinstance(outcome, CrmError):
                failure = outcome
            elif (item := table(table(outcome).get("item"))) and card.ref is not None:
                made[card.entity] = card.ref
            elif item:
                kind = int(str(commands[card.entity].params["entityTypeId"]))
                made[card.entity] = self._ref(kind, item)
            else:
                failure = failure or CrmUnavailable("batch: an earlier command failed")
                untried.add(card.entity)
        if failure is None:
            return made
        return failed_after(failure, made, untried)

    async def item(self, ref: CrmRef) -> Mapping[str, Any] | None:
        try:
            told = await self._portal.call("crm.item.get", addressed(ref))
        except CrmNotFound:
            return None
        return table(table(told).get("item")) or None

    async def deal_of(self, lead: CrmRef) -> Mapping[str, Any] | None:
        asked = {
            "entityTypeId": DEAL,
            "filter": {"leadId": number_of(lead)},
            "order": {"id": "ASC"},
            "select": ["*"],
            "useOriginalUfNames": "Y",
        }
        found = rows(table(await self._portal.call("crm.item.list", asked)).get("items"))
        return found[0] if found else None

    def _ref(self, kind: int, item: Mapping[str, Any]) -> CrmRef:
        return reference(kind, item.get("id"), self._portal.site, item.get("updatedTime"))


def addressed(ref: CrmRef) -> dict[str, object]:
    """The parameters that name an item."""
    return {"entityTypeId": type_of(ref), "id": number_of(ref), "useOriginalUfNames": "Y"}


def _ties(entity: Entity, ids: Mapping[Entity, object]) -> dict[str, object]:
    ties: dict[str, object] = {}
    if entity is not Entity.COMPANY and Entity.COMPANY in ids:
        ties["companyId"] = ids[Entity.COMPANY]
    if entity is Entity.LEAD and Entity.CONTACT in ids:
        ties["contactIds"] = [ids[Entity.CONTACT]]
    return ties
