"""Tokens → one number: digits, number words and scales put together.

An expression covers neighbouring tokens only. How several numbers of one text belong together
(ranges, bounds, roubles and kopecks) is decided by `phrase` and `money`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from dialogs.reading.numerals import BEFORE_GENITIVE, GENITIVES, Scale
from dialogs.reading.result import Unreadable
from dialogs.reading.small_numbers import Expression, SmallNumbers, with_half
from dialogs.reading.tokens import Token, TokenRow

_ONE = Decimal(1)


def _in_speech(part: Expression, floor: Decimal) -> Expression:
    """«Миллион двести»: hundreds after a million are said for hundreds of thousands."""
    if floor > 1000 and part.scale == 1 and 100 <= part.value < 1000:
        return replace(part, value=part.value * floor / 1000, sure=False)
    return part


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
        row = TokenRow(tokens)
        self._row = row
        self._tokens = tokens
        self._text = row.text
        self._scales = scales
        self._currency_words = currency_words
        self._small = SmallNumbers(row, scales, currency_words, english=english)

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
            after = total.stop + 1 if dotted else self._row.after_and(total.stop)
            following = self._segment(after)
            if not isinstance(following, Expression) or not self._continues(following, floor):
                break
            following = _in_speech(following, floor)
            # "1 млн 200" may be 1,000,200 too.
            clear = following.scale > 1 or (floor <= 1000 and not dotted)
            total = Expression(
                total.value + following.value,
                start,
                following.stop,
                total.sure and following.sure and clear,
            )
            floor = following.scale
        return with_half(self._row, total)

    def _continues(self, part: Expression, floor: Decimal) -> bool:
        whole = part.value == part.value.to_integral_value()
        return part.scale < floor and 0 < part.value < floor and whole

    # -------------------------------------------------------------------- one number and its scale

    def _segment(self, start: int) -> Expression | Unreadable | None:
        small = self._small.read(start)
        if isinstance(small, Unreadable):
            return small
        if small is None:
            scale = self._scales.get(self._text(start))
            bounded = self._text(start) in GENITIVES and self._text(start - 1) in BEFORE_GENITIVE
            if scale is None or not (scale.alone or bounded) or not self._is_plain_word(start):
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
        if (
            scale.short
            and not token.glued
            and not self._row.ends_amount(index + 1, self._currency_words)
        ):
            # "5 к" before another word is a preposition as often as a thousand.
            return None if token.text in {"м", "m", "b"} else replace(scale, sure=False)
        if token.raw == "М" and token.glued:
            return replace(scale, sure=True)
        return scale

    def _short_is_clear(self, index: int, scale: Scale) -> bool:
        return (
            not scale.short
            or self._tokens[index].glued
            or self._row.ends_amount(index + 1, self._currency_words)
        )

    def _inverted(self, start: int) -> Expression | None:
        """тысяч пять: about five thousand."""
        scale = self._scales.get(self._text(start))
        if scale is None or not scale.after:
            return None
        small = self._small.read(start + 1)
        if not isinstance(small, Expression) or self._scales.get(self._text(small.stop)):
            return None
        return Expression(
            small.value * scale.factor, start, small.stop, sure=False, scale=scale.factor
        )
