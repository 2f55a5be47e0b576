"""The `slots:` part of a scenario: what is collected, of which type, in which range."""

from __future__ import annotations

import re

from dialogs.scenario import Personal, Slot, SlotType
from dialogs.schema.fields import Fields, Path, Report, open_fields
from dialogs.schema.keys import SLOT, SLOT_BY_TYPE, Part
from dialogs.schema.limits import limited
from dialogs.schema.options import good_word, read_options
from dialogs.schema.slot_types import KEYS_OF, NEEDED_OF
from dialogs.schema.texts import read_text
from dialogs.schema.units import read_unit
from dialogs.source import Entries, Entry, Tree
from leads.consent import Purpose

BIRTHDAY = "contact.birthday"
PERSONAL_FIELDS = ("contact.name", "contact.phone", "contact.email", BIRTHDAY)
"""Fields that are encrypted, exported and erased with the contact."""
MAX_EXAMPLE = 200
_KEYS = Part(SLOT.required, {**SLOT.optional, **SLOT_BY_TYPE})
_CRM = re.compile(r"(lead|contact|company)\.[A-Za-z][A-Za-z0-9_]*")
CURRENCY = re.compile(r"[A-Z]{3}")


def read_slots(report: Report, tree: Tree | None) -> dict[str, Slot]:
    """The slots that are well-formed, by id."""
    if tree is None:
        return {}
    if not isinstance(tree, Entries):
        report.error(
            "wrong-shape",
            tree.mark,
            "slots is a mapping from slot id to its definition",
            "write traffic: {type: integer, label: …}, without -",
        )
        return {}
    slots: dict[str, Slot] = {}
    seen: set[str] = set()
    for entry in tree.entries:
        if entry.key in seen:
            report.error(
                "duplicate-id", entry.mark, f"slot {entry.key!r} is defined twice", "rename one"
            )
            continue
        seen.add(entry.key)
        if not good_word(report, entry, "a slot"):
            continue
        slot = _read_slot(report, entry)
        if slot is not None:
            slots[slot.id] = slot
    return slots


def _read_slot(report: Report, entry: Entry) -> Slot | None:
    path: Path = ("slots", entry.key)
    report.places[path] = entry.value
    what = f"slot {entry.key}"
    fields = open_fields(
        report,
        entry.value,
        path,
        what,
        _KEYS,
    )
    if fields is None:
        return None
    type_name = fields.one_of("type", SlotType, "a type of slot")
    label_tree = fields.get("label")
    label = None if label_tree is None else read_text(report, label_tree, (*path, "label"), "label")
    if type_name is None or label is None:
        return None
    slot_type = SlotType(type_name)
    _check_keys(fields, slot_type, what)
    unit_tree = fields.get("unit")
    example = fields.get("example")
    personal = _personal(fields, slot_type)
    slot = Slot(
        id=entry.key,
        type=slot_type,
        label=label,
        unit=None if unit_tree is None else read_unit(report, unit_tree, (*path, "unit")),
        currency=_currency(fields),
        options=read_options(fields, slot_type),
        other=fields.flag("other"),
        example=None
        if example is None
        else read_text(report, example, (*path, "example"), "example", limit=MAX_EXAMPLE),
        personal=personal,
        purpose=fields.one_of("purpose", Purpose, "a purpose of consent"),
        crm=_crm(fields, slot_type, personal),
        need=fields.flag("need"),
    )
    return limited(fields, slot)


def _check_keys(fields: Fields, slot_type: SlotType, what: str) -> None:
    for key, tree in fields.values.items():
        if key in SLOT_BY_TYPE and key not in KEYS_OF[slot_type]:
            fields.report.error(
                "key-not-for-type",
                tree.mark,
                f"{what} is of type {slot_type}, which has no {key!r}",
                "remove it, or correct the type",
            )
    for key in NEEDED_OF.get(slot_type, ()):
        if key not in fields:
            fields.report.error(
                "missing-key",
                fields.mark,
                f"{what} of type {slot_type} needs {key!r}",
                f"add {key}: …",
            )


def _currency(fields: Fields) -> str | None:
    scalar = fields.scalar("currency")
    if scalar is None:
        return None
    if not CURRENCY.fullmatch(scalar.text):
        fields.report.error(
            "unknown-value", scalar.mark, f"{scalar.text[:20]!r} is no currency", "write RUB"
        )
    return scalar.text


def _personal(fields: Fields, slot_type: SlotType) -> Personal:
    """As written; a phone, an e-mail and a birthday are contact data unless the file says
    otherwise."""
    written = fields.one_of("personal", Personal, "a class of personal data")
    if written is not None:
        return Personal(written)
    field = fields.scalar("crm")
    birthday = field is not None and field.text == BIRTHDAY
    contact = birthday or slot_type in (SlotType.PHONE, SlotType.EMAIL)
    return Personal.CONTACT if contact else Personal.NONE


def _crm(fields: Fields, slot_type: SlotType, personal: Personal) -> str | None:
    scalar = fields.scalar("crm")
    if scalar is None:
        return None
    if not _CRM.fullmatch(scalar.text):
        fields.report.error(
            "bad-crm-field",
            scalar.mark,
            f"{scalar.text[:60]!r} is no field of a lead, contact or company",
            "write lead.name, contact.name or company.name",
        )
    elif personal is not Personal.NONE and scalar.text not in PERSONAL_FIELDS:
        fields.report.error(
            "personal-data-field",
            scalar.mark,
            f"personal data would be written to {scalar.text}, which is not kept encrypted",
            f"choose one of {', '.join(PERSONAL_FIELDS)}",
        )
    elif scalar.text == BIRTHDAY and (slot_type is not SlotType.DATE or personal is Personal.NONE):
        fields.report.error(
            "bad-crm-field",
            scalar.mark,
            f"{BIRTHDAY} keeps the answer to a question for a date, as personal data",
            "write type: date, and no personal: none",
        )
    return scalar.text
