"""Typed text → an amount of money: `300 тыс. руб.`, `$5k`, `от 200 до 300 тысяч`."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from dialogs.reading import hedges
from dialogs.reading.currencies import (
    ADJECTIVES,
    CODES,
    EXACT,
    FAMILIES,
    LOWER_CODES,
    NAMES,
    UNKNOWN,
    Currency,
    currency_of,
)
from dialogs.reading.phrase import Phrase, paired, read_phrase, shortest, single
from dialogs.reading.result import Reading, Unreadable
from dialogs.reading.small_numbers import Expression

_CURRENCY_WORDS = frozenset(NAMES) | LOWER_CODES
# Условные единицы are of no country.
_CONVENTIONAL = re.compile(r"(?i)(?<!\w)у\.\s?е\.?")
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in whole units of an ISO 4217 currency: roubles, not kopecks."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class _Named:
    """Which currency a phrase names; `code` None when it names none."""

    code: str | None
    sure: bool


def read_money(text: str, default_currency: str) -> Reading[Money] | Unreadable:
    """The one amount of a text; `default_currency` (ISO code) applies when none is named.

    Ranges and bounds as in `read_number`. Two currencies, or one that has no ISO code, are
    Unreadable, and so is an amount below zero.
    """
    phrase = read_phrase(_CONVENTIONAL.sub("уе", text), money=True)
    if isinstance(phrase, Unreadable):
        return phrase
    default = default_currency.upper()
    named = _currency(phrase, default)
    if isinstance(named, Unreadable):
        return named
    amount = _amount(phrase)
    if isinstance(amount, Unreadable):
        return amount
    if min(value for value in (amount.value, amount.low, amount.high) if value is not None) < 0:
        return Unreadable("negative")
    code = named.code or default

    def money(value: Decimal | None) -> Money | None:
        return None if value is None else Money(value, code)

    return Reading(
        Money(amount.value, code),
        amount.sure and named.sure,
        low=money(amount.low),
        high=money(amount.high),
    )


def _currency(phrase: Phrase, default: str) -> _Named | Unreadable:
    covered = {at for number in phrase.numbers for at in range(number.start, number.stop)}
    codes: set[str] = set()
    sure = True
    exact: str | None = None
    for at, token in enumerate(phrase.tokens):
        if at in covered:
            continue
        if token.text in UNKNOWN:
            return Unreadable("unknown_currency")
        if token.text in ADJECTIVES:
            exact = ADJECTIVES[token.text]
        found = currency_of(token.text, token.raw)
        if found is None:
            # "try" and "all" are words as often as codes.
            sure = sure and token.raw.upper() not in CODES
            continue
        family = FAMILIES.get(found.code, frozenset())
        local = default in family and token.text not in EXACT and not found.minor
        local = local and token.raw.upper() != found.code
        codes.add(default if local else found.code)
        sure = sure and found.sure
    if exact and codes:
        return _Named(exact, sure and len(codes) == 1)
    if len(codes) > 1:
        return Unreadable("many_currencies")
    return _Named(codes.pop() if codes else None, sure and exact is None)


def _amount(phrase: Phrase) -> Reading[Decimal] | Unreadable:
    numbers = phrase.numbers
    if len(numbers) == 1:
        found = single(phrase, numbers[0])
        if _attached(phrase, numbers[0], minor=True):
            return _scaled_down(found)
        if found.value != round(found.value, 2):
            return replace(found, sure=False)
        return found
    if len(numbers) > 2:
        return Unreadable("too_many_numbers")
    whole, part = numbers
    joined = _whole_and_part(phrase, whole, part)
    if joined is not None:
        low, high, _ = hedges.find_bounds(phrase.words([joined]))
        result = single(replace(phrase, numbers=(joined,)), joined)
        return replace(result, sure=result.sure and not (low or high) and joined.sure)
    minors = [_attached(phrase, number, minor=True) for number in numbers]
    if all(minors):
        ranged = paired(phrase, _CURRENCY_WORDS)
        return ranged if isinstance(ranged, Unreadable) else _scaled_down(ranged)
    if any(minors):
        return Unreadable("ambiguous")
    return paired(phrase, _CURRENCY_WORDS)


def _scaled_down(found: Reading[Decimal]) -> Reading[Decimal]:
    return replace(
        found,
        value=shortest(found.value / _HUNDRED),
        low=None if found.low is None else shortest(found.low / _HUNDRED),
        high=None if found.high is None else shortest(found.high / _HUNDRED),
    )


def _whole_and_part(phrase: Phrase, whole: Expression, part: Expression) -> Expression | None:
    """20 рублей 50 копеек, $20 и 43ц; also "20 долларов 43", which is confirmed."""
    between = [
        token.text for token in phrase.between(0) if token.text not in {".", ",", "и", "and"}
    ]
    if not (0 <= part.value < 100 and part.value == part.value.to_integral_value()):
        return None
    marked = _attached(phrase, part, minor=True)
    has_currency = any(_major(word) for word in between) or (
        not between and _attached(phrase, whole, minor=False)
    )
    only_currency = all(_major(word) for word in between)
    last = part.stop >= len(phrase.tokens) - (2 if marked else 0)
    if not has_currency or not only_currency or (not marked and not last):
        return None
    return replace(
        whole,
        value=whole.value + part.value / _HUNDRED,
        stop=part.stop,
        sure=whole.sure and part.sure and marked,
    )


def _major(word: str) -> bool:
    found = currency_of(word, word)
    return found is not None and not found.minor


def _attached(phrase: Phrase, number: Expression, *, minor: bool) -> bool:
    """Whether the token after (or, for whole units, before) a number names a currency."""
    places = [number.stop] if minor else [number.stop, number.start - 1]
    for at in places:
        if 0 <= at < len(phrase.tokens):
            token = phrase.tokens[at]
            found: Currency | None = currency_of(token.text, token.raw)
            if found is not None and found.minor is minor:
                return True
    return False
