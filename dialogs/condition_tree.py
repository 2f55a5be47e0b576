"""The tree of a condition and its three-valued truth.

Truth has three values: an answer that is missing, «Не знаю» or skipped is unknown, neither zero
nor false. Only `known(slot)` turns that into a plain yes or no. Nothing here reads text; the
parser is `dialogs.conditions`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from math import inf

from dialogs.values import Blank, Day, Number, Other, Range, Value

Truth = bool | None
Values = Mapping[str, Value]

_COMPARISONS: Mapping[str, Callable[[float | Decimal, Number], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Kind(StrEnum):
    """What a name stands for in a condition, and so what may be asked of it."""

    TRUTH = "truth"
    NUMBER = "number"
    DAYS = "days"
    CHOICE = "choice"
    CHOICES = "choices"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Name:
    """A name that conditions may use: its kind, its options, the range of its numbers.

    `whole` numbers are compared with whole numbers only.
    """

    kind: Kind
    options: frozenset[str] = frozenset()
    minimum: Number | None = None
    maximum: Number | None = None
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Known:
    """`known(slot)`: there is an answer, and it is neither «Не знаю» nor skipped."""

    slot: str
    at: int = field(default=0, compare=False)

    def truth(self, values: Values) -> Truth:
        value = values.get(self.slot)
        return value is not None and not isinstance(value, Blank)


@dataclass(frozen=True, slots=True)
class Holds:
    """A boolean or consent slot standing bare: `has_site`."""

    slot: str
    at: int = field(default=0, compare=False)

    def truth(self, values: Values) -> Truth:
        value = values.get(self.slot)
        return value if isinstance(value, bool) else None


@dataclass(frozen=True, slots=True)
class Compare:
    """A number against a constant: `traffic < 1_000`; a date in days: `contract_end <= 90d`.

    A range compares true if every number in it does, false if none does, else unknown.
    """

    slot: str
    sign: str
    constant: Number
    at: int = field(default=0, compare=False)

    def truth(self, values: Values) -> Truth:
        match values.get(self.slot):
            case bool():
                return None
            case int() | Decimal() as number:
                return _COMPARISONS[self.sign](number, self.constant)
            case Day() as day:
                return _COMPARISONS[self.sign](day.ahead, self.constant)
            case Range() as span:
                return _of_all(span, self.sign, self.constant)
            case _:
                return None


def _of_all(span: Range, sign: str, constant: Number) -> Truth:
    low = -inf if span.low is None else span.low
    high = inf if span.high is None else span.high
    if sign in ("==", "!=") and low < constant < high:
        return None
    truths = {_COMPARISONS[sign](end, constant) for end in (low, high)}
    return truths.pop() if len(truths) == 1 else None


@dataclass(frozen=True, slots=True)
class OneOf:
    """The answer to a single choice is one of `options`: `==` and `in [a, b]`."""

    slot: str
    options: frozenset[str]
    at: int = field(default=0, compare=False)

    def truth(self, values: Values) -> Truth:
        value = values.get(self.slot)
        if isinstance(value, Other):
            return False
        if not isinstance(value, str) or isinstance(value, Blank):
            return None
        return value in self.options


@dataclass(frozen=True, slots=True)
class Includes:
    """A multiple choice includes an option: `seo in goals`."""

    slot: str
    option: str
    at: int = field(default=0, compare=False)

    def truth(self, values: Values) -> Truth:
        value = values.get(self.slot)
        return self.option in value if isinstance(value, frozenset) else None


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite; unknown stays unknown."""

    part: Node

    def truth(self, values: Values) -> Truth:
        inner = self.part.truth(values)
        return None if inner is None else not inner


@dataclass(frozen=True, slots=True)
class And:
    """False as soon as one part is false, else unknown if one is, else true."""

    parts: tuple[Node, ...]

    def truth(self, values: Values) -> Truth:
        result: Truth = True
        for part in self.parts:
            inner = part.truth(values)
            if inner is False:
                return False
            if inner is None:
                result = None
        return result


@dataclass(frozen=True, slots=True)
class Or:
    """True as soon as one part is true, else unknown if one is, else false."""

    parts: tuple[Node, ...]

    def truth(self, values: Values) -> Truth:
        result: Truth = False
        for part in self.parts:
            inner = part.truth(values)
            if inner is True:
                return True
            if inner is None:
                result = None
        return result


Leaf = Known | Holds | Compare | OneOf | Includes
Node = Leaf | Not | And | Or


@dataclass(frozen=True, slots=True)
class Condition:
    """A parsed condition: the text as written and its tree."""

    source: str
    tree: Node

    def __str__(self) -> str:
        return self.source


def evaluate(condition: Condition, values: Values) -> Truth:
    """True, False, or None when the answers at hand don't decide it. Never raises."""
    return condition.tree.truth(values)


def leaves(node: Node) -> Iterator[Leaf]:
    """The leaves of a tree from left to right, each with its offset `at` in the text."""
    match node:
        case Not(part):
            yield from leaves(part)
        case And(parts) | Or(parts):
            for part in parts:
                yield from leaves(part)
        case _:
            yield node


def slots_of(condition: Condition) -> frozenset[str]:
    """Every name that the condition mentions, `fit` and `intent` included."""
    return frozenset(leaf.slot for leaf in leaves(condition.tree))
