"""Typed text → a percentage: `15%`, «пятнадцать процентов», «половина», `3 из 10`."""

import re
from dataclasses import replace
from decimal import Decimal

from dialogs.reading.numbers import read_decimal
from dialogs.reading.result import Reading, Unreadable
from dialogs.reading.tokens import fold

_PERCENT = re.compile(
    r"%|(?:\b|(?<=\bпол)|(?<=\bпол-))проц(?:ент(?:а|ов|у|ам|ами|ах|ик\w*)?)?\b\.?"
    r"|\bper ?cent\b|\bpct\b"
)
_POINTS = re.compile(r"\bп\.\s?п\.?|\bпроцентн\w+ пункт\w*|\bpercentage points?\b|\bpp\b")
_OUT_OF = re.compile(r"(?:кажд\w+ )?(\d{1,4}) (?:из|от|out of|in) (\d{1,4})")
_PER_MILLE = re.compile(r"‰|промилле|per mille")
_WHOLES = {
    "все": 100,
    "весь": 100,
    "полностью": 100,
    "целиком": 100,
    "all": 100,
    "all of it": 100,
    "everything": 100,
    "никакой": 0,
    "нисколько": 0,
    "none": 0,
    "nothing": 0,
    "50/50": 50,
    "50 на 50": 50,
    "пополам": 50,
    "fifty-fifty": 50,
}
# каждый пятый, every fifth: not a number of its own, so never sure.
_EACH = {"втор": "50", "трет": "33.33", "четв": "25", "пят": "20", "десят": "10", "сот": "1"}
_EACH_FOUND = re.compile(rf"каждый (?P<stem>{'|'.join(_EACH)})\w+")
_BEFORE_NUMBER = re.compile(r"^\W*процентов")
_HUNDRED = Decimal(100)
_UNLIKELY = 1000


def read_percent(text: str) -> Reading[Decimal] | Unreadable:
    """A percentage as the number before the sign: 15% → 15, «половина» → 50.

    A value below one without a sign may be a share and is not sure; so is one over 1,000 %.
    Ranges and bounds as in `read_number`.
    """
    folded = fold(text).strip(" .!")
    if _PER_MILLE.search(folded):
        return Unreadable("not_a_number")
    if folded in _WHOLES:
        return Reading(Decimal(_WHOLES[folded]), sure=False)
    each = _EACH_FOUND.fullmatch(folded)
    if each:
        return Reading(Decimal(_EACH[each["stem"]]), sure=False)
    share = _OUT_OF.fullmatch(folded)
    if share:
        return _share(int(share[1]), int(share[2]))
    marked = bool(_PERCENT.search(folded))
    # «Процентов двадцать» is about twenty.
    vague = bool(_POINTS.search(folded) or _BEFORE_NUMBER.match(folded))
    bare = _POINTS.sub(" ", text) if vague else text
    found = read_decimal(_without_percent(bare) if marked else bare)
    if isinstance(found, Unreadable):
        return found
    if not marked and _is_word_of_a_part(folded):
        return replace(found, value=_points(found.value))
    doubtful = vague or abs(found.value) > _UNLIKELY or (not marked and 0 < abs(found.value) < 1)
    return replace(found, sure=found.sure and not doubtful)


def _without_percent(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(_PERCENT.pattern, " ", text, flags=re.IGNORECASE)).strip()


def _is_word_of_a_part(folded: str) -> bool:
    """Whether the text says a part of a whole in words or as a vulgar fraction."""
    return not folded[:1].isdigit() or "/" in folded


def _points(part: Decimal) -> Decimal:
    return part * _HUNDRED if abs(part) < 1 else part


def _share(part: int, whole: int) -> Reading[Decimal] | Unreadable:
    if not 0 <= part <= whole or whole == 0:
        return Unreadable("ambiguous")
    return Reading((Decimal(part) * _HUNDRED / whole).quantize(Decimal("0.01")), sure=False)
