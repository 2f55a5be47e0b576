"""A typed text → signs in order; words that carry nothing are dropped, unknown ones are kept."""

import re
from dataclasses import replace
from decimal import Decimal

from dialogs.reading.dates import vocabulary as words
from dialogs.reading.dates.calendar import Edge
from dialogs.reading.dates.digits import DIGITS, read_digits
from dialogs.reading.dates.idioms import HALF_MORE, IDIOMS
from dialogs.reading.dates.lexicon import CORRECTED, WORDS
from dialogs.reading.dates.signs import Kind, Sign
from dialogs.reading.dates.surroundings import HEDGES
from dialogs.reading.result import Unreadable
from dialogs.reading.spelling import nearest
from dialogs.reading.tokens import fold, plain

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_DASH = re.compile(r"\s*-\s*|\.\.+")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_YEAR_WORDS = frozenset({"год", "года", "году", "годом", "г", "гг"})
_DATED = frozenset({Kind.MONTH, Kind.SEASON, Kind.QUARTER, Kind.HALF})
_TIMELESS = frozenset({Kind.URGENT, Kind.NEUTRAL, Kind.HEDGE, Kind.UNKNOWN, Kind.ON, Kind.AND})
_CENTURY = Decimal(2000)
_NOTHING = Sign(Kind.UNKNOWN)
_ONE = Sign(Kind.NUMBER, "a", Decimal(1))
_FEWEST_LETTERS = 5


def scan(text: str) -> list[Sign] | Unreadable:
    """The signs of a text; Unreadable only when it is empty or too long."""
    cleaned = plain(text)
    if isinstance(cleaned, Unreadable):
        return cleaned
    folded = fold(cleaned)
    for pattern, short in IDIOMS:
        folded = pattern.sub(short, folded)
    return _without_prepositions(_unhurried(_meant(_signs(folded))))


def _signs(text: str) -> list[Sign]:
    found: list[Sign] = []
    at = 0
    while at < len(text):
        digits = DIGITS.match(text, at)
        if digits:
            following = _WORD.match(text, _skip_spaces(text, digits.end()))
            unit = bool(following and words.is_unit(following.group()))
            found.append(read_digits(digits, before_unit=unit))
            at = digits.end()
            continue
        word = _WORD.match(text, at)
        dash = None if word else _DASH.match(text, at)
        if word:
            found.extend(_word(word.group()))
        elif dash:
            found.append(Sign(Kind.DASH, "-"))
        elif text[at] == "/":
            found.append(Sign(Kind.OR, "/"))
        elif text[at] in HEDGES:
            found.append(Sign(Kind.HEDGE, text[at]))
        elif text[at] in ",;:":
            found.append(Sign(Kind.ON, text[at]))
        matched = word or dash
        at = matched.end() if matched else at + 1
    return found


def _skip_spaces(text: str, at: int) -> int:
    while at < len(text) and text[at] == " ":
        at += 1
    return at


def _word(word: str) -> list[Sign]:
    if word in words.GLUED_HALVES:
        unit = words.GLUED_HALVES[word]
        return [Sign(Kind.NUMBER, word, Decimal("0.5")), Sign(Kind.UNIT, word, unit=unit)]
    known = WORDS.get(word)
    if known is not None:
        return [known]
    close = nearest(word, CORRECTED, shortest=_FEWEST_LETTERS)
    if close and len({_meaning(WORDS[each]) for each in close}) == 1:
        return [replace(WORDS[close[0]], sure=False)]
    return [Sign(Kind.UNKNOWN, word)]


def _meaning(sign: Sign) -> tuple[object, ...]:
    return sign.kind, sign.number, sign.unit, sign.edge


def _meant(signs: list[Sign]) -> list[Sign]:
    """Words whose meaning hangs on a neighbour: a, half, roman numerals, years in two digits."""
    result: list[Sign] = []
    for at, sign in enumerate(signs):
        after = signs[at + 1] if at + 1 < len(signs) else _NOTHING
        before = result[-1] if result else _NOTHING
        if sign.text in _ROMAN and after.unit in {"quarter", "half"}:
            result.append(Sign(Kind.ORDINAL, sign.text, Decimal(_ROMAN[sign.text])))
        elif sign.text in {"a", "an"}:
            # "Half a year" is half of one.
            counts = after.kind is Kind.UNIT and before.kind is not Kind.NUMBER
            result.extend([_ONE] if counts else [])
        elif sign.text in words.HALVES and before.kind is Kind.ORDINAL and before.number <= 2:
            edge = Edge.FIRST_HALF if before.number == 1 else Edge.SECOND_HALF
            result[-1] = Sign(Kind.EDGE, sign.text, edge=edge)
        elif sign.text in {"пол", "half"}:
            result.append(Sign(Kind.NUMBER, sign.text, Decimal("0.5")))
        elif sign.text == HALF_MORE:
            _add_half(result)
        elif sign.text in _YEAR_WORDS and _names_year(before, sign, result):
            result[-1] = _as_year(before)
        elif _is_hour(before, sign, after):
            result[-1] = Sign(Kind.TIME, sign.text)
        elif sign.kind in {Kind.NUMBER, Kind.ORDINAL} and before.kind in {Kind.NUMBER, Kind.DASH}:
            _add_number(result, sign)
        else:
            result.append(sign)
    return result


