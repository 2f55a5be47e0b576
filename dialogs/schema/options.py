"""The options of a choice: their labels, and the conditions that some are offered on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dialogs.conditions import RESERVED
from dialogs.scenario import Option, Slot, SlotType, Text
from dialogs.schema.fields import WORD, Fields, Report
from dialogs.schema.keys import OPTION
from dialogs.schema.rules import Context
from dialogs.schema.slot_types import BESIDE
from dialogs.schema.texts import MAX_LABEL, read_text
from dialogs.source import Entries, Entry

CALLBACK_BYTES = 64
CALLBACK_FRAME = 28
"""Bytes of a button's payload that its prefix, its turn and its separators need."""

CHOICE_TYPES = frozenset({SlotType.CHOICE, SlotType.CHOICES})


def read_options(fields: Fields, slot_type: SlotType) -> tuple[Option, ...]:
    """The options that are well-formed, still without their conditions."""
    tree = fields.get("options")
    report = fields.report
    if tree is None or slot_type not in CHOICE_TYPES:
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
        elif good_word(report, entry, "an option"):
            _check_payload(fields, entry)
            options[entry.key] = _read_option(fields, entry)
    if len(tree.entries) < 2:
        report.error(
            "too-few-options",
            tree.mark,
            "a choice has at least two options",
            "add an option, or make it a yes/no question: type: boolean",
        )
    return tuple(options.values())


def good_word(report: Report, entry: Entry, what: str) -> bool:
    """Whether the key is an id that conditions can name; otherwise a finding."""
    if entry.key in RESERVED or entry.key in BESIDE:
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


def _check_payload(fields: Fields, entry: Entry) -> None:
    if CALLBACK_FRAME + len(entry.key) > CALLBACK_BYTES:
        fields.report.error(
            "callback-too-long",
            entry.mark,
            f"a button for {entry.key!r} would carry {CALLBACK_FRAME + len(entry.key)} bytes,"
            f" Telegram takes {CALLBACK_BYTES}",
            f"use an id of at most {CALLBACK_BYTES - CALLBACK_FRAME} characters",
        )


def _read_option(fields: Fields, entry: Entry) -> Option:
    path = (*fields.path, "options", entry.key)
    label = read_text(
        fields.report,
        entry.value,
        path,
        f"option {entry.key}",
        limit=MAX_LABEL,
        beside=OPTION,
    )
    # An option whose label has a mistake is still there for conditions to name.
    return Option(entry.key, label or Text({}))


def offered_when(context: Context, slots: Mapping[str, Slot]) -> dict[str, Slot]:
    """The slots with the conditions of their options, which look at other slots."""
    return {slot.id: _conditioned(context, slot) for slot in slots.values()}


def _conditioned(context: Context, slot: Slot) -> Slot:
    options = tuple(_offered(context, slot, one) for one in slot.options)
    if options and not slot.other and all(option.when is not None for option in options):
        context.report.error(
            "no-lasting-option",
            context.report.places["slots", slot.id, "options"].mark,
            f"every option of {slot.id} has a when, so some people would see none",
            "offer one of them always, or add other: true",
        )
    return replace(slot, options=options)


def _offered(context: Context, slot: Slot, option: Option) -> Option:
    path = ("slots", slot.id, "options", option.id)
    tree = context.report.places.get((*path, "when"))
    if tree is None:
        return option
    fields = Fields(context.report, path, tree.mark, {"when": tree})
    return replace(option, when=context.condition(fields, "when"))
