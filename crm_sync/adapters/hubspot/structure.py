"""What an account has of its own: properties, pipelines, owners; and making a property.

What writing and reading has to know of it is asked for once.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from typing import Any

from crm_sync.adapters.hubspot.records import PATH_OF_ENTITY, PIPELINE, STAGE
from crm_sync.adapters.hubspot.service import OWNERS, PIPELINES, PROPERTIES, Service
from crm_sync.adapters.hubspot.values import Properties, Property, property_of
from crm_sync.cards import Entity, Place
from crm_sync.errors import CrmConfigError, CrmRejected
from crm_sync.marks import field_of_key
from crm_sync.schema import (
    Closing,
    CrmField,
    CrmPipeline,
    CrmSchema,
    CrmStage,
    CrmUser,
    FieldType,
)
from crm_sync.wire.shapes import rows, table

TYPES: Mapping[str, FieldType] = {
    "string": FieldType.TEXT,
    "phone_number": FieldType.PHONE,
    "number": FieldType.NUMBER,
    "bool": FieldType.BOOLEAN,
    "date": FieldType.DATE,
    "datetime": FieldType.MOMENT,
    "enumeration": FieldType.CHOICE,
}
MADE_AS: Mapping[FieldType, tuple[str, str]] = {
    FieldType.TEXT: ("string", "textarea"),
    FieldType.INTEGER: ("number", "number"),
    FieldType.NUMBER: ("number", "number"),
    FieldType.MONEY: ("number", "number"),
    FieldType.BOOLEAN: ("bool", "booleancheckbox"),
    FieldType.DATE: ("date", "date"),
    FieldType.MOMENT: ("datetime", "date"),
    FieldType.CHOICE: ("enumeration", "select"),
    FieldType.CHOICES: ("enumeration", "checkbox"),
    FieldType.PHONE: ("string", "phonenumber"),
    FieldType.EMAIL: ("string", "text"),
    FieldType.URL: ("string", "text"),
}
GROUP_OF_ENTITY: Mapping[Entity, str] = {
    Entity.LEAD: "dealinformation",
    Entity.CONTACT: "contactinformation",
    Entity.COMPANY: "companyinformation",
}
OWN_NAME = re.compile(r"[a-z][a-z0-9_]{0,99}")
YES_AND_NO = {"true": "Yes", "false": "No"}
A_PAGE_OF_OWNERS = {"limit": "100"}


class Structure:
    """The structure of one account."""

    def __init__(self, service: Service, key_fields: Mapping[Entity, str], loss_field: str) -> None:
        self._service = service
        self._key_fields = key_fields
        self._loss_field = loss_field
        self._properties: dict[Entity, Properties] = {}
        self._pipelines: Sequence[CrmPipeline] = ()
        self._unheard: set[str] = set()
        self._asking = asyncio.Lock()

    async def properties(self, entity: Entity) -> Properties:
        """Every property of one kind of record."""
        async with self._asking:
            if entity not in self._properties:
                told = await self._service.get(f"{PROPERTIES}/{PATH_OF_ENTITY[entity]}")
                found = [property_of(one) for one in rows(told.get("results"))]
                self._properties[entity] = {one.name: one for one in found}
            return self._properties[entity]

    async def key_field(self, entity: Entity) -> str:
        """The property that holds our key. It must hold each value once: then no repeated call
        creates a second record, and a key is found at once."""
        name = field_of_key(self._key_fields.get(entity), entity, "HubSpot", "a property")
        known = (await self.properties(entity)).get(name)
        if known is None:
            self._properties.pop(entity, None)
            raise CrmConfigError(f"HubSpot has no property {name!r}: `prequal crm setup` makes it")
        if not known.unique:
            self._properties.pop(entity, None)
            raise CrmConfigError(
                f"HubSpot's property {name!r} may hold a value twice: name another one in the "
                "mapping, `prequal crm setup` makes it"
            )
        return name

    async def place(self, place: Place | None) -> dict[str, str]:
        """Where a deal stands; without a place the first stage of the first pipeline."""
        stage = place.stage if place is not None else ""
        pipelines = await self._pipelines_with(stage)
        if place is None:
            first = next((one for one in pipelines if one.stages), None)
            if first is None:
                raise CrmConfigError("HubSpot has no pipeline of deals")
            return {PIPELINE: first.id, STAGE: first.stages[0].id}
        values = {STAGE: stage}
        pipeline = place.pipeline or _pipeline_of(pipelines, stage)
        if pipeline is not None:
            values[PIPELINE] = pipeline
        if place.loss_reason is not None:
            values[self._loss_field] = place.loss_reason
        return values

    async def closings(self, stage: str) -> Mapping[str, str]:
        """How stages end a deal, `stage` among them."""
        return {
            one.id: one.closing.value
            for pipeline in await self._pipelines_with(stage)
            for one in pipeline.stages
            if one.closing is not None
        }

    async def schema(self) -> CrmSchema:
        """Everything of the account that a mapping can name, as it is now."""
        self._properties.clear()
        fields: list[CrmField] = []
        for entity in PATH_OF_ENTITY:
            properties = await self.properties(entity)
            if self._key_fields.get(entity) in properties:
                await self.key_field(entity)
            fields += [_field(entity, one) for one in properties.values()]
        reasons = (await self.properties(Entity.LEAD)).get(self._loss_field)
        return CrmSchema(
            tuple(fields),
            tuple(await self._asked()),
            tuple([_user(one) async for one in self._service.pages(OWNERS, A_PAGE_OF_OWNERS)]),
            reasons.options if reasons is not None else {},
        )

    async def make(self, wanted: CrmField) -> CrmField:
        """A property; one for our key holds each value once."""
        name = wanted.name.lower()
        if not OWN_NAME.fullmatch(name):
            raise CrmRejected(
                f"HubSpot can't name a property {wanted.name!r}: letters a-z, digits and _, a "
                "letter first",
                field=wanted.name,
            )
        unique = wanted.unique or wanted.name == self._key_fields.get(wanted.entity)
        sort, control = ("string", "text") if unique else MADE_AS[wanted.type]
        options = YES_AND_NO if sort == "bool" else wanted.options
        body: dict[str, object] = {
            "name": name,
            "label": wanted.label or wanted.name,
            "groupName": GROUP_OF_ENTITY[wanted.entity],
            "type": sort,
            "fieldType": control,
            "hasUniqueValue": unique,
        }
        if options:
            body["options"] = [
                {"value": value, "label": label, "displayOrder": place, "hidden": False}
                for place, (value, label) in enumerate(options.items())
            ]
        path = f"{PROPERTIES}/{PATH_OF_ENTITY[wanted.entity]}"
        told = await self._service.send("POST", path, body)
        self._properties.pop(wanted.entity, None)
        return _field(wanted.entity, property_of({**body, **told}))

    async def _pipelines_with(self, stage: str) -> Sequence[CrmPipeline]:
        """The pipelines, asked for anew when nobody has heard of the stage."""
        known = {one.id for pipeline in self._pipelines for one in pipeline.stages}
        if not known or (stage and stage not in known and stage not in self._unheard):
            self._pipelines = await self._asked()
            self._unheard.add(stage)
        return self._pipelines

    async def _asked(self) -> Sequence[CrmPipeline]:
        told = await self._service.get(f"{PIPELINES}/{PATH_OF_ENTITY[Entity.LEAD]}")
        found = [_pipeline(one) for one in sorted(rows(told.get("results")), key=_order)]
        return [pipeline for pipeline in found if pipeline.stages]


def _field(entity: Entity, one: Property) -> CrmField:
    sort = TYPES.get(one.type, FieldType.OTHER)
    if one.several:
        sort = FieldType.CHOICES
    if not one.options and sort is FieldType.CHOICE:
        sort = FieldType.TEXT  # its options are kept elsewhere: owners, stages
    return CrmField(
        entity,
        one.name,
        sort,
        one.label,
        one.options if sort in (FieldType.CHOICE, FieldType.CHOICES) else {},
        read_only=one.read_only,
        unique=one.unique,
    )


def _pipeline(told: Mapping[str, Any]) -> CrmPipeline:
    stages = sorted(rows(told.get("stages")), key=_order)
    return CrmPipeline(
        str(told["id"]),
        str(told.get("label")),
        tuple(CrmStage(str(one["id"]), str(one.get("label")), _closing(one)) for one in stages),
    )


def _closing(stage: Mapping[str, Any]) -> Closing | None:
    """A closed stage is won where success is certain."""
    told = table(stage.get("metadata"))
    if str(told.get("isClosed")).lower() != "true":
        return None
    return Closing.WON if str(told.get("probability")).startswith("1") else Closing.LOST


def _order(told: Mapping[str, Any]) -> int:
    found = told.get("displayOrder")
    return found if isinstance(found, int) else 0


def _pipeline_of(pipelines: Sequence[CrmPipeline], stage: str) -> str | None:
    for one in pipelines:
        if any(item.id == stage for item in one.stages):
            return one.id
    return None


def _user(told: Mapping[str, Any]) -> CrmUser:
    name = " ".join(str(told[part]) for part in ("firstName", "lastName") if told.get(part))
    email = str(told.get("email") or "")
    return CrmUser(str(told["id"]), name or email, email, not told.get("archived"))
