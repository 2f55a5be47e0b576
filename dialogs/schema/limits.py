"""What a slot accepts: the range of its numbers, the length and pattern of its texts, how many."""

from __future__ import annotations

from dataclasses import replace

from dialogs.conditions import did_you_mean
from dialogs.kinds.files import DEFAULT_FILES, FILE_KINDS
from dialogs.patterns import PatternError, read_pattern
from dialogs.scenario import Slot, SlotType
from dialogs.schema.calendars import read_grid
from dialogs.schema.fields import Fields
from dialogs.schema.slot_types import FRACTIONAL, SCALES
from dialogs.schema.texts import read_text
from dialogs.values import Number

MAX_TEXT_ANSWER = 4000
MAX_PATTERN_ANSWER = 200
"""A pattern describes a number, a code, a name: nothing longer."""
MAX_DECIMALS = 6


def limited(fields: Fields, slot: Slot) -> Slot:
    """The slot with the limits that its keys set."""
    match slot.type:
        case SlotType.RATING:
            return _rating(fields, slot)
        case SlotType.TEXT:
            return _text(fields, slot)
        case SlotType.CHOICES:
            return _choices(fields, slot)
        case SlotType.DATE | SlotType.PERIOD:
            return replace(slot, future=fields.flag("future"))
        case SlotType.APPOINTMENT:
            return replace(slot, grid=read_grid(fields))
        case SlotType.FILE:
            return replace(slot, accepts=_accepted(fields))
        case _:
            return _numbers(fields, slot)


def _numbers(fields: Fields, slot: Slot) -> Slot:
    read = fields.number if slot.type in FRACTIONAL else fields.whole
    minimum, maximum = read("min"), read("max")
    if slot.type is SlotType.PERCENT:
        minimum = 0 if minimum is None else minimum
        maximum = 100 if maximum is None else maximum
    _in_order(fields, "min", minimum, "max", maximum)
    decimals = fields.whole("decimals", least=1)
    if decimals is not None and decimals > MAX_DECIMALS:
        fields.report.error(
            "wrong-type",
            fields.values["decimals"].mark,
            f"at most {MAX_DECIMALS} places behind the point are kept",
            "write 2",
        )
    return replace(slot, minimum=minimum, maximum=maximum, decimals=decimals or slot.decimals)


def _rating(fields: Fields, slot: Slot) -> Slot:
    name = fields.one_of("scale", SCALES, "a scale")
    if name is None:
        return slot
    low, high = SCALES[name]
    return replace(slot, minimum=low, maximum=high)


def _choices(fields: Fields, slot: Slot) -> Slot:
    least, most = fields.whole("min_choices", least=1), fields.whole("max_choices", least=1)
    _in_order(fields, "min_choices", least, "max_choices", most)
    always = sum(
        ("slots", slot.id, "options", option.id, "when") not in fields.report.places
        for option in slot.options
    )
    if least is not None and slot.options and least > always:
        fields.report.error(
            "wrong-type",
            fields.values["min_choices"].mark,
            f"{slot.id} has {always} options that are always there, and asks for {least}",
            "lower min_choices, or add options without a when",
        )
    return replace(slot, least=least or 1, most=most)


def _text(fields: Fields, slot: Slot) -> Slot:
    least = fields.whole("min_length", least=1)
    most = fields.whole("max_length", least=1)
    _in_order(fields, "min_length", least, "max_length", most)
    limit = MAX_PATTERN_ANSWER if "pattern" in fields else MAX_TEXT_ANSWER
    if most is not None and most > limit:
        what = "an answer with a pattern" if "pattern" in fields else "an answer"
        fields.report.error(
            "wrong-type",
            fields.values["max_length"].mark,
            f"{what} has at most {limit} characters",
            f"write {limit} or less",
        )
    slot = replace(slot, min_length=least or 1, max_length=most or min(slot.max_length, limit))
    return _patterned(fields, slot)


def _patterned(fields: Fields, slot: Slot) -> Slot:
    scalar, tree = fields.scalar("pattern"), fields.get("mismatch")
    if (scalar is None) != (tree is None):
        fields.report.error(
            "missing-key",
            fields.mark,
            f"slot {slot.id}: pattern and mismatch go together",
            "say in mismatch what is expected, in every language",
        )
    if scalar is None or tree is None:
        return slot
    try:
        read_pattern(scalar.text)
    except PatternError as error:
        fields.report.error("bad-pattern", scalar.at(error.offset), error.message, error.fix)
    path = ("slots", slot.id, "mismatch")
    return replace(
        slot,
        pattern=scalar.text,
        mismatch=read_text(fields.report, tree, path, "mismatch"),
    )


def _accepted(fields: Fields) -> tuple[str, ...]:
    tree = fields.get("accepts")
    if tree is None:
        return DEFAULT_FILES
    kinds: list[str] = []
    for item in fields.report.items(tree, "accepts"):
        scalar = fields.report.scalar(item, "a kind of file")
        if scalar is None:
            continue
        if scalar.text in FILE_KINDS:
            kinds.append(scalar.text)
        else:
            fields.report.error(
                "unknown-value",
                scalar.mark,
                f"{scalar.text[:40]!r} is no kind of file",
                did_you_mean(scalar.text, frozenset(FILE_KINDS)),
            )
    return tuple(dict.fromkeys(kinds)) or DEFAULT_FILES


def _in_order(
    fields: Fields, low_key: str, low: Number | None, high_key: str, high: Number | None
) -> None:
    if low is not None and high is not None and low > high:
        where = fields.values.get(high_key) or fields.values[low_key]
        fields.report.error(
            "wrong-type",
            where.mark,
            f"{fields.path[-1]}: {high_key} is below {low_key}",
            "swap them",
        )
