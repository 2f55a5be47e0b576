"""What each type of slot takes: its keys, and what conditions may do with it."""

from __future__ import annotations

from collections.abc import Mapping

from dialogs.conditions import Kind, Name
from dialogs.scenario import Slot, SlotType
from dialogs.signals.circumstances import OF_OUTCOMES, OF_SIGNALS

SCORES = ("fit", "intent")
BESIDE_OUTCOMES: Mapping[str, Name] = {
    **{score: Name(Kind.NUMBER) for score in SCORES},
    **OF_OUTCOMES,
}
"""Names that the conditions of outcomes know beside the slots."""
BESIDE = frozenset({*BESIDE_OUTCOMES, *OF_SIGNALS})
"""Names that no slot can have."""
KNOWN_TO: Mapping[str, str] = {
    **dict.fromkeys(BESIDE_OUTCOMES, f"only outcomes may look at {', '.join(BESIDE_OUTCOMES)}"),
    **dict.fromkeys(OF_SIGNALS, f"only signals may look at {', '.join(OF_SIGNALS)}"),
}
"""Who may look at each of them."""

KEYS_OF: Mapping[SlotType, tuple[str, ...]] = {
    SlotType.BOOLEAN: (),
    SlotType.CHOICE: ("options", "other"),
    SlotType.CHOICES: ("options", "other", "min_choices", "max_choices"),
    SlotType.INTEGER: ("unit", "min", "max"),
    SlotType.DECIMAL: ("unit", "min", "max", "decimals"),
    SlotType.MONEY: ("currency", "min", "max"),
    SlotType.PERCENT: ("min", "max", "decimals"),
    SlotType.RANGE: ("unit", "min", "max"),
    SlotType.RATING: ("scale",),
    SlotType.DATE: ("future",),
    SlotType.PERIOD: ("future",),
    SlotType.TIME: (),
    SlotType.APPOINTMENT: ("days", "from", "to", "every", "zone"),
    SlotType.TEXT: ("min_length", "max_length", "pattern", "mismatch"),
    SlotType.PHONE: (),
    SlotType.EMAIL: (),
    SlotType.URL: (),
    SlotType.DOMAIN: (),
    SlotType.COMPANY: (),
    SlotType.CITY: (),
    SlotType.FILE: ("accepts",),
    SlotType.CONSENT: ("purpose",),
}
"""Keys beyond those that every slot has."""
NEEDED_OF: Mapping[SlotType, tuple[str, ...]] = {
    SlotType.CHOICE: ("options",),
    SlotType.CHOICES: ("options",),
    SlotType.MONEY: ("currency",),
    SlotType.RATING: ("scale",),
    SlotType.APPOINTMENT: ("days", "from", "to", "every"),
    SlotType.CONSENT: ("purpose",),
}
SCALES: Mapping[str, tuple[int, int]] = {"0-10": (0, 10), "1-5": (1, 5)}
"""Scales of a rating, with their ends."""

_KINDS: Mapping[SlotType, Kind] = {
    SlotType.BOOLEAN: Kind.TRUTH,
    SlotType.CONSENT: Kind.TRUTH,
    SlotType.INTEGER: Kind.NUMBER,
    SlotType.DECIMAL: Kind.NUMBER,
    SlotType.MONEY: Kind.NUMBER,
    SlotType.PERCENT: Kind.NUMBER,
    SlotType.RANGE: Kind.NUMBER,
    SlotType.RATING: Kind.NUMBER,
    SlotType.DATE: Kind.DAYS,
    SlotType.PERIOD: Kind.DAYS,
    SlotType.CHOICE: Kind.CHOICE,
    SlotType.CHOICES: Kind.CHOICES,
}
FRACTIONAL = frozenset({SlotType.DECIMAL, SlotType.PERCENT})
"""Types whose numbers may have places behind the point."""


def names_of(slots: Mapping[str, Slot]) -> dict[str, Name]:
    """The names that conditions over these slots may use."""
    return {
        slot.id: Name(
            _KINDS.get(slot.type, Kind.WORDS),
            frozenset(option.id for option in slot.options),
            slot.minimum,
            slot.maximum,
            whole=slot.type not in FRACTIONAL,
        )
        for slot in slots.values()
    }
