"""What an organisation has of its own: custom fields, pipelines, users."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_sync.adapters.bottlecrm.cards import MODEL_OF_ENTITY, OWN_FIELDS
from crm_sync.adapters.bottlecrm.feed import Get
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
    "number": FieldType.NUMBER,
    "checkbox": FieldType.BOOLEAN,
    "date": FieldType.DATE,
    "dropdown": FieldType.CHOICE,
}
NAME_OF_TYPE = {sort: name for name, sort in TYPES.items() if name != "textarea"}
CLOSINGS = {"won": Closing.WON, "lost": Closing.LOST}


async def read_schema(get: Get) -> CrmSchema:
    """Everything that a mapping can name."""
    fields = [
        CrmField(entity, name, FieldType.MONEY if name == "amount" else FieldType.TEXT, name)
        for entity, names in OWN_FIELDS.items()
        for name in sorted(names)
    ]
    for entity, model in MODEL_OF_ENTITY.items():
        told = await get("custom-fields/", {"target_model": model})
        fields += [
            field_of(entity, one)
            for one in rows(told.get("definitions"))
            if one.get("is_active") and one.get("target_model") == model
        ]
    pipelines = await get("opportunities/pipelines/", {})
    users = table((await get("users/", {})).get("active_users")).get("active_users")
    return CrmSchema(
        tuple(fields),
        tuple(_pipeline(one) for one in rows(pipelines.get("pipelines"))),
        tuple(_user(one) for one in rows(users)),
    )


def field_body(wanted: CrmField) -> dict[str, object]:
    """The body that creates a field."""
    body: dict[str, object] = {
        "target_model": MODEL_OF_ENTITY[wanted.entity],
        "key": wanted.name.lower(),
        "label": wanted.label or wanted.name,
        "field_type": NAME_OF_TYPE.get(wanted.type, "text"),
    }
    if wanted.options:
        body["options"] = [
            {"value": value, "label": label} for value, label in wanted.options.items()
        ]
    return body


def field_of(entity: Entity, told: Mapping[str, Any]) -> CrmField:
    """A custom field as the server tells it."""
    options = {str(one.get("value")): str(one.get("label")) for one in rows(told.get("options"))}
    return CrmField(
        entity,
        str(told.get("key")),
        TYPES.get(str(told.get("field_type")), FieldType.OTHER),
        str(told.get("label") or ""),
        options,
        required=bool(told.get("is_required")),
    )


def _pipeline(told: Mapping[str, Any]) -> CrmPipeline:
    stages = tuple(
        CrmStage(str(one["code"]), str(one.get("label")), CLOSINGS.get(str(one.get("kind"))))
        for one in rows(told.get("stages"))
    )
    return CrmPipeline(str(told["id"]), str(told.get("name")), stages)


def _user(told: Mapping[str, Any]) -> CrmUser:
    details = table(told.get("user_details"))
    name, email = str(details.get("name") or ""), str(details.get("email") or "")
    return CrmUser(str(told["id"]), name or email, email, bool(told.get("is_active")))
