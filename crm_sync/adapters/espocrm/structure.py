"""What a server has of its own: fields, stages, users, reasons; and making a field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_sync.adapters.espocrm.records import SCOPE_OF_ENTITY, Closings
from crm_sync.adapters.espocrm.service import Service
from crm_sync.cards import Entity
from crm_sync.errors import CrmAmbiguous
from crm_sync.schema import (
    Closing,
    CrmField,
    CrmPipeline,
    CrmSchema,
    CrmStage,
    CrmUser,
    FieldType,
)
from crm_sync.wire.shapes import table

TYPES: Mapping[str, FieldType] = {
    "varchar": FieldType.TEXT,
    "text": FieldType.TEXT,
    "wysiwyg": FieldType.TEXT,
    "int": FieldType.INTEGER,
    "float": FieldType.NUMBER,
    "bool": FieldType.BOOLEAN,
    "date": FieldType.DATE,
    "datetime": FieldType.MOMENT,
    "datetimeOptional": FieldType.MOMENT,
    "currency": FieldType.MONEY,
    "enum": FieldType.CHOICE,
    "multiEnum": FieldType.CHOICES,
    "phone": FieldType.PHONE,
    "email": FieldType.EMAIL,
    "url": FieldType.URL,
}
NAME_OF_TYPE: Mapping[FieldType, str] = {
    FieldType.TEXT: "text",
    FieldType.INTEGER: "int",
    FieldType.NUMBER: "float",
    FieldType.BOOLEAN: "bool",
    FieldType.DATE: "date",
    FieldType.MOMENT: "datetime",
    FieldType.MONEY: "currency",
    FieldType.CHOICE: "enum",
    FieldType.CHOICES: "multiEnum",
    FieldType.URL: "url",
    FieldType.PHONE: "varchar",
    FieldType.EMAIL: "varchar",
}
UNWRITTEN = ("notStorable", "readOnly", "directUpdateDisabled")
NOBODY = ("api", "system", "portal")
"""Users of these types own nothing."""

CLOSING_OF_CHANCE = {100: Closing.WON, 0: Closing.LOST}
"""A stage that is as good as sold, or hopeless, ends a deal."""

Definitions = Mapping[str, Any]


async def read_schema(service: Service, loss_field: str) -> CrmSchema:
    """Everything of the server that a mapping can name."""
    defined = {entity: await definitions(service, entity) for entity in SCOPE_OF_ENTITY}
    fields = [
        field
        for entity, told in defined.items()
        for name, one in told.items()
        for field in _fields(entity, name, table(one))
    ]
    deals = defined[Entity.LEAD]
    select = "id,name,type,isActive,emailAddress"
    return CrmSchema(
        tuple(fields),
        (CrmPipeline(SCOPE_OF_ENTITY[Entity.LEAD], "Opportunity", stages_of(deals)),),
        tuple([_user(one) async for one in service.pages("User", (), select) if _owns(one)]),
        _options(table(deals.get(loss_field))) if loss_field else {},
    )


async def create_field(service: Service, wanted: CrmField, key_field: str | None) -> CrmField:
    """A custom field, under the name that the server gives it: a `c` goes before ours.

    The field of our key is short, so that it can be looked up.
    """
    scope, name = SCOPE_OF_ENTITY[wanted.entity], wanted.name
    if name[:1] == "c" and name[1:2].isupper():
        name = name[1].lower() + name[2:]
    body: dict[str, object] = {
        "name": name,
        "label": wanted.label or wanted.name,
        "type": "varchar" if wanted.name == key_field else NAME_OF_TYPE[wanted.type],
    }
    if wanted.options:
        body["options"] = list(wanted.options)
        body["translatedOptions"] = dict(wanted.options)
    what = f"create the field {name} of {scope}, type {body['type']}"
    await service.send_as_admin(what, f"Admin/fieldManager/{scope}", body)
    there = await definitions(service, wanted.entity)
    for made in (wanted.name, f"c{name[:1].upper()}{name[1:]}", name):
        if made in there:
            return _fields(wanted.entity, made, table(there[made]))[0]
    raise CrmAmbiguous(f"POST Admin/fieldManager: {scope} has no field {wanted.name} afterwards")


async def definitions(service: Service, entity: Entity) -> Definitions:
    """How the fields of a kind of record are defined; servers before 8.2 tell everything."""
    scope = SCOPE_OF_ENTITY[entity]
    told = await service.get("Metadata", {"key": f"entityDefs.{scope}.fields"})
    if "entityDefs" in told:
        told = table(table(table(told["entityDefs"]).get(scope)).get("fields"))
    return told


def stages_of(deals: Definitions) -> tuple[CrmStage, ...]:
    """The stages of opportunities, in order."""
    stage = table(deals.get("stage"))
    chances = table(stage.get("probabilityMap"))
    return tuple(
        CrmStage(name, name, CLOSING_OF_CHANCE.get(chances.get(name, -1)))
        for name in _options(stage)
    )


def closings_of(deals: Definitions) -> Closings:
    """How each stage ends a deal."""
    return {one.id: one.closing and one.closing.value for one in stages_of(deals)}


def _fields(entity: Entity, name: str, told: Mapping[str, Any]) -> list[CrmField]:
    """A field by the names of its attributes: a link is written by an id, money has a currency."""
    sort = TYPES.get(str(told.get("type")), FieldType.OTHER)
    closed = any(told.get(one) for one in UNWRITTEN)
    found = CrmField(
        entity,
        f"{name}Id" if told.get("type") == "link" else name,
        sort,
        name,
        _options(told) if sort in (FieldType.CHOICE, FieldType.CHOICES) else {},
        required=bool(told.get("required")),
        read_only=closed or told.get("type") == "personName",
    )
    if sort is not FieldType.MONEY:
        return [found]
    return [found, CrmField(entity, f"{name}Currency", FieldType.TEXT, name, read_only=closed)]


def _options(told: Mapping[str, Any]) -> dict[str, str]:
    options = told.get("options")
    return {str(one): str(one) for one in options if one} if isinstance(options, list) else {}


def _owns(user: Mapping[str, Any]) -> bool:
    return user.get("type") not in NOBODY


def _user(told: Mapping[str, Any]) -> CrmUser:
    active = told.get("isActive") is not False
    return CrmUser(
        str(told["id"]), str(told.get("name")), str(told.get("emailAddress") or ""), active
    )
