"""The `slots:` part of a scenario: what is collected, of which type, in which range."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dialogs.conditions import RESERVED, Kind, Name
from dialogs.scenario import Option, Personal, Slot, SlotType, Text
from dialogs.schema.fields import WORD, Fields, Path, Report, open_fields
from dialogs.schema.keys import SLOT, SLOT_BY_TYPE, Part
from dialogs.schema.texts import MAX_LABEL, read_text
from dialogs.source import Entries, Entry, Tree
from leads.consent import Purpose

SCORES = ("fit", "intent")
PERSONAL_FIELDS = ("contact.name", "contact.phone", "contact.email")
"""Fields that are encrypted, exported and erased with the contact."""
MAX_TEXT_ANSWER = 4000
CALLBACK_BYTES = 64
CALLBACK_FRAME = 28
"""Bytes of a button's payload that its prefix, its turn and its separators need."""

KEYS_OF: Mapping[SlotType, tuple[str, ...]] = {
    SlotType.BOOLEAN: (),
    SlotType.CHOICE: ("options",),
    SlotType.CHOICES: ("options",),
    SlotType.INTEGER: ("unit", "min", "max"),
    SlotType.MONEY: ("currency", "min", "max"),
    SlotType.TEXT: ("max_length",),
    SlotType.PHONE: (),
    SlotType.EMAIL: (),
    SlotType.URL: (),
    SlotType.CONSENT: ("purpose",),
}
NEEDED_OF: Mapping[SlotType, tuple[str, ...]] = {
    SlotType.CHOICE: ("options",),
    SlotType.CHOICES: ("options",),
    SlotType.MONEY: ("currency",),
    SlotType.CONSENT: ("purpose",),
}
_KEYS = Part(SLOT.required, {**SLOT.optional, **SLOT_BY_TYPE})
_CRM = re.compile(r"(lead|contact|company)\.[A-Za-z][A-Za-z0-9_]*")
_CURRENCY = re.compile(r"[A-Z]{3}")

_KINDS: Mapping[SlotType, Kind] = {
    SlotType.BOOLEAN: Kind.TRUTH,
    SlotType.CONSENT: Kind.TRUTH,
    SlotType.INTEGER: Kind.NUMBER,
    SlotType.MONEY: Kind.NUMBER,
    SlotType.CHOICE: Kind.CHOICE,
    SlotType.CHOICES: Kind.CHOICES,
}


def names_of(slots: Mapping[str, Slot]) -> dict[str, Name]:
    """The names that conditions over these slots may use."""
    return {
        slot.id: Name(
            _KINDS.get(slot.type, Kind.WORDS),
            frozenset(option.id for option in slot.options),
            slot.minimum,
            slot.maximum,
        )
        for slot in slots.values()
    }


def read_slots(report: Report, tree: Tree) -> dict[str, Slot]:
    """The slots that are well-formed, by id."""
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
        if not _good_word(report, entry, "a slot"):
            continue
        slot = _read_slot(report, entry)
        if slot is not None:
            slots[slot.id] = slot
    return slots


def _good_word(report: Report, entry: Entry, what: str) -> bool:
    if entry.key in RESERVED or entry.key in SCORES:
        report.error(
            "bad-id",
            entry.mark,
            f"{entry.key!r} is a word of the condition language",
            "choose another id",
        )
        return False
    if WORD.fullmatch(entry.key) and len(entry.key) <= CALLBACK_BYTES:
        return True
    report.error(
        "bad-id",
        entry.mark,
        f"{entry.key[:CALLBACK_BYTES]!r} is not an id for {what}",
        "use small Latin letters, digits and _, a letter first",
    )
    return False


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
    minimum, maximum = fields.whole("min"), fields.whole("max")
    if minimum is not None and maximum is not None and minimum > maximum:
        report.error(
            "wrong-type", fields.values["max"].mark, f"{what}: max is below min", "swap them"
        )
    unit_tree = fields.get("unit")
    currency = fields.scalar("currency")
    if currency is not None and not _CURRENCY.fullmatch(currency.text):
        report.error(
            "unknown-value", currency.mark, f"{currency.text[:20]!r} is no currency", "write RUB"
        )
    max_length = fields.whole("max_length", least=1)
    if max_length is not None and max_length > MAX_TEXT_ANSWER:
        report.error(
            "wrong-type",
            fields.values["max_length"].mark,
            f"an answer has at most {MAX_TEXT_ANSWER} characters",
            f"write {MAX_TEXT_ANSWER} or less",
        )
    personal = _personal(fields, slot_type)
    return Slot(
        id=entry.key,
        type=slot_type,
        label=label,
        unit=None if unit_tree is None else read_text(report, unit_tree, (*path, "unit"), "unit"),
        minimum=minimum,
        maximum=maximum,
        currency=None if currency is None else currency.text,
        max_length=max_length or 1000,
        options=_options(fields, slot_type),
        personal=personal,
        purpose=fields.one_of("purpose", Purpose, "a purpose of consent"),
        crm=_crm(fields, personal),
    )


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


def _personal(fields: Fields, slot_type: SlotType) -> Personal:
    """As written; a phone and an e-mail are contact data unless the file says otherwise."""
    written = fields.one_of("personal", Personal, "a class of personal data")
    if written is not None:
        return Personal(written)
    return Personal.CONTACT if slot_type in (SlotType.PHONE, SlotType.EMAIL) else Personal.NONE


def _crm(fields: Fields, personal: Personal) -> str | None:
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
    return scalar.text


def _options(fields: Fields, slot_type: SlotType) -> tuple[Option, ...]:
    tree = fields.get("options")
    report = fields.report
    if tree is None or "options" not in KEYS_OF[slot_type]:
        return ()
    if not isinstance(tree, Entries):
        report.error(
            "wrong-shape",
            tree.mark,
            "options is a mapping from option id to its label",
            "write seo: {ru: …, en: …}",
        )
        return ()
    options: dict[str, Option] = {}
    for entry in tree.entries:
        if entry.key in options:
            report.error(
                "duplicate-id", entry.mark, f"option {entry.key!r} is given twice", "rename one"
            )
            continue
        if not _good_word(report, entry, "an option"):
            continue
        if CALLBACK_FRAME + len(entry.key) > CALLBACK_BYTES:
            report.error(
                "callback-too-long",
                entry.mark,
                f"a button for {entry.key!r} would carry {CALLBACK_FRAME + len(entry.key)} bytes,"
                f" Telegram takes {CALLBACK_BYTES}",
                f"use an id of at most {CALLBACK_BYTES - CALLBACK_FRAME} characters",
            )
        path = (*fields.path, "options", entry.key)
        label = read_text(report, entry.value, path, f"option {entry.key}", limit=MAX_LABEL)
        # An option whose label has a mistake is still there for conditions to name.
        options[entry.key] = Option(entry.key, label or Text({}))
    if len(tree.entries) < 2:
        report.error(
            "too-few-options",
            tree.mark,
            "a choice has at least two options",
            "add an option, or make it a yes/no question: type: boolean",
        )
    return tuple(options.values())
