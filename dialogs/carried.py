"""Answers that one version of a scenario collected, as another one could have been given them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from dialogs.conditions import Kind, Name
from dialogs.scenario import Slot
from dialogs.schema.slot_types import names_of
from dialogs.values import Blank, Day, Other, Range, Value


def carried(
    answers: Mapping[str, Value], slots: Mapping[str, Slot], before: Mapping[str, Slot]
) -> dict[str, Value]:
    """Those answers, by slot id, that `slots` could hold; they were given to the slots `before`."""
    names = names_of(slots)
    return {
        slot_id: answers[slot_id]
        for slot_id, slot in slots.items()
        if slot_id in answers and fits(answers[slot_id], slot, names[slot_id], before.get(slot_id))
    }


def fits(value: Value, slot: Slot, name: Name, before: Slot | None) -> bool:
    """Whether the slot could hold the value; its bounds may have moved meanwhile."""
    given: object = value
    match name.kind:
        case _ if isinstance(given, Blank):
            return True
        case Kind.TRUTH:
            return isinstance(given, bool)
        case Kind.NUMBER:
            same_money = before is None or before.currency == slot.currency
            number = isinstance(given, int | Decimal | Range) and not isinstance(given, bool)
            return number and same_money
        case Kind.DAYS:
            return isinstance(given, Day)
        case Kind.CHOICE:
            return isinstance(given, str | Other) and _offered(slot, given)
        case Kind.CHOICES:
            return isinstance(given, frozenset) and all(_offered(slot, one) for one in given)
        case _:
            return True


def _offered(slot: Slot, given: object) -> bool:
    """Whether it is an option; an answer in the person's own words is none and fits."""
    return not isinstance(given, str) or slot.option(given) is not None
