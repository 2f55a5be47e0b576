"""What a portal has of its own: fields, stages, users; and making a field."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from typing import Any

from crm_sync.adapters.bitrix24.items import COMPANY, CONTACT, DEAL, LEAD, LEADS, WORD_OF_TYPE
from crm_sync.adapters.bitrix24.portal import Portal
from crm_sync.cards import Entity
from crm_sync.errors import CrmRejected
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
    "text": FieldType.TEXT,
    "integer": FieldType.INTEGER,
    "double": FieldType.NUMBER,
    "boolean": FieldType.BOOLEAN,
    "char": FieldType.BOOLEAN,
    "date": FieldType.DATE,
    "datetime": FieldType.MOMENT,
    "money": FieldType.MONEY,
    "enumeration": FieldType.CHOICE,
    "crm_status": FieldType.CHOICE,
    "url": FieldType.URL,
}
NAME_OF_TYPE: Mapping[FieldType, str] = {
    FieldType.TEXT: "string",
    FieldType.INTEGER: "integer",
    FieldType.NUMBER: "double",
    FieldType.BOOLEAN: "boolean",
    FieldType.DATE: "date",
    FieldType.MOMENT: "datetime",
    FieldType.MONEY: "money",
    FieldType.CHOICE: "enumeration",
    FieldType.CHOICES: "enumeration",
    FieldType.URL: "url",
    FieldType.PHONE: "string",
    FieldType.EMAIL: "string",
}
MULTIPLE = {
    "PHONE": FieldType.PHONE,
    "EMAIL": FieldType.EMAIL,
    "WEB": FieldType.URL,
    "IM:TELEGRAM": FieldType.TEXT,
}
OWN_NAME = re.compile(r"UF_CRM_[A-Z0-9_]{1,43}")
"""At most fifty characters, the prefix included."""
CLOSINGS = {"S": Closing.WON, "F": Closing.LOST}


async def read_schema(portal: Portal, kind: int, loss_field: str) -> CrmSchema:
    """Everything of the portal that a mapping can name."""
    fields: list[CrmField] = []
    for number, entity in (
        (kind, Entity.LEAD),
        (CONTACT, Entity.CONTACT),
        (COMPANY, Entity.COMPANY),
    ):
        asked = {"entityTypeId": number, "useOriginalUfNames": "Y"}
        told = table(table(await portal.call("crm.item.fields", asked)).get("fields"))
        fields += [_field(entity, name, table(one)) for name, one in told.items()]
        if number != DEAL:
            fields += [CrmField(entity, name, sort, name) for name, sort in MULTIPLE.items()]
    reasons = next((one for one in fields if one.name == loss_field), None)
    return CrmSchema(
        tuple(fields),
        await _pipelines(portal, kind),
        tuple([user async for user in _users(portal)]),
        reasons.options if reasons else {},
    )


async def create_field(portal: Portal, wanted: CrmField, kind: int) -> CrmField:
    """A custom field of leads or deals, contacts or companies."""
    name = wanted.name.upper()
    name = name if name.startswith("UF_CRM_") else f"UF_CRM_{name}"
    if not OWN_NAME.fullmatch(name):
        raise CrmRejected(
            f"Bitrix24 can't name a field {wanted.name!r}: at most 43 letters A-Z, digits and _",
            field=wanted.name,
        )
    number = {Entity.CONTACT: CONTACT, Entity.COMPANY: COMPANY}.get(wanted.entity, kind)
    several = wanted.type is FieldType.CHOICES
    told: dict[str, object] = {
        "USER_TYPE_ID": NAME_OF_TYPE[wanted.type],
        "FIELD_NAME": name.removeprefix("UF_CRM_"),
        "LABEL": wanted.label or wanted.name,
        "MULTIPLE": "Y" if several else "N",
    }
    if wanted.options:
        told["LIST"] = [
            {"VALUE": label, "XML_ID": option, "SORT": 100 * place}
            for place, (option, label) in enumerate(wanted.options.items(), 1)
        ]
    method = f"crm.{WORD_OF_TYPE[number]}.userfield.add"
    await portal.call(method, {"fields": told}, repeatable=False)
    asked = {"entityTypeId": number, "useOriginalUfNames": "Y"}
    fields = table(table(await portal.call("crm.item.fields", asked)).get("fields"))
    return _field(wanted.entity, name, table(fields.get(name)))


async def _pipelines(portal: Portal, kind: int) -> tuple[CrmPipeline, ...]:
    told = await portal.call("crm.category.list", {"entityTypeId": DEAL})
    deals = [
        CrmPipeline(
            str(one["id"]),
            str(one.get("name")),
            await _stages(portal, f"DEAL_STAGE_{one['id']}" if int(one["id"]) else "DEAL_STAGE"),
        )
        for one in rows(table(told).get("categories"))
    ]
    if kind == LEAD:
        deals.insert(0, CrmPipeline(LEADS, LEADS, await _stages(portal, "STATUS", lead=True)))
    return tuple(deals)


async def _stages(portal: Portal, entity: str, *, lead: bool = False) -> tuple[CrmStage, ...]:
    asked = {"filter": {"ENTITY_ID": entity}, "order": {"SORT": "ASC"}}
    found = rows(await portal.call("crm.status.list", asked))
    return tuple(
        CrmStage(str(one["STATUS_ID"]), str(one.get("NAME")), _closing(one, lead=lead))
        for one in found
    )


def _closing(status: Mapping[str, Any], *, lead: bool) -> Closing | None:
    found = CLOSINGS.get(str(status.get("SEMANTICS")))
    return None if lead and found is Closing.WON else found


async def _users(portal: Portal) -> AsyncIterator[CrmUser]:
    start: int | None = 0
    while start is not None:
        asked = {"FILTER": {"USER_TYPE": "employee"}, "start": start}
        found, start = await portal.page("user.get", asked)
        for one in rows(found):
            name = " ".join(filter(None, (one.get("NAME"), one.get("LAST_NAME"))))
            active = one.get("ACTIVE") in (True, "Y", "1")
            yield CrmUser(str(one["ID"]), name, str(one.get("EMAIL") or ""), active)


def _field(entity: Entity, name: str, told: Mapping[str, Any]) -> CrmField:
    sort = TYPES.get(str(told.get("type")), FieldType.OTHER)
    if sort is FieldType.CHOICE and told.get("isMultiple"):
        sort = FieldType.CHOICES
    options = {str(one["ID"]): str(one["VALUE"]) for one in rows(told.get("items"))}
    return CrmField(
        entity,
        name,
        sort,
        str(told.get("title") or name),
        options,
        required=bool(told.get("isRequired")),
        read_only=bool(told.get("isReadOnly")),
    )