def _add_half(result: list[Sign]) -> None:
    """Three and a half; a month and a half."""
    half = Decimal("0.5")
    for back in (1, 2):
        if len(result) >= back and result[-back].kind is Kind.NUMBER:
            result[-back] = replace(result[-back], number=result[-back].number + half)
            return
    if result and result[-1].kind is Kind.UNIT:
        result.insert(len(result) - 1, replace(_ONE, number=1 + half))


def _is_hour(before: Sign, sign: Sign, after: Sign) -> bool:
    """Tomorrow at 11, «в 11»: nobody says so of a day of the month."""
    said = before.kind is Kind.ON and before.text in {"в", "at"} and sign.text.isdigit()
    alone = after.kind not in {
        *_DATED,
        Kind.UNIT,
        Kind.WORKING,
        Kind.OF_MONTH,
        Kind.DASH,
        Kind.YEAR,
    }
    return said and alone and sign.kind is Kind.NUMBER and sign.number <= 24


def _names_year(before: Sign, word: Sign, result: list[Sign]) -> bool:
    """Whether a year word only belongs to the year before it: 2027 г., 27-й год, в 27 году."""
    if before.kind in {Kind.YEAR, Kind.DATE, Kind.MONTH_YEAR}:
        return True
    named = len(result) > 1 and (
        result[-2].kind in _DATED or result[-2].unit in {"quarter", "half"}
    )
    if named and before.number >= 20:
        return before.kind in {Kind.NUMBER, Kind.ORDINAL}
    two_digits = 20 < before.number <= 99 and before.number == int(before.number)
    if before.kind is Kind.ORDINAL:
        return two_digits
    return before.kind is Kind.NUMBER and two_digits and word.text in {"году", "годом"}


def _as_year(sign: Sign) -> Sign:
    if sign.kind in {Kind.NUMBER, Kind.ORDINAL}:
        return Sign(Kind.YEAR, sign.text, _CENTURY + sign.number, sure=sign.sure)
    return sign


def _add_number(result: list[Sign], sign: Sign) -> None:
    """двадцать пять → 25, twenty-fifth → 25th; two numbers in digits stay two."""
    hyphen = result[-1].kind is Kind.DASH
    tens = result[-2] if hyphen and len(result) > 1 else result[-1]
    step = 10 if sign.number < 10 else 100
    spoken = tens.kind is Kind.NUMBER and tens.text.isalpha() and sign.text.isalpha()
    if not spoken or tens.number < 20 or tens.number % step or not 0 < sign.number < step:
        result.append(sign)
        return
    sure = tens.sure and sign.sure
    result[-2 if hyphen else -1 :] = [replace(sign, number=tens.number + sign.number, sure=sure)]


def _unhurried(signs: list[Sign]) -> list[Sign]:
    """«Срочно» is a time of its own only where no other is named."""
    if all(sign.kind in _TIMELESS for sign in signs):
        return signs
    return [replace(sign, kind=Kind.HEDGE) if sign.kind is Kind.URGENT else sign for sign in signs]


def _without_prepositions(signs: list[Sign]) -> list[Sign]:
    """Drop what only ties words together; in "start in March" the start is no part of March."""
    result: list[Sign] = []
    for at, sign in enumerate(signs):
        after = signs[at + 1].kind if at + 1 < len(signs) else Kind.UNKNOWN
        tied = sign.kind in {Kind.ON, Kind.IN} and sign.text not in {"of", "the"}
        if tied and result and result[-1].kind is Kind.EDGE:
            result[-1] = Sign(Kind.NEUTRAL, result[-1].text)
        dash = sign.kind is Kind.DASH and bool(result) and result[-1].kind is Kind.EDGE
        joins = sign.kind is Kind.IN and after in {
            *_DATED,
            Kind.YEAR,
            Kind.WEEKDAY,
            Kind.MONTH_YEAR,
        }
        if sign.kind is not Kind.ON and not dash and not joins:
            result.append(sign)
    return result
