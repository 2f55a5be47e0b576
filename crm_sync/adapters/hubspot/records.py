"""HubSpot's records as cards of ours: what they hold, where they stand. Calls nothing.

A lead is a deal. Its separate object for leads is not to be had in every plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crm_sync.adapters.hubspot.values import Properties, moment, read
from crm_sync.cards import CrmRef, CrmSnapshot, Entity, Place
from crm_sync.wire.shapes import table, word

PATH_OF_ENTITY: Mapping[Entity, str] = {
    Entity.LEAD: "deals",
    Entity.CONTACT: "contacts",
    Entity.COMPANY: "companies",
}
TYPE_OF_ENTITY: Mapping[Entity, str] = {
    Entity.LEAD: "0-3",
    Entity.CONTACT: "0-1",
    Entity.COMPANY: "0-2",
}
TITLE_OF_ENTITY: Mapping[Entity, str] = {
    Entity.LEAD: "dealname",
    Entity.CONTACT: "lastname",
    Entity.COMPANY: "name",
}
"""One of the properties without which nothing is created."""

NAMES = {Entity.CONTACT: frozenset({"firstname", "lastname", "email"})}
"""Any of these will do for a person."""

NAMELESS = "—"
STAGE, PIPELINE, OWNER, EMAIL = "dealstage", "pipeline", "hubspot_owner_id", "email"
WRITTEN_TEXTS = ("string", "phone_number")


@dataclass(frozen=True, slots=True)
class Site:
    """Where people open records; without the account's number nobody knows."""

    address: str
    portal: str

    def page(self, entity: Entity, number: str) -> str | None:
        """The page of a record."""
        if not self.portal:
            return None
        kind = TYPE_OF_ENTITY[entity]
        return f"{self.address.rstrip('/')}/contacts/{self.portal}/record/{kind}/{number}"


def reference(entity: Entity, record: Mapping[str, Any], site: Site) -> CrmRef:
    """Where a record is."""
    number = str(record["id"])
    url = site.page(entity, number) or word(record.get("url"))
    return CrmRef(entity, number, url, word(record.get("updatedAt")))


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads records of one kind."""

    entity: Entity
    site: Site
    properties: Properties
    key_field: str
    loss_field: str

    def snapshot(self, record: Mapping[str, Any], closings: Mapping[str, str]) -> CrmSnapshot:
        """A record as it is; `closings` says how stages end a deal."""
        held = {
            name: str(value)
            for name, value in table(record.get("properties")).items()
            if value not in (None, "", NAMELESS)
        }
        stage = held.get(STAGE) if self.entity is Entity.LEAD else None
        return CrmSnapshot(
            reference(self.entity, record, self.site),
            fields={name: read(text, self.properties.get(name)) for name, text in held.items()},
            place=Place(stage, held.get(PIPELINE), held.get(self.loss_field)) if stage else None,
            owner=held.get(OWNER),
            key=held.get(self.key_field),
            closed=closings.get(stage or ""),
            changed_at=moment(record.get("updatedAt")),
        )

    def emptied(self, record: Mapping[str, Any]) -> dict[str, str]:
        """Properties that leave nothing of a person in a record; our key stays."""
        found = {
            name: ""
            for name, value in table(record.get("properties")).items()
            if value and name != self.key_field and self._holds_words(name)
        }
        if self.entity is not Entity.CONTACT:
            found[TITLE_OF_ENTITY[self.entity]] = NAMELESS
        return found

    def _holds_words(self, name: str) -> bool:
        known = self.properties.get(name)
        return known is not None and not known.read_only and known.type in WRITTEN_TEXTS
