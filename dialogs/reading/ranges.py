"""Typed text → a range of whole numbers: `10-20`, «от 10 до 20 тысяч», «до 50», `100+`."""

from decimal import Decimal
from typing import NamedTuple

from dialogs.reading import hedges
from dialogs.reading.currencies import LOWER_CODES, NAMES
from dialogs.reading.phrase import Phrase, paired, read_phrase
from dialogs.reading.result import Reading, Unreadable

_CURRENCY_WORDS = frozenset(NAMES) | LOWER_CODES
# Said of whole numbers, these leave the number itself out; "up to", "at least" and + keep it.
_STRICTLY_ABOVE = (
    "более чем",
    "больше чем",
    "более",
    "больше",
    "свыше",
    "выше",
    "с лишним",
    "с хвостиком",
    "more than",
    "greater than",
    "over",
    "above",
    ">",
)
_STRICTLY_BELOW = (
    "менее чем",
    "меньше чем",
    "менее",
    "меньше",
    "ниже",
    "less than",
    "fewer than",
    "under",
    "below",
    "<",
)
_INCLUSIVE = ("не", "no", "not", "и", "and", "or")


class Bounds(NamedTuple):
    """Both ends inclusive; an end that was not named is None."""

    low: int | None
    high: int | None


def read_range(text: str) -> Reading[Bounds] | Unreadable:
    """The range of whole numbers that a person named; one number is a range of itself.

    «Больше 100» begins at 101 and «меньше 50» ends at 49; «до 50» ends at 50, `100+` begins at
    100. Ends with a fraction are Unreadable("fraction").
    """
    phrase = read_phrase(text, money=False)
    if isinstance(phrase, Unreadable):
        return phrase
    if len(phrase.numbers) > 2:
        return Unreadable("too_many_numbers")
    ends = _two_ends(phrase) if len(phrase.numbers) == 2 else _one_end(phrase)
    if isinstance(ends, Unreadable):
        return ends
    low, high = ends
    if any(end is not None and end != end.to_integral_value() for end in ends):
        return Unreadable("fraction")
    bounds = Bounds(None if low is None else int(low), None if high is None else int(high))
    return Reading(bounds, sure=_is_sure(phrase))


def _two_ends(phrase: Phrase) -> tuple[Decimal | None, Decimal | None] | Unreadable:
    found = paired(phrase, _CURRENCY_WORDS)
    if isinstance(found, Unreadable) or found.low is None or found.high is None:
        return found if isinstance(found, Unreadable) else (found.low, found.high)
    before, between = phrase.words(phrase.numbers).split("#")[:2]
    low = found.low + 1 if _says(f" {before} ", _STRICTLY_ABOVE) else found.low
    high = found.high - 1 if _says(f" {between} ", _STRICTLY_BELOW) else found.high
    return (low, high) if low <= high else Unreadable("ambiguous")


def _one_end(phrase: Phrase) -> tuple[Decimal | None, Decimal | None]:
    number = phrase.numbers[0]
    words = f" {phrase.words([number])} "
    low, high, _ = hedges.find_bounds(words.strip())
    value = number.value
    if low == high:
        return value, value
    if low:
        return (value + 1 if _says(words, _STRICTLY_ABOVE) else value), None
    return None, (value - 1 if _says(words, _STRICTLY_BELOW) else value)


def _says(words: str, phrases: tuple[str, ...]) -> bool:
    """Whether one of `phrases` is said, and not inside «не более» or «и более»."""
    return any(
        f" {phrase} " in words and not any(f" {word} {phrase} " in words for word in _INCLUSIVE)
        for phrase in phrases
    )


def _is_sure(phrase: Phrase) -> bool:
    numbers = phrase.numbers
    doubtful = phrase.doubtful or any(not number.sure for number in numbers)
    if doubtful or any(token.text in _CURRENCY_WORDS for token in phrase.tokens):
        return False
    if len(numbers) == 2 and numbers[0].scale > 1 and numbers[1].scale == 1:
        return False
    # "500-2 тыс" is read from five hundred, but five hundred thousand came first.
    if len(numbers) == 2 and numbers[0].value * numbers[1].scale >= numbers[1].value:
        return numbers[0].scale == numbers[1].scale
    low, high, rest = hedges.find_bounds(phrase.words(numbers))
    if len(numbers) == 1 and (low == high) and (low or numbers[0].value < 0 or "-" in rest):
        # «До 5 и больше», -5 and 5-: a bound was meant, and it is not known which.
        return False
    return not hedges.is_hedged(rest)
