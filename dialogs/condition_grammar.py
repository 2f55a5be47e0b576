"""Python's syntax tree → the tree of a condition, refusing whatever is not on the list.

The text arrives already split by `ast.parse` (`dialogs.conditions` does that); here every node is
checked against the names that the condition may use: does the slot exist, does the operator fit
its type, is the option one of its own, is the number within its range.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NoReturn

from dialogs.condition_errors import ConditionError, did_you_mean
from dialogs.condition_tree import (
    And,
    Compare,
    Holds,
    Includes,
    Kind,
    Known,
    Name,
    Node,
    Not,
    OneOf,
    Or,
)
from dialogs.values import Number

MAX_DEPTH = 24
_DAYS = {"d": 1, "w": 7}

_SIGNS: Mapping[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not in",
}


@dataclass(frozen=True, slots=True)
class Builder:
    """Turns Python's tree into ours, refusing everything that is not on the list."""

    names: Mapping[str, Name]
    indent: int
    source: str

    def build(self, node: ast.expr, depth: int = 0) -> Node:
        if depth > MAX_DEPTH:
            self.refuse(node, "the condition is nested too deeply", fix="split it into two")
        match node:
            case ast.BoolOp(op=ast.And(), values=values):
                return And(tuple(self.build(value, depth + 1) for value in values))
            case ast.BoolOp(values=values):
                return Or(tuple(self.build(value, depth + 1) for value in values))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Not(self.build(operand, depth + 1))
            case ast.Name():
                return self.bare(node)
            case ast.Call():
                return self.known(node)
            case ast.Compare():
                return self.compare(node)
            case ast.Constant(value=bool()):
                self.refuse(
                    node,
                    "a condition that is always the same decides nothing",
                    fix="leave when: out to mean always",
                )
        self.refuse(
            node,
            "this is not a condition",
            fix="compare a slot, for example traffic >= 1_000, or name a yes/no slot",
        )

    def bare(self, node: ast.Name) -> Node:
        name = self.name(node)
        if name.kind is not Kind.TRUTH:
            self.refuse(
                node,
                f"{node.id} is not a yes/no slot, so it can't stand alone",
                code="type-mismatch",
                fix=self.example(node.id, name),
            )
        return Holds(node.id, self.at(node))

    def known(self, node: ast.Call) -> Node:
        match node:
            case ast.Call(func=ast.Name(id="known"), args=[ast.Name() as slot], keywords=[]):
                self.name(slot)
                return Known(slot.id, self.at(slot))
        self.refuse(node, "the only function is known(slot)", fix="for example: known(traffic)")

    def compare(self, node: ast.Compare) -> Node:
        if len(node.ops) > 1:
            self.refuse(
                node,
                "comparisons can't be chained",
                fix="write both: traffic >= 1_000 and traffic < 5_000",
            )
        sign = _SIGNS.get(type(node.ops[0]))
        left, right = node.left, node.comparators[0]
        if sign is None:
            self.refuse(node, "`is` compares nothing here", fix="compare with ==")
        if sign in ("in", "not in"):
            inner = self.membership(left, right)
            return Not(inner) if sign == "not in" else inner
        if not isinstance(left, ast.Name):
            self.refuse(
                left, "the slot stands on the left", fix="turn the comparison round: traffic >= 10"
            )
        name = self.name(left)
        match name.kind:
            case Kind.NUMBER:
                return Compare(left.id, sign, self.number(left.id, name, right), self.at(left))
            case Kind.DAYS:
                return Compare(left.id, sign, self.days(left.id, right), self.at(left))
            case Kind.CHOICE if sign in ("==", "!="):
                option = self.option(left.id, name, right)
                inner = OneOf(left.id, frozenset({option}), self.at(left))
                return Not(inner) if sign == "!=" else inner
        self.refuse(
            left,
            f"{left.id} can't be compared with {sign}: it is {_NOUNS[name.kind]}",
            code="type-mismatch",
            fix=self.example(left.id, name),
        )

    def membership(self, left: ast.expr, right: ast.expr) -> Node:
        if isinstance(left, ast.Name) and isinstance(right, ast.List | ast.Tuple):
            name = self.name(left)
            if name.kind is not Kind.CHOICE:
                self.refuse(
                    left,
                    f"`in [...]` is for single choices, and {left.id} is {_NOUNS[name.kind]}",
                    code="type-mismatch",
                    fix=self.example(left.id, name),
                )
            if not right.elts:
                self.refuse(right, "the list of options is empty", fix=self.example(left.id, name))
            options = frozenset(self.option(left.id, name, item) for item in right.elts)
            return OneOf(left.id, options, self.at(left))
        if isinstance(right, ast.Name):
            name = self.name(right)
            if name.kind is not Kind.CHOICES:
                self.refuse(
                    right,
                    f"`in {right.id}` needs a multiple choice, and it is {_NOUNS[name.kind]}",
                    code="type-mismatch",
                    fix=self.example(right.id, name),
                )
            return Includes(right.id, self.option(right.id, name, left), self.at(right))
        self.refuse(
            left, "`in` can't be used like this", fix="write slot in [a, b], or option in slot"
        )

    def name(self, node: ast.Name) -> Name:
        found = self.names.get(node.id)
        if found is None:
            self.refuse(
                node,
                f"there is no slot {node.id!r} here",
                code="unknown-name",
                fix=did_you_mean(node.id, self.names),
                subject=node.id,
            )
        return found

    def days(self, slot: str, node: ast.expr) -> int:
        """`90d` and `12w`, which arrive as imaginary numbers, in days."""
        minus, bare = _unsigned(node)
        match bare:
            case ast.Constant(value=complex(imag=count), end_col_offset=int(end)):
                days = int(count) * _DAYS[self.source[self.indent + end - 1]]
                return -days if minus else days
        self.refuse(
            node,
            f"{slot} is compared in days from the day it is answered",
            code="type-mismatch",
            fix=f"for example {slot} <= 90d, or 12w",
        )

    def number(self, slot: str, name: Name, node: ast.expr) -> Number:
        minus, bare = _unsigned(node)
        match bare:
            case ast.Constant(value=int(value)) if not isinstance(value, bool):
                constant: Number = -value if minus else value
            case ast.Constant(value=float(fraction)) if not name.whole:
                constant = Decimal(repr(-fraction if minus else fraction))
            case _:
                what = "a whole number" if name.whole else "a number"
                self.refuse(
                    node,
                    f"{slot} is a number and is compared with {what}",
                    code="type-mismatch",
                    fix=f"for example {slot} >= 1_000",
                )
        low, high = name.minimum, name.maximum
        if (low is not None and constant < low) or (high is not None and constant > high):
            span = f"{'…' if low is None else low} to {'…' if high is None else high}"
            self.refuse(
                node,
                f"{constant} is outside the range of {slot} ({span})",
                code="out-of-range",
                fix="correct the number, or the slot's min and max",
            )
        return constant

    def option(self, slot: str, name: Name, node: ast.expr) -> str:
        if not isinstance(node, ast.Name):
            self.refuse(
                node,
                f"{slot} is compared with one of its option ids",
                code="type-mismatch",
                fix=self.example(slot, name),
            )
        if node.id not in name.options:
            self.refuse(
                node,
                f"{slot} has no option {node.id!r}",
                code="unknown-option",
                fix=did_you_mean(node.id, name.options),
            )
        return node.id

    def example(self, slot: str, name: Name) -> str:
        option = min(name.options, default="option")
        match name.kind:
            case Kind.TRUTH:
                return f"write {slot} or not {slot}"
            case Kind.NUMBER:
                return f"write for example {slot} >= 1_000"
            case Kind.DAYS:
                return f"write for example {slot} <= 90d"
            case Kind.CHOICE:
                return f"write for example {slot} == {option}"
            case Kind.CHOICES:
                return f"write for example {option} in {slot}"
            case Kind.WORDS:
                return f"words are not compared; write known({slot})"

    def at(self, node: ast.expr) -> int:
        return self.indent + node.col_offset

    def refuse(
        self,
        node: ast.expr,
        message: str,
        *,
        fix: str,
        code: str = "syntax",
        subject: str | None = None,
    ) -> NoReturn:
        raise ConditionError(message, self.at(node), code=code, fix=fix, subject=subject)


_NOUNS: Mapping[Kind, str] = {
    Kind.TRUTH: "a yes/no slot",
    Kind.NUMBER: "a number",
    Kind.DAYS: "a date",
    Kind.CHOICE: "a single choice",
    Kind.CHOICES: "a multiple choice",
    Kind.WORDS: "free words",
}


def _unsigned(node: ast.expr) -> tuple[bool, ast.expr]:
    """Whether a minus stands before it, and what stands behind that."""
    match node:
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return True, operand
    return False, node
