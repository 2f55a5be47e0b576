"""Numbers below the first scale word: digits with their grouping, or words up to 999.

The pieces of an expression. Thousands, millions and what follows them are put together by
`expressions`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from dialogs.reading.literals import read_literal
from dialogs.reading.numerals import (
    COUPLES,
    DECIMAL_POINTS,
    FRACTIONS,
    GLUED_HALVES,
    PARTS,
    SMALL,
    TENTHS,
    WHOLES,
    Order,
    Scale,
)
from dialogs.reading.result import Unreadable
from dialogs.reading.tokens import Kind, TokenRow

_ONE = Decimal(1)
_HUNDRED = Decimal(100)
_ARTICLES = frozenset({"a", "an"})


SHARED_SCALE_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Expression:
    """A number that covers tokens[start:stop].

    `scale` is the factor named after a single number ("20 тысяч"), 1 when none was named, so
    that a range can lend it to its other end. `digits` is True for a number typed as digits
    alone. `as_date`: 05.12 may have been a day.
    """

    value: Decimal
    start: int
    stop: int
    sure: bool = True
    scale: Decimal = _ONE
    digits: bool = False
    as_date: bool = False
    alternative: Decimal | None = None


class SmallNumbers:
    """Reads the number, without its scale, that begins at a given token."""

    def __init__(
        self,
        row: TokenRow,
        scales: Mapping[str, Scale],
        currency_words: frozenset[str],
        *,
        english: bool,
    ) -> None:
        self._row = row
        self._tokens = row.tokens
        self._text = row.text
        self._is_digits = row.is_digits
        self._scales = scales
        self._currency_words = currency_words
        self._english = english

    def read(self, start: int) -> Expression | Unreadable | None:
        if start >= len(self._tokens):
            return None
        if self._is_digits(start):
            found: Expression | Unreadable | None = self._grouped(start)
        elif self._tokens[start].kind is Kind.WORD:
            found = self._words(start)
        else:
            return None
        if not isinstance(found, Expression):
            return found
        return with_half(self._row, self._with_decimals(found))

    def _grouped(self, start: int) -> Expression | Unreadable:
        """Digits with spaces between groups of three: 1 599 059,38."""
        stop = start + 1
        groups = [self._text(start)]
        if groups[0].isdigit() and len(groups[0]) <= 3 and not groups[0].startswith("0"):
            while self._is_group(stop):
                groups.append(self._text(stop))
                stop += 1
                if not groups[-1].isdigit():
                    break
        if len(groups) == 1:
            literal = read_literal(groups[0], english=self._english)
        else:
            whole, point, tail = "".join(groups).replace(",", ".").partition(".")
            literal = read_literal(whole + point + tail, english=False)
        if isinstance(literal, str):
            return Unreadable(literal)
        value, sure = literal.value, not literal.doubtful and literal.alternative is None
        if len(groups) > 1:
            sure = sure and not _maybe_two_numbers(groups)
            if self._is_split_tail(stop):
                # "1 599 059, 38": a space slipped in after the decimal comma.
                value += Decimal(self._text(stop + 1)) / 100
                sure, stop = False, stop + 2
        return Expression(
            value,
            start,
            stop,
            sure,
            digits=True,
            as_date=literal.as_date,
            alternative=literal.alternative,
        )

    def _is_group(self, index: int) -> bool:
        if not self._is_digits(index) or self._tokens[index].glued:
            return False
        whole, _, tail = self._text(index).replace(",", ".").partition(".")
        return (
            len(whole) == 3 and whole.isdigit() and (not tail or (tail.isdigit() and len(tail) < 3))
        )

    def _is_split_tail(self, index: int) -> bool:
        tail = self._text(index + 1)
        return (
            self._text(index) == ","
            and self._tokens[index].glued
            and self._is_digits(index + 1)
            and tail.isdigit()
            and len(tail) == 2
            and self._row.ends_amount(index + 2, self._currency_words)
        )

    def _words(self, start: int) -> Expression | None:
        word = self._text(start)
        if word in FRACTIONS:
            return Expression(FRACTIONS[word], start, start + 1)
        if word in GLUED_HALVES:
            return Expression(GLUED_HALVES[word], start, start + 1, scale=_ONE)
        if word in PARTS:
            return self._part(start, PARTS[word])
        if word in COUPLES:
            return Expression(Decimal(COUPLES[word]), start, start + 1, sure=False)
        if word in _ARTICLES:
            following = self._text(start + 1)
            if following in COUPLES:
                return Expression(Decimal(COUPLES[following]), start, start + 2, sure=False)
            if following in PARTS:
                return self._part(start + 1, PARTS[following])
            if following in self._scales and not self._scales[following].short:
                return self._hundreds(Expression(_ONE, start, start + 1))
            return None
        group = self._below_thousand(start)
        return self._hundreds(group) if group else None

    def _part(self, start: int, part: Decimal) -> Expression | None:
        at = start + 1
        while self._text(at) in {"a", "an", "of", "-"}:
            at += 1
        scale = self._scales.get(self._text(at))
        if scale is None or scale.short:
            return None
        return Expression(part, start, at)

    def _below_thousand(self, start: int) -> Expression | None:
        total, at, last, sure = 0, start, Order.HUNDREDS + 1, True
        while True:
            hyphen = at > start and self._text(at) == "-" and self._tokens[at].glued
            here = at + 1 if hyphen else at
            found = SMALL.get(self._text(here))
            if found is None:
                break
            value, order = found
            if (at > start and order is Order.ZERO) or order >= last:
                break
            if last is Order.TEEN or (last is Order.TENS and order is Order.TEEN):
                break
            if last in {Order.ZERO, Order.UNIT}:
                break
            if hyphen:
                if last is not Order.TENS or not self._tokens[here].glued:
                    break
                # двадцать-пять is a misspelt 25, or "from 20, or 5": English always writes so.
                sure = sure and self._text(here).isascii()
            total, at, last = total + value, here + 1, order
        return Expression(Decimal(total), start, at, sure) if at > start else None

    def _hundreds(self, group: Expression) -> Expression:
        """English: two hundred and five, fifteen hundred."""
        if self._text(group.stop) != "hundred" or group.value >= _HUNDRED or group.value <= 0:
            return group
        value = group.value * _HUNDRED
        rest = self._below_thousand(self._row.after_and(group.stop + 1))
        if rest is not None and 0 < rest.value < _HUNDRED:
            return Expression(value + rest.value, group.start, rest.stop, group.sure)
        return Expression(value, group.start, group.stop + 1, group.sure)

    # ------------------------------------------------------------------------ decimals and halves

    def _with_decimals(self, number: Expression) -> Expression:
        at = number.stop
        if number.value != number.value.to_integral_value():
            return number
        if self._text(at) in DECIMAL_POINTS:
            tail, stop = self._decimal_digits(at + 1)
            if tail:
                return replace(
                    number,
                    value=number.value + Decimal(f"0.{tail}"),
                    stop=stop,
                    digits=number.digits,
                )
        if self._text(at) in WHOLES:
            return self._with_tenths(number)
        return number

    def _decimal_digits(self, at: int) -> tuple[str, int]:
        if self._is_digits(at):
            return (self._text(at), at + 1) if self._text(at).isdigit() else ("", at)
        digits = ""
        while self._text(at) in SMALL and len(digits) < 6:
            group = self._below_thousand(at)
            if group is None:
                break
            digits, at = digits + str(group.value), group.stop
        return digits, at

    def _with_tenths(self, number: Expression) -> Expression:
        at = number.stop + 1
        at = at + 1 if self._text(at) == "и" else at
        tail = self._grouped(at) if self._is_digits(at) else self._below_thousand(at)
        if isinstance(tail, Expression) and self._text(tail.stop) in TENTHS:
            step = TENTHS[self._text(tail.stop)]
            return replace(number, value=number.value + tail.value * step, stop=tail.stop + 1)
        return number


def with_half(row: TokenRow, number: Expression) -> Expression:
    """три с половиной, two and a half; after a scale half of that scale is meant."""
    if number.value != number.value.to_integral_value():
        return number
    words = [row.text(number.stop + shift) for shift in range(3)]
    if words[:2] == ["с", "половиной"]:
        stop = number.stop + 2
    elif words == ["and", "a", "half"]:
        stop = number.stop + 3
    else:
        return number
    half = number.scale / 2
    return replace(
        number, value=number.value + half, stop=stop, sure=number.sure and number.scale == 1
    )


def _maybe_two_numbers(groups: list[str]) -> bool:
    """100 200 may be two numbers; 150 000 and 124 451 may not."""
    wholes = [int(group[:3]) for group in groups]
    if len(wholes) == 2:
        return wholes[0] >= 100 and wholes[1] > wholes[0] and wholes[1] % 50 == 0
    gap = any(not group and later for group, later in pairwise(wholes[1:]))
    return gap or (len(wholes) > 3 and wholes[-1] != 0)


def share_scale(left: Expression, right: Expression) -> tuple[Decimal, Decimal] | None:
    """The ends of a range, the scale of one lent to the other; None when it makes no range."""
    low, high = left.value, right.value
    if left.scale == 1 and right.scale > 1:
        scaled = low * right.scale
        if scaled < high:
            return scaled, high
        return (low, high) if low < high <= low * SHARED_SCALE_LIMIT else None
    if left.scale > 1 and right.scale == 1 and high < low:
        high *= left.scale
    return (low, high) if low < high else None
