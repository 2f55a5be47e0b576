"""Valid scenarios made at random: the text of a file, read by the real loader.

Slots of every kind that rules can look at, conditions over what was asked before, gates, points,
outcomes, information, a summary, the shortest form. What `check` finds an error in is given up.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import reject
from hypothesis import strategies as st

from dialogs.check import check_text
from dialogs.effects import Prompt
from dialogs.findings import Severity
from dialogs.loader import load_scenario
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
from dialogs.scenario import Scenario, Slot, SlotType, Step
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


@st.composite
def scenarios(
    draw: st.DrawFn, *, most_questions: int = 5, shortest: bool | None = None
) -> Scenario:
    """A scenario without errors; `shortest` as given, else at random."""
    short = draw(st.booleans()) if shortest is None else shortest
    text = draw(scenario_texts(most_questions=most_questions, shortest=short))
    if any(one.severity is Severity.ERROR for one in check_text(text, name="random.yaml")):
        reject()
    return load_scenario(text, name="random.yaml")


@st.composite
def scenario_texts(draw: st.DrawFn, *, most_questions: int, shortest: bool) -> str:
    """The text of one; mostly without errors."""
    questions = draw(st.integers(2, most_questions))
    return json.dumps(_Draft(draw).file(questions, shortest=shortest), ensure_ascii=False)


class _Draft:
    """A scenario being written from top to bottom, so that it speaks only of what was asked."""

    def __init__(self, draw: Callable[..., Any]) -> None:
        self.draw = draw
        self.asked: dict[str, Kind] = {}
        self.uncertain: set[str] = set()  # asked on some paths only
        self.looked_at: set[str] = set()

    def file(self, questions: int, *, shortest: bool) -> dict[str, Any]:
        steps = [self.question(number) for number in range(questions)]
        steps += self.contact()
        self.inform(steps)
        gates = self.gates()
        score = {name: self.rows(name) for name in ("fit", "intent")}
        outcomes = self.outcomes(score, gates)
        head = {"id": "random", "version": 1, "kind": "quiz", "title": LABEL}
        if shortest:
            head["shortest"] = True
            for step in steps:
                # What no rule looks at would never be asked.
                if "ask" in step and (step["ask"] not in self.looked_at or self.rarely()):
                    step["always"] = True
        slots = {slot: {"label": LABEL, **kind.declared} for slot, kind in self.asked.items()}
        return {
            "scenario": head,
            "slots": slots,
            "steps": steps,
            "gates": gates,
            "score": score,
            "outcomes": outcomes,
        }

    def question(self, number: int) -> dict[str, Any]:
        slot, name = f"s{number}", self.draw(st.sampled_from(sorted(KINDS)))
        kind = KINDS[name]
        step: dict[str, Any] = {"ask": slot, "text": LABEL}
        if self.asked and self.draw(st.integers(0, 2)) == 0:
            step["when"] = self.condition()
            self.uncertain.add(slot)
        if name in ("four", "several") and self.asked and self.rarely():
            kind = self.with_conditional_option(kind)
        for key in ("unsure", "optional"):
            if self.rarely():
                step[key] = True
        self.asked[slot] = kind
        return step

    def with_conditional_option(self, kind: Kind) -> Kind:
        options = {one: dict(texts) for one, texts in kind.declared["options"].items()}
        options["b"]["when"] = self.condition()
        return Kind({**kind.declared, "options": options}, kind.atoms)

    def contact(self) -> list[dict[str, Any]]:
        if not self.rarely():
            return []
        self.asked["agree"] = Kind({"type": "consent", "purpose": "personal_data"}, ("{s}",))
        self.asked["phone"] = Kind({"type": "phone", "crm": "contact.phone"}, ())
        self.uncertain.add("phone")
        self.looked_at.add("agree")
        return [
            {"ask": "agree", "text": LABEL},
            {"ask": "phone", "text": LABEL, "when": "agree", "optional": True},
        ]

    def inform(self, steps: list[dict[str, Any]]) -> None:
        """Something to read now and then, and a summary here or there."""
        if self.rarely():
            steps.insert(self.draw(st.integers(0, len(steps))), {"say": "word", "text": LABEL})
        if self.draw(st.booleans()):
            place = (
                len(steps) if self.draw(st.booleans()) else self.draw(st.integers(1, len(steps)))
            )
            steps.insert(place, {"review": "summary", "text": LABEL})

    def gates(self) -> list[dict[str, Any]]:
        conditions = self.conditions(st.integers(0, 2))
        return [
            {
                "id": f"G{number}",
                "when": condition,
                "outcome": self.draw(st.sampled_from(["early", "early", "rest"])),
                "tell": LABEL,
            }
            for number, condition in enumerate(conditions)
        ]

    def rows(self, score: str) -> list[dict[str, Any]]:
        points = st.sampled_from([-10, -5, 5, 10, 10, 20, 20, 30])
        conditions = self.conditions(st.integers(1, 4))
        return [
            {"id": f"{score}{number}", "when": condition, "add": self.draw(points), "why": LABEL}
            for number, condition in enumerate(conditions)
        ]

    def conditions(self, count: st.SearchStrategy[int]) -> list[str]:
        """Several; now and then one and its opposite, of which an answer makes one true."""
        found: list[str] = []
        for _ in range(self.draw(count)):
            found.append(self.condition())
            if self.rarely():
                found.append(f"not ({found[-1]})")
        return found

    def outcomes(
        self, score: Mapping[str, list[dict[str, Any]]], gates: list[dict[str, Any]]
    ) -> list[dict[str, Any]]:
        fit, intent = self.threshold(score["fit"]), self.threshold(score["intent"])
        ways = [f"fit >= {fit}", f"intent >= {intent}", f"fit >= {fit} and intent >= {intent}"]
        ways.append(f"fit >= {fit} and {self.condition()}")
        found = [
            {"id": f"o{number}", "when": way, "stage": "qualified", "tell": LABEL}
            for number, way in enumerate(self.draw(st.lists(st.sampled_from(ways), max_size=2)))
        ]
        if any(gate["outcome"] == "early" for gate in gates):
            found.append({"id": "early", "by_gate": True, "stage": "not_yet", "tell": LABEL})
        return [*found, {"id": "rest", "else": True, "stage": "lead", "tell": LABEL}]

    def threshold(self, rows: list[dict[str, Any]]) -> int:
        gained = [row["add"] for row in rows if row["add"] > 0] or [5]
        return int(self.draw(st.sampled_from([gained[0], sum(gained) // 2, sum(gained)])))

    def condition(self) -> str:
        parts = self.draw(st.lists(self.part(), min_size=1, max_size=2))
        return str(self.draw(st.sampled_from([" and ", " or "]))).join(parts)

    @st.composite
    @staticmethod
    def _part(draw: st.DrawFn, self: "_Draft") -> str:
        slot = draw(st.sampled_from(sorted(self.asked)))
        self.looked_at.add(slot)
        known = f"known({slot})"
        atoms = self.asked[slot].atoms
        if not atoms or draw(st.integers(0, 5)) == 0:
            return draw(st.sampled_from([known, f"not {known}"]))
        atom = draw(st.sampled_from(atoms)).format(s=slot)
        if slot in self.uncertain:
            return f"({known} and {atom})"
        return f"not ({atom})" if draw(st.integers(0, 5)) == 0 else atom

    def part(self) -> st.SearchStrategy[str]:
        return self._part(self)

    def rarely(self) -> bool:
        return bool(self.draw(st.integers(0, 3)) == 0)
