"""Answers in words: how a stored value is shown to people, and placeholders filled with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.chat.texts import Texts
from bot.chat.wording import appointment, decimal, number, percent, period
from dialogs.appointments import at_time
from dialogs.kinds.files import LINK
from dialogs.reading import find_city, shown_url
from dialogs.scenario import Option, Scenario, Slot, SlotType, Text
from dialogs.schema.texts import PLACEHOLDER
from dialogs.shown import amount
from dialogs.values import (
    Attachment,
    Blank,
    Day,
    Number,
    Other,
    Range,
    Value,
    value_from_json,
)
from leads.contact import Contact
from leads.verdict import JsonValue

BOUNDS = frozenset({"below_minimum", "above_maximum"})
ADDRESSES = frozenset({SlotType.URL, SlotType.DOMAIN})
MISTAKES_OF_ANOTHER_KIND = frozenset(
    {
        "attachment_not_expected",
        "contact_not_expected",
        "dont_know_not_allowed",
        "not_expected",
        "not_your_contact",
        "nothing_before",
        "nothing_chosen",
        "own_words",
        "press_continue",
        "skip_not_allowed",
        "too_few_choices",
        "too_many_choices",
    }
)
"""Rejections that an example of a good answer does not help with."""


def show_value(texts: Texts, slot: Slot, value: Value, locale: str) -> str:
    """The value as a person would say it: option labels, grouped digits, unit or currency."""
    match value:
        case Blank():
            return texts.label(f"value_{value.value}", locale)
        case bool():
            return texts.label("yes" if value else "no", locale)
        case int() | Decimal():
            return _number(texts, slot, value, locale)
        case Range():
            return _span(texts, slot, value, locale)
        case Day(first, last):
            return period(first, last, locale)
        case Attachment(kind, file_id, name):
            shown = file_id if kind == LINK else name or texts.label(f"file_{kind}", locale)
            return f"📎 {shown}"
        case Other(text):
            return text
        case frozenset():
            chosen = [option.label.in_(locale) for option in slot.options if option.id in value]
            return ", ".join((*chosen, *(one.text for one in value if isinstance(one, Other))))
        case str():
            return _words(slot, value, locale)


def _bound(code: str, detail: str, locale: str) -> str:
    """The bound of a number with the decimal sign of the language."""
    return detail.replace(".", ",") if locale == "ru" and code in BOUNDS else detail


def _words(slot: Slot, value: str, locale: str) -> str:
    if slot.type is SlotType.APPOINTMENT:
        return appointment(datetime.fromisoformat(value), locale)
    if slot.type in ADDRESSES:
        return shown_url(value)
    if slot.type is SlotType.CITY:
        city = find_city(value)
        return city.name(locale) if city else value
    option = slot.option(value)
    return option.label.in_(locale) if option else value


def _number(texts: Texts, slot: Slot, value: Number, locale: str) -> str:
    match value:
        case int() if slot.type is SlotType.RATING:
            return texts.label("value_rating", locale).format(grade=value, top=slot.maximum)
        case int() if slot.type is SlotType.MONEY:
            return amount(value, slot.currency)
        case int():
            return _measured(slot, value, number(value), locale)
        case Decimal() if slot.type is SlotType.PERCENT:
            return percent(value, locale)
        case Decimal():
            return _measured(slot, value, decimal(value, locale), locale)


def _span(texts: Texts, slot: Slot, span: Range, locale: str) -> str:
    match span:
        case Range(int(low), int(high)):
            shown = number(low) if low == high else f"{number(low)}–{number(high)}"
            return _measured(slot, high, shown, locale)
        case Range(int(low), None):
            bound, shown = low, texts.label("value_from", locale).format(low=number(low))
        case _:
            bound = span.high or 0
            shown = texts.label("value_to", locale).format(high=number(bound))
    return f"{shown} {slot.unit.bounding(bound, locale)}" if slot.unit else shown


def _measured(slot: Slot, value: Number, shown: str, locale: str) -> str:
    return f"{shown} {slot.unit.after(value, locale)}" if slot.unit else shown


def option_label(slot: Slot, option: Option, locale: str) -> str:
    """The label as a button shows it; times of an appointment get their day in words."""
    if slot.grid is None:
        return option.label.in_(locale)
    return appointment(at_time(option.id), locale)


def fill(
    texts: Texts, text: Text, slots: Mapping[str, Slot], answers: Mapping[str, Value], locale: str
) -> str:
    """The text in `locale` with `{slot|fallback}` replaced; a blank answer gives the fallback."""

    def replacement(found: re.Match[str]) -> str:
        slot_id, fallback = found.groups()
        slot, value = slots.get(slot_id), answers.get(slot_id)
        if slot is None or value is None or isinstance(value, Blank):
            return str(fallback)
        return show_value(texts, slot, value, locale)

    return PLACEHOLDER.sub(replacement, text.in_(locale))


def fill_stored(
    texts: Texts,
    sentence: Mapping[str, str],
    scenario: Scenario | None,
    inputs: Mapping[str, JsonValue],
    locale: str,
) -> str:
    """A sentence of a stored verdict, filled with the verdict's own answers.

    The fallback stands wherever the answer was personal, or the scenario is gone.
    """
    slots = scenario.slots if scenario else {}
    answers = {slot: value_from_json(value) for slot, value in inputs.items()}
    return fill(texts, Text(sentence), slots, answers, locale)


def confirmation_text(texts: Texts, slot: Slot | None, value: Value, locale: str) -> str:
    """The question whether an answer was read right."""
    shown = "" if slot is None else show_value(texts, slot, value, locale)
    return texts.render("confirm_reading", locale, shown=shown)


def rejection_text(texts: Texts, code: str, locale: str, *, detail: str, slot: Slot | None) -> str:
    """Why a reply was no answer, with an example of a good one where the slot gives it.

    A code without words of its own gets the general ones.
    """
    if slot is not None and slot.mismatch is not None and code == "mismatch":
        text = texts.render("reject_mismatch", locale, tell=slot.mismatch.in_(locale))
    else:
        name = f"reject_{code}"
        known = name if texts.has(name, locale) else "reject_generic"
        text = texts.render(known, locale, detail=_bound(code, detail, locale))
    if slot is None or slot.example is None or code in MISTAKES_OF_ANOTHER_KIND:
        return text
    return f"{text}\n\n{texts.render('example', locale, example=slot.example.in_(locale))}"


def whose_clock(texts: Texts, contact: Contact, company: ZoneInfo, now: datetime) -> str:
    """Whose clock times are on that a person is told: theirs where it is known, else ours."""
    if contact.zone:
        return texts.label("clock_yours", contact.language)
    offset = f"{now.astimezone(company):%z}"
    named = f"UTC{offset[:3]}:{offset[3:]}"
    return texts.label(f"clock_{company.key}", contact.language, named)
