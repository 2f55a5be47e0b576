"""Tokens → one number: digits, number words and scales put together.

An expression covers neighbouring tokens only. How several numbers of one text belong together
(ranges, bounds, roubles and kopecks) is decided by `phrase` and `money`.
"""

from collections.abc import Mapping, Sequence
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
from dialogs.reading.tokens import Kind, Token

_ONE = Decimal(1)
_HUNDRED = Decimal(100)
_ARTICLES = frozenset({"a", "an"})


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


class ExpressionReader:
    """Reads the expression that begins at a given token, if one does."""

    def __init__(
        self,
        tokens: Sequence[Token],
        scales: Mapping[str, Scale],
        currency_words: frozenset[str],
        *,
        english: bool,
    ) -> None:
        self._tokens = tokens
        self._scales = scales
        self._currency_words = currency_words
        self._english = english

    def read(self, start: int) -> Expression | Unreadable | None:
        """The longest number from `start`; None when no number begins there."""
        inverted = self._inverted(start)
        if inverted is not None:
            return inverted
        first = self._segment(start)
        if not isinstance(first, Expression):
            return first
        total = first
        floor = first.scale
        while floor > 1:
            dotted = self._text(total.stop) == "." and self._tokens[total.stop].glued
            after = total.stop + 1 if dotted else self._skip_and(total.stop)
            following = self._segment(after)
            if not isinstance(following, Expression) or not self._continues(following, floor):
                break
            # "1 млн 200" may be 1,000,200 and may be 1,200,000.
            clear = following.scale > 1 or (floor <= 1000 and not dotted)
            total = Expression(
                total.value + following.value,
                start,
                following.stop,
                total.sure and following.sure and clear,
            )
            floor = following.scale
        return self._with_half(total)

    def _continues(self, part: Expression, floor: Decimal) -> bool:
        whole = part.value == part.value.to_integral_value()
        return part.scale < floor and 0 < part.value < floor and whole

    def _text(self, index: int) -> str:
        return self._tokens[index].text if 0 <= index < len(self._tokens) else ""

    def _is_digits(self, index: int) -> bool:
        return 0 <= index < len(self._tokens) and self._tokens[index].kind is Kind.DIGITS

    def _skip_and(self, index: int) -> int:
        return index + 1 if self._text(index) == "and" else index

    # -------------------------------------------------------------------- one number and its scale

    def _segment(self, start: int) -> Expression | Unreadable | None:
        small = self._small(start)
        if isinstance(small, Unreadable):
            return small
        if small is None:
            scale = self._scales.get(self._text(start))
            if scale is None or not scale.alone or not self._is_plain_word(start):
                return None
            small = Expression(_ONE, start, start)
        return self._scaled(small)

    def _is_plain_word(self, index: int) -> bool:
        return not (index > 0 and self._tokens[index].glued and self._text(index - 1) == "-")

    def _scaled(self, small: Expression) -> Expression:
        at = small.stop
        factor = _ONE
        sure = small.sure
        while True:
            here = at + 1 if self._text(at) == "of" else at  # a couple of hundred
            scale = self._scale_at(here, after_digits=small.digits and factor == 1)
            if scale is None:
                break
            factor *= scale.factor
            sure = sure and scale.sure and self._short_is_clear(here, scale)
            at = here + 1
        if factor == 1:
            return small
        value = small.value
        if small.alternative is not None:
            # 1,250 тыс and 1.500 млн are decimals more often than thousands of thousands.
            value, sure = small.alternative, False
        if small.digits and small.value >= 1000:
            sure = False
        return Expression(value * factor, small.start, at, sure, scale=factor)

    def _scale_at(self, index: int, *, after_digits: bool) -> Scale | None:
        scale = self._scales.get(self._text(index))
        if scale is None:
            return None
        if scale.short and not after_digits:
            # "two and a half k"; other single letters after words mean too many things.
            return replace(scale, sure=False) if scale.factor == 1000 else None
        token = self._tokens[index]
        if token.text == "г" and not (token.raw == "Г" and token.glued):
            return None
        if scale.short and not token.glued and not self._ends_amount(index + 1):
            # "5 к" before another word is a preposition as often as a thousand.
            return None if token.text in {"м", "m", "b"} else replace(scale, sure=False)
        if token.raw == "М" and token.glued:
            return replace(scale, sure=True)
        return scale

    def _ends_amount(self, index: int) -> bool:
        text = self._text(index)
        return text in {"", ".", ",", "-", "!"} or text in self._currency_words

    def _short_is_clear(self, index: int, scale: Scale) -> bool:
        return not scale.short or self._tokens[index].glued or self._ends_amount(index + 1)

    # ------------------------------------------------------------------- numbers below a thousand

    def _small(self, start: int) -> Expression | Unreadable | None:
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
        return self._with_half(self._with_decimals(found))

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
            and self._ends_amount(index + 2)
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
        rest = self._below_thousand(self._skip_and(group.stop + 1))
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

    def _with_half(self, number: Expression) -> Expression:
        """три с половиной, two and a half; after a scale half of that scale is meant."""
        if number.value != number.value.to_integral_value():
            return number
        words = [self._text(number.stop + shift) for shift in range(3)]
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

    def _inverted(self, start: int) -> Expression | None:
        """тысяч пять: about five thousand."""
        scale = self._scales.get(self._text(start))
        if scale is None or not scale.after:
            return None
        small = self._small(start + 1)
        if not isinstance(small, Expression) or self._scales.get(self._text(small.stop)):
            return None
        return Expression(
            small.value * scale.factor, start, small.stop, sure=False, scale=scale.factor
        )


def _maybe_two_numbers(groups: list[str]) -> bool:
    """100 200 may be two numbers; 150 000 and 124 451 may not."""
    wholes = [int(group[:3]) for group in groups]
    if len(wholes) == 2:
        return wholes[0] >= 100 and wholes[1] > wholes[0] and wholes[1] % 50 == 0
    gap = any(not group and later for group, later in pairwise(wholes[1:]))
    return gap or (len(wholes) > 3 and wholes[-1] != 0)
