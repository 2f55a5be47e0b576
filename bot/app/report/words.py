"""Conditions, limits and answers in the words of a language."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from bot.chat.texts import Texts
from bot.chat.wording import decimal, number
from bot.chat.words import show_value
from dialogs.conditions import (
    And,
    Compare,
    Condition,
    Holds,
    Includes,
    Known,
    Leaf,
    Node,
    Not,
    OneOf,
    Or,
)
from dialogs.scenario import Scenario, Slot, SlotType

_SIGNS = {"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_DAYS = frozenset({"date", "period"})


@cache
def phrases(locale: str) -> Mapping[str, Any]:
    """The words of the report; the sections are mappings of their own."""
    return tomllib.loads((Path(__file__).parent / f"{locale}.toml").read_text(encoding="utf-8"))


class Words:
    """What a scenario says, in one language."""

    def __init__(self, scenario: Scenario, locale: str) -> None:
        self.locale = locale
        self._slots = scenario.slots
        self._phrases = phrases(locale)
        self._conditions: Mapping[str, str] = self._phrases["conditions"]
        self._texts = Texts(locale)

    def condition(self, condition: Condition) -> str:
        """The condition as a person would say it; means the same as what is written."""
        return self._node(condition.tree, negated=False, inside=None)

    def label(self, slot: str) -> str:
        """What the slot, or what conditions know beside the slots, is called."""
        names: Mapping[str, str] = self._phrases["score_names"]
        return names[slot] if slot in names else self._slots[slot].label.in_(self.locale)

    def takes(self, slot: Slot) -> str:
        """The type of the slot with its limits."""
        kind: str = self._phrases["types"].get(slot.type.value, slot.type.value)
        limits: Mapping[str, str] = self._phrases["limits"]
        if slot.type is SlotType.TEXT:
            return f"{kind}, {limits['characters'].format(most=slot.max_length)}"
        if slot.minimum is None and slot.maximum is None:
            return kind
        high = None if slot.maximum is None else self.number(slot.id, slot.maximum)
        low = None
        if slot.minimum is not None:  # with its unit only where nothing else says it
            low = self.number(slot.id if high is None else "", slot.minimum)
        which = "most" if low is None else "least" if high is None else "between"
        return f"{kind}, {limits[which].format(low=low, high=high)}"

    def number(self, slot_id: str, value: int | Decimal) -> str:
        """A constant of a condition, with the unit of what it is compared with."""
        slot = self._slots.get(slot_id)
        if slot is None or slot.type is SlotType.RATING:
            return decimal(value, self.locale) if isinstance(value, Decimal) else number(value)
        if slot.type.value in _DAYS:
            return self._conditions["days"].format(days=number(int(value)))
        return show_value(self._texts, slot, value, self.locale)

    def answer(self, slot_id: str, raw: object) -> str:
        """An answer of a persona: options by their labels, all else as written."""
        slot = self._slots[slot_id]
        match raw:
            case bool():
                return str(self._phrases["yes" if raw else "no"])
            case list():
                return ", ".join(self.answer(slot_id, one) for one in raw)
            case int() if slot.type is not SlotType.RATING:
                return self.number(slot_id, raw)
            case "dont_know" | "skipped":
                return str(self._phrases[raw])
            case _:
                option = slot.option(str(raw))
                return option.label.in_(self.locale) if option else str(raw)

    def beside(self, raw: object) -> str:
        """What is known of a persona besides the answers."""
        return str(self._phrases["yes" if raw else "no"]) if isinstance(raw, bool) else str(raw)

    def _node(self, node: Node, *, negated: bool, inside: type[And] | type[Or] | None) -> str:
        match node:
            case Not(part):
                return self._node(part, negated=not negated, inside=inside)
            case And(parts) | Or(parts):
                joint: type[And] | type[Or] = And if isinstance(node, And) != negated else Or
                word = self._conditions["and" if joint is And else "or"]
                said = word.join(self._node(one, negated=negated, inside=joint) for one in parts)
                return f"({said})" if inside not in (None, joint) else said
            case _:
                return self._leaf(node, negated=negated)

    def _leaf(self, leaf: Leaf, *, negated: bool) -> str:
        slot = self.label(leaf.slot)
        prefix = "not_" if negated else ""
        match leaf:
            case Known():
                return self._conditions[f"{prefix}known"].format(slot=slot)
            case Holds():
                return self._conditions[f"{prefix}holds"].format(slot=slot)
            case Compare(name, sign, constant):
                key = _SIGNS[_OPPOSITE[sign] if negated else sign]
                return self._conditions[key].format(slot=slot, number=self.number(name, constant))
            case OneOf(name, options):
                labels = self._labels(name, options)
                joined = self._conditions["or"].join(labels)
                return self._conditions[f"{prefix}one_of"].format(slot=slot, options=joined)
            case Includes(name, option_id):
                option = self._slots[name].option(option_id)
                label = option.label.in_(self.locale) if option else option_id
                return self._conditions[f"{prefix}includes"].format(slot=slot, option=label)

    def _labels(self, name: str, options: Collection[str]) -> list[str]:
        """The options in the scenario's order; grades are called what they are."""
        slot = self._slots.get(name)
        if slot is None:
            return sorted(options)
        return [one.label.in_(self.locale) for one in slot.options if one.id in options]
