"""What an account has of its own: fields, pipelines, users, reasons; and making a field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_sync.adapters.amocrm.fields import LOST, OWN_FIELDS, PATH_OF_ENTITY, WON
from crm_sync.adapters.amocrm.service import Service
from crm_sync.cards import Entity
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
    "text": FieldType.TEXT,
    "textarea": FieldType.TEXT,
    "numeric": FieldType.NUMBER,
    "price": FieldType.MONEY,
    "monetary": FieldType.MONEY,
    "checkbox": FieldType.BOOLEAN,
    "date": FieldType.DATE,
    "birthday": FieldType.DATE,
    "date_time": FieldType.MOMENT,
    "select": FieldType.CHOICE,
    "radiobutton": FieldType.CHOICE,
    "multiselect": FieldType.CHOICES,
    "url": FieldType.URL,
}
TYPE_OF_CODE = {"PHONE": FieldType.PHONE, "EMAIL": FieldType.EMAIL}
NAME_OF_TYPE: Mapping[FieldType, str] = {
    FieldType.TEXT: "textarea",
    FieldType.INTEGER: "numeric",
    FieldType.NUMBER: "numeric",
    FieldType.MONEY: "numeric",
    FieldType.BOOLEAN: "checkbox",
    FieldType.DATE: "date",
    FieldType.MOMENT: "date_time",
    FieldType.CHOICE: "select",
    FieldType.CHOICES: "multiselect",
    FieldType.URL: "url",
    FieldType.PHONE: "text",
    FieldType.EMAIL: "text",
}
CLOSINGS = {WON: Closing.WON, LOST: Closing.LOST}
INCOMING = 1
"""A status of this type holds enquiries that nobody accepted: no lead is put there."""


async def read_schema(service: Service) -> CrmSchema:
    """Everything of the account that a mapping can name."""
    fields: list[CrmField] = []
    for entity, path in PATH_OF_ENTITY.items():
        fields += [
            CrmField(entity, name, FieldType.MONEY if name == "price" else FieldType.TEXT, name)
            for name in sorted(OWN_FIELDS[entity])
        ]
        async for one in service.pages(f"{path}/custom_fields", "custom_fields"):
            fields += [_field(entity, name, one) for name in _names(one)]
    told = await service.get("leads/pipelines")
    users = [_user(one) async for one in service.pages("users", "users", {"with": "role,group"})]
    reasons = await service.get("leads/loss_reasons")
    return CrmSchema(
        tuple(fields),
        tuple(_pipeline(one) for one in rows(table(told.get("_embedded")).get("pipelines"))),
        tuple(users),
        {
            str(one["id"]): str(one.get("name"))
            for one in rows(table(reasons.get("_embedded")).get("loss_reasons"))
        },
    )


async def create_field(service: Service, wanted: CrmField) -> CrmField:
    """A custom field with a code, so that a mapping needs no number."""
    body: dict[str, object] = {
        "name": wanted.label or wanted.name,
        "code": wanted.name,
        "type": NAME_OF_TYPE[wanted.type],
    }
    if wanted.options:
        body["enums"] = [
            {"value": label, "sort": place} for place, label in enumerate(wanted.options.values())
        ]
    path = f"{PATH_OF_ENTITY[wanted.entity]}/custom_fields"
    told = table(await service.send("POST", path, [body]))
    made = rows(table(told.get("_embedded")).get("custom_fields"))
    return _field(wanted.entity, wanted.name, made[0] if made else {})


def _names(field: Mapping[str, Any]) -> list[str]:
    return [str(one) for one in (field.get("code"), field.get("id")) if one]


def _field(entity: Entity, name: str, told: Mapping[str, Any]) -> CrmField:
    sort = TYPES.get(str(told.get("type")), FieldType.OTHER)
    options = {str(one["id"]): str(one.get("value")) for one in rows(told.get("enums"))}
    code = str(told.get("code"))
    return CrmField(
        entity,
        name,
        TYPE_OF_CODE.get(code, sort),
        str(told.get("name") or name),
        {} if code in TYPE_OF_CODE else options,
    )


def _pipeline(told: Mapping[str, Any]) -> CrmPipeline:
    stages = tuple(
        CrmStage(str(one["id"]), str(one.get("name")), CLOSINGS.get(int(one["id"])))
        for one in rows(table(told.get("_embedded")).get("statuses"))
        if one.get("type") != INCOMING
    )
    return CrmPipeline(str(told["id"]), str(told.get("name")), stages)


def _user(told: Mapping[str, Any]) -> CrmUser:
    active = bool(table(told.get("rights")).get("is_active"))
    return CrmUser(str(told["id"]), str(told.get("name")), str(told.get("email") or ""), active)
