"""Typed text → a number: `5 000`, `5к`, `полторы тысячи`, `10-20 тыс.`, `about 5k visits`."""

import re
from dataclasses import replace
from decimal import Decimal

from dialogs.reading.currencies import NAMES
from dialogs.reading.phrase import Phrase, paired, read_phrase, single
from dialogs.reading.result import Reading, Unreadable
from dialogs.reading.tokens import fold

_CURRENCY_WORDS = frozenset(NAMES)
_HALF_SIGN = re.compile(r"(?<![\d.,/])(\d{1,6})\s?½")
_HEDGE = re.compile(
    r"^(?:около|примерно|где[- ]то|наверное|почти|порядка|about|around|roughly|nearly|almost) "
)
_FRACTIONS: dict[str, Reading[Decimal]] = {
    word: Reading(Decimal(value), sure)
    for words, value, sure in (
        (
            "½|1/2|половина|половину|половиной|половины|пол|half|a half|one half|половинка",
            "0.5",
            True,
        ),
        ("¼|1/4|четверть|четверти|четвертая часть|a quarter|one quarter|quarter", "0.25", True),
        ("¾|3/4|три четверти|three quarters|three-quarters", "0.75", True),
        ("⅓|1/3|треть|трети|третья часть|a third|one third|third", "0.33", False),
        ("⅔|2/3|две трети|two thirds|two-thirds", "0.67", False),
        ("1/5|пятая часть|одна пятая|a fifth|one fifth", "0.2", True),
        ("1/10|десятая часть|одна десятая|a tenth|one tenth", "0.1", True),
    )
    for word in words.split("|")
}


def read_number(text: str) -> Reading[Decimal] | Unreadable:
    """The one number of a text, in the unit it was asked in.

    Ranges give their middle with `low` and `high`, bounds one of the two; both are not sure.
    Negative numbers are read as such. Two unrelated numbers, dates and phones are Unreadable.
    """
    phrase = read_phrase(text, money=False)
    if isinstance(phrase, Unreadable):
        return phrase
    if len(phrase.numbers) == 1:
        return _doubt_currency(phrase, single(phrase, phrase.numbers[0]))
    if len(phrase.numbers) == 2:
        return paired(phrase, _CURRENCY_WORDS)
    return Unreadable("too_many_numbers")


def read_decimal(text: str) -> Reading[Decimal] | Unreadable:
    """A number that may have a fraction, by the rules of `read_number`.

    5.12 is a number here and never a day; ½, «половина», «треть» and "a quarter" are read too.
    """
    folded = fold(text).strip(" .!")
    unhedged = _HEDGE.sub("", folded)
    part = _FRACTIONS.get(unhedged)
    if part is not None:
        return part if unhedged == folded else replace(part, sure=False)
    phrase = read_phrase(_HALF_SIGN.sub(r"\1.5", text), money=False)
    if isinstance(phrase, Unreadable) or len(phrase.numbers) != 1:
        return phrase if isinstance(phrase, Unreadable) else read_number(text)
    return _doubt_currency(phrase, single(phrase, phrase.numbers[0], decimal=True))


def read_integer(text: str) -> Reading[int] | Unreadable:
    """A whole number, by the rules of `read_number`.

    A value with a fraction is Unreadable("fraction"); the middle of a range is rounded down,
    and its ends must be whole.
    """
    return whole(read_number(text))


def whole(found: Reading[Decimal] | Unreadable) -> Reading[int] | Unreadable:
    """The same reading in whole numbers, or Unreadable("fraction")."""
    if isinstance(found, Unreadable):
        return found
    ends = [end for end in (found.low, found.high) if end is not None]
    named = ends or [found.value]
    if any(value != value.to_integral_value() for value in named):
        return Unreadable("fraction")
    return Reading(
        int(found.value // 1),
        found.sure,
        low=None if found.low is None else int(found.low),
        high=None if found.high is None else int(found.high),
    )


def _doubt_currency(phrase: Phrase, found: Reading[Decimal]) -> Reading[Decimal]:
    """Money where a plain number was asked for is confirmed."""
    if any(token.text in _CURRENCY_WORDS for token in phrase.tokens):
        return Reading(found.value, sure=False, low=found.low, high=found.high)
    return found
