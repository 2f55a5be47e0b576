"""Kinds of questions for scenarios made at random: declarations, conditions, replies, values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from dialogs.effects import Prompt
from dialogs.replies import (
    Agreed,
    Attached,
    Chose,
    Continue,
    Done,
    DontKnow,
    Reply,
    SharedContact,
    Skip,
    Toggled,
    Typed,
)
from dialogs.scenario import Slot, SlotType, Step
from dialogs.values import Blank, Day, Other, Range, Value

OPTIONS = ("a", "b", "c", "d")
TODAY = date(2026, 3, 2)
NEAR = (0, 4, 5, 6, 7, 8, 10, 11, 12, 13, 20, 99, 100, 101, 9_999, 10_000, 89_999, 90_000)
SIGNS = ("<", "<=", ">", ">=", "==", "!=")
LABEL = {"ru": "Слово", "en": "Word"}


@dataclass(frozen=True)
class Kind:
    """One kind of slot: how it is declared, and what may be asked of it with `{s}` for its id."""

    declared: Mapping[str, Any]
    atoms: tuple[str, ...]


def _numbers(*constants: str) -> tuple[str, ...]:
    return tuple(f"{{s}} {sign} {constant}" for sign in SIGNS for constant in constants)


def _days(*constants: str) -> tuple[str, ...]:
    return tuple(f"{{s}} {sign} {constant}" for sign in ("<", ">=") for constant in constants)


def _options(count: int) -> dict[str, Any]:
    return {one: {"ru": f"Вариант {one}", "en": f"Option {one}"} for one in OPTIONS[:count]}


KINDS: Mapping[str, Kind] = {
    "boolean": Kind({"type": "boolean"}, ("{s}", "not {s}")),
    "two": Kind({"type": "choice", "options": _options(2)}, ("{s} == a", "{s} != b")),
    "four": Kind(
        {"type": "choice", "options": _options(4)},
        ("{s} == c", "{s} in [a, d]", "{s} not in [a, b]"),
    ),
    "own": Kind(
        {"type": "choice", "options": _options(2), "other": True}, ("{s} == a", "{s} != a")
    ),
    "several": Kind({"type": "choices", "options": _options(3)}, ("a in {s}", "b not in {s}")),
    "at-most": Kind(
        {"type": "choices", "options": _options(4), "max_choices": 2}, ("a in {s}", "c in {s}")
    ),
    "integer": Kind({"type": "integer", "min": 0, "max": 20}, _numbers("5", "12")),
    "unbounded": Kind({"type": "integer"}, _numbers("100")),
    "money": Kind({"type": "money", "currency": "RUB", "min": 0}, _numbers("10_000", "90_000")),
    "decimal": Kind({"type": "decimal", "min": 0, "max": 9, "decimals": 1}, _numbers("2.5")),
    "percent": Kind({"type": "percent", "min": 0, "max": 100}, _numbers("40")),
    "rating": Kind({"type": "rating", "scale": "0-10"}, _numbers("7")),
    "range": Kind({"type": "range", "min": 0}, _numbers("10")),
    "date": Kind({"type": "date"}, _days("30d")),
    "period": Kind({"type": "period", "future": True}, _days("14d", "60d")),
    "text": Kind({"type": "text"}, ()),
    "url": Kind({"type": "url"}, ()),
}


REPLIES: Mapping[SlotType, st.SearchStrategy[Reply]] = {
    SlotType.BOOLEAN: st.builds(Agreed, st.booleans()),
    SlotType.CONSENT: st.builds(Agreed, st.booleans()),
    SlotType.INTEGER: st.sampled_from([4, 5, 6, 12, 13, 99, 100, 500]).map(str).map(Typed),
    SlotType.MONEY: st.sampled_from(["9 999", "10к", "89 999", "90 000", "150к"]).map(Typed),
    SlotType.DECIMAL: st.sampled_from(["2,4", "2,5", "2.6", "9"]).map(Typed),
    SlotType.PERCENT: st.sampled_from(["39%", "40", "40,5 %", "100"]).map(Typed),
    SlotType.RATING: st.sampled_from(["6", "7", "8"]).map(Chose),
    SlotType.RANGE: st.sampled_from(["3-9", "5-15", "от 10", "до 9", "11-20"]).map(Typed),
    SlotType.DATE: st.sampled_from(["завтра", "через 30 дней", "через 40 дней"]).map(Typed),
    SlotType.PERIOD: st.sampled_from(["через две недели", "в мае", "через год"]).map(Typed),
    SlotType.TIME: st.just(Typed("14:30")),
    SlotType.TEXT: st.sampled_from(["Анна Иванова", "AB-1234"]).map(Typed),
    SlotType.PHONE: st.just(SharedContact("+79123456789", own=True)),
    SlotType.EMAIL: st.just(Typed("anna@example.ru")),
    SlotType.URL: st.just(Typed("example.ru")),
    SlotType.DOMAIN: st.just(Typed("romashka-opt.ru")),
    SlotType.COMPANY: st.sampled_from(["ООО Ромашка", "7707083893"]).map(Typed),
    SlotType.CITY: st.sampled_from(["Казань", "МСК+2"]).map(Typed),
    SlotType.FILE: st.sampled_from([Attached("photo", "id"), Typed("example.ru/a.pdf")]),
}
"""Replies that answer a question, on both sides of what the kinds above are compared with."""


@st.composite
def fitting(draw: st.DrawFn, on_hand: Prompt) -> Reply:
    """A reply that the question on hand can take."""
    slot, step = on_hand.slot, on_hand.step
    if slot is None:
        return Continue()
    blanks: list[Reply] = [*[DontKnow()] * step.unsure, *[Skip()] * step.optional]
    if blanks and draw(st.integers(0, 4)) == 0:
        return draw(st.sampled_from(blanks))
    options = st.sampled_from([option.id for option in slot.options] or [""])
    ways: list[st.SearchStrategy[Reply]] = []
    if slot.type is SlotType.CHOICES:
        own = st.just(Typed("Своими словами"))
        ways = [st.builds(Toggled, options), st.just(Done()), *[own] * slot.other]
    elif slot.type in {SlotType.CHOICE, SlotType.APPOINTMENT}:
        ways = [st.builds(Chose, options), *[st.just(Typed("Своими словами"))] * slot.other]
    return draw(st.one_of(ways or [REPLIES[slot.type]]))


def values_of(slot: Slot, step: Step) -> st.SearchStrategy[Value]:
    """Values that the slot can hold as an answer to the step; chosen by hand, region by region."""
    blanks: list[Value] = [
        *[Blank.DONT_KNOW] * step.unsure,
        *[Blank.SKIPPED] * step.optional,
    ]
    found: list[st.SearchStrategy[Value]] = [st.sampled_from(blanks)] if blanks else []
    options = [option.id for option in slot.options]
    match slot.type:
        case SlotType.BOOLEAN | SlotType.CONSENT:
            found.append(st.booleans())
        case SlotType.CHOICE:
            found.append(st.sampled_from([*options, *[Other("иначе")] * slot.other]))
        case SlotType.CHOICES:
            picks = st.frozensets(
                st.sampled_from(options), min_size=slot.least, max_size=slot.most or len(options)
            )
            found.append(picks)
        case SlotType.INTEGER | SlotType.MONEY | SlotType.RATING:
            low, high = int(slot.minimum or 0), int(slot.maximum or 200_000)
            near = [one for one in NEAR if low <= one <= high]
            found.append(st.one_of(st.sampled_from(near), st.integers(low, high)))
        case SlotType.DECIMAL | SlotType.PERCENT:
            tenths = st.integers(0, 90).map(lambda tenth: Decimal(tenth) / 10)
            found.append(tenths)
        case SlotType.RANGE:
            ends = st.sampled_from([0, 5, 9, 10, 11, 20])
            found.append(st.tuples(ends, ends).map(lambda pair: Range(min(pair), max(pair))))
            found += [
                ends.map(lambda low: Range(low, None)),
                ends.map(lambda low: Range(None, low)),
            ]
        case SlotType.DATE | SlotType.PERIOD:
            ahead = st.sampled_from([0, 13, 14, 15, 29, 30, 31, 59, 60, 61])
            found.append(
                ahead.map(
                    lambda days: Day(TODAY + timedelta(days), TODAY + timedelta(days + 3), TODAY)
                )
            )
        case _:
            found.append(st.just("слова"))
    return st.one_of(found)
