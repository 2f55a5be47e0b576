"""Typed text → a number: `5 000`, `5к`, `полторы тысячи`, `10-20 тыс.`, `about 5k visits`."""

from decimal import Decimal

from dialogs.reading.currencies import NAMES
from dialogs.reading.phrase import Phrase, paired, read_phrase, single
from dialogs.reading.result import Reading, Unreadable

_CURRENCY_WORDS = frozenset(NAMES)


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


def read_integer(text: str) -> Reading[int] | Unreadable:
    """A whole number, by the rules of `read_number`.

    A value with a fraction is Unreadable("fraction"); the middle of a range is rounded down,
    and its ends must be whole.
    """
    found = read_number(text)
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
