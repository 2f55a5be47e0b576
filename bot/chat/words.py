"""Answers in words: how a stored value is shown to people, and placeholders filled with it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.chat.texts import Texts, number
from bot.chat.wording import CURRENCY_SIGNS
from dialogs.scenario import Slot, SlotType, Text
from dialogs.schema.texts import PLACEHOLDER
from dialogs.session import Blank, Value


def show_value(texts: Texts, slot: Slot, value: Value, locale: str) -> str:
    """The value as a person would say it: option labels, grouped digits, unit or currency."""
    match value:
        case Blank():
            return texts.label(f"value_{value.value}", locale)
        case bool():
            return texts.label("yes" if value else "no", locale)
        case int():
            shown = number(value)
            if slot.type is SlotType.MONEY and slot.currency:
                return f"{shown} {CURRENCY_SIGNS.get(slot.currency, slot.currency)}"
            return f"{shown} {slot.unit.in_(locale)}" if slot.unit else shown
        case frozenset():
            chosen = [option.label.in_(locale) for option in slot.options if option.id in value]
            return ", ".join(chosen)
        case _:
            option = slot.option(value)
            return option.label.in_(locale) if option else value


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


def rejection_text(texts: Texts, code: str, locale: str, *, detail: str, hint: str) -> str:
    """Why a reply was no answer; a code without words of its own gets the general ones."""
    name = f"reject_{code}"
    known = name if texts.has(name, locale) else "reject_generic"
    return texts.render(known, locale, detail=detail, hint=hint)
