"""A form as a page is to show it, for the script: fields with their words. Pure."""

from __future__ import annotations

from typing import Any

from bot.web.intake.door import Words
from bot.web.intake.entrance import Entrance
from dialogs.scenario import Scenario, Slot, SlotType

KINDS = {
    SlotType.CHOICE: "choice",
    SlotType.CHOICES: "choices",
    SlotType.BOOLEAN: "tick",
    SlotType.PHONE: "tel",
    SlotType.EMAIL: "email",
    SlotType.DATE: "date",
}
"""How a slot is filled in on a page; everything else is a line of text."""


def shown(entrance: Entrance, quiz: Scenario, words: Words, language: str) -> dict[str, Any]:
    """Everything that the page needs, as JSON."""
    form = entrance.form
    fields = [
        _field(name, form.asks(name, quiz), form.required, language)
        for name in (*form.person, *form.answers)
    ]
    agreement = form.agreement
    return {
        "language": language,
        "fields": fields,
        "agreement": None
        if agreement is None
        else {"name": agreement.field, "text": agreement.in_(language).text},
        "trap": entrance.trap,
        "words": words.script(language),
    }


def _field(name: str, slot: Slot, required: frozenset[str], language: str) -> dict[str, Any]:
    return {
        "name": name,
        "label": slot.label.in_(language),
        "kind": KINDS.get(slot.type, "text"),
        "required": name in required,
        "options": [[one.id, one.label.in_(language)] for one in slot.options if not one.gone],
    }
