"""What a database has of its own: fields, pipelines, users, reasons; and making a field.

A pipeline is a sales team. Its stages are those of all teams and its own, and `lost`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crm_sync.adapters.odoo.cards import LOST, MODEL_OF_ENTITY, Fields
from crm_sync.adapters.odoo.server import Server
from crm_sync.adapters.odoo.writing import fields_of
from crm_sync.cards import Entity
from crm_sync.errors import CrmConfigError
from crm_sync.schema import (
    Closing,
    CrmField,
    CrmPipeline,
    CrmSchema,
    CrmStage,
    CrmUser,
    FieldType,
)

TYPES: Mapping[str, FieldType] = {
    "char": FieldType.TEXT,
    "text": FieldType.TEXT,
    "html": FieldType.TEXT,
    "integer": FieldType.INTEGER,
    "float": FieldType.NUMBER,
    "monetary": FieldType.MONEY,
    "boolean": FieldType.BOOLEAN,
    "date": FieldType.DATE,
    "datetime": FieldType.MOMENT,
    "selection": FieldType.CHOICE,
    "many2one": FieldType.INTEGER,
}
"""Of a reference the record's number is written."""

NAME_OF_TYPE: Mapping[FieldType, str] = {
    FieldType.TEXT: "text",
    FieldType.INTEGER: "integer",
    FieldType.NUMBER: "float",
    FieldType.MONEY: "float",
    FieldType.BOOLEAN: "boolean",
    FieldType.DATE: "date",
    FieldType.MOMENT: "datetime",
    FieldType.CHOICE: "selection",
}
"""Anything else is a line of text."""


async def read_schema(server: Server) -> CrmSchema:
    """Everything of the database that a mapping can name."""
    described = {
        model: await fields_of(server, model) for model in dict.fromkeys(MODEL_OF_ENTITY.values())
    }
    fields = tuple(
        _field(entity, name, one)
        for entity, model in MODEL_OF_ENTITY.items()
        for name, one in described[model].items()
    )
    users = await server.rows(
        "res.users", [["share", "=", False]], ["name", "login", "email", "active"]
    )
    reasons = await server.rows("crm.lost.reason", [], ["name"])
    return CrmSchema(
        fields,
        await _pipelines(server),
        tuple(_user(one) for one in users),
        {str(one["id"]): str(one.get("name")) for one in reasons},
    )


async def create_field(server: Server, wanted: CrmField, *, is_key: bool) -> CrmField:
    """A custom field, unless the model has it: people and companies are one model. Our key is
    not copied when somebody duplicates a record, and is quick to find."""
    model = MODEL_OF_ENTITY[wanted.entity]
    there = (await fields_of(server, model)).get(wanted.name)
    if there is not None:
        return _field(wanted.entity, wanted.name, there)
    models = await server.rows("ir.model", [["model", "=", model]], ["model"])
    if not models:
        raise CrmConfigError(f"Odoo has no {model}: is its CRM application installed?")
    kind = "char" if is_key else NAME_OF_TYPE.get(wanted.type, "char")
    values: dict[str, object] = {
        "name": wanted.name,
        "model_id": models[0]["id"],
        "ttype": kind,
        "field_description": wanted.label or wanted.name,
    }
    if is_key:
        values |= {"copied": False, "index": True}
    if kind == "selection":
        values["selection_ids"] = [
            [0, 0, {"value": value, "name": label, "sequence": place}]
            for place, (value, label) in enumerate(wanted.options.items())
        ]
    await server.call("ir.model.fields", "create", {"vals_list": [values]})
    made = TYPES.get(kind, FieldType.TEXT)
    return CrmField(wanted.entity, wanted.name, made, wanted.label, wanted.options)


async def _pipelines(server: Server) -> tuple[CrmPipeline, ...]:
    # A stage belongs to one team up to version 18, and to several from 19 on.
    described: Fields = await fields_of(server, "crm.stage")
    owners = "team_ids" if "team_ids" in described else "team_id"
    stages = await server.rows(
        "crm.stage", [], ["name", "is_won", owners], order="sequence, name, id"
    )
    teams = await server.rows("crm.team", [["active", "=", True]], ["name"])
    return tuple(
        CrmPipeline(str(team["id"]), str(team.get("name")), _stages(stages, owners, team["id"]))
        for team in teams
    )


def _stages(stages: Sequence[Mapping[str, Any]], owners: str, team: int) -> tuple[CrmStage, ...]:
    ours = [one for one in stages if not one.get(owners) or team in _teams(one[owners])]
    return (
        *(
            CrmStage(
                str(one["id"]), str(one.get("name")), Closing.WON if one.get("is_won") else None
            )
            for one in ours
        ),
        CrmStage(LOST, LOST, Closing.LOST),
    )


def _teams(owners: Sequence[Any]) -> Sequence[Any]:
    """Numbers of teams; a single one comes with its name."""
    return [owners[0]] if len(owners) == 2 and isinstance(owners[1], str) else owners


def _field(entity: Entity, name: str, told: Mapping[str, Any]) -> CrmField:
    options = {str(value): str(label) for value, label in told.get("selection") or ()}
    return CrmField(
        entity,
        name,
        TYPES.get(str(told.get("type")), FieldType.OTHER),
        str(told.get("string") or name),
        options,
        required=bool(told.get("required")),
        read_only=bool(told.get("readonly")),
    )


def _user(told: Mapping[str, Any]) -> CrmUser:
    email = str(told.get("email") or told.get("login") or "")
    return CrmUser(str(told["id"]), str(told.get("name")), email, bool(told.get("active")))
