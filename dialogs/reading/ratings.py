"""Typed text → a mark on a scale: `9`, «девять», «9 из 10», 5/5, ⭐⭐⭐⭐, «пятёрка»."""

import re
import unicodedata

from dialogs.reading.numbers import read_integer
from dialogs.reading.result import Reading, Unreadable
from dialogs.reading.tokens import fold

_OUT_OF = re.compile(r"(?P<mark>[^/]+?)\s*(?:/|\bиз\b|\bout of\b|\bof\b)\s*(?P<scale>\S+)")
_AROUND = re.compile(
    r"\b(?:на|оценка|оценил\w*|оцениваю|ставлю|поставлю|поставил\w*|балл\w*|бал|звезд\w*|думаю|"
    r"тверд\w*|пусть будет|я бы|i'd say|i would give|stars?|points?|rating|score|give|it's|a)\b"
)
_THANKS = re.compile(r"\b(?:большое |огромное )?спасибо\b|\bthanks\b|\bthank you\b|\bпожалуйста\b")
_NOUNS = {
    "ноль": 0,
    "кол": 1,
    "единиц": 1,
    "единичк": 1,
    "двойк": 2,
    "двоечк": 2,
    "тройк": 3,
    "троечк": 3,
    "четверк": 4,
    "четверочк": 4,
    "пятерк": 5,
    "пятерочк": 5,
    "шестерк": 6,
    "семерк": 7,
    "восьмерк": 8,
    "девятк": 9,
    "десятк": 10,
}
_HIGHEST = frozenset(
    {"максимум", "высший балл", "высшая", "на все сто", "на все 100", "отлично", "maximum", "top"}
)
_LOWEST = frozenset({"минимум", "хуже некуда", "minimum", "ужасно", "terrible"})
_SIGNED = re.compile(r"(\d+)\s*(?:[+-]|с плюсом|с минусом|plus|minus)$")


def read_rating(text: str, low: int, high: int) -> Reading[int] | Unreadable:
    """A whole mark from `low` to `high`.

    A mark on another scale («5 из 5» where ten is asked) is Unreadable("other_scale"), one off
    the scale Unreadable("not_a_rating"). 9+ and words of praise are not sure.
    """
    folded = fold(unicodedata.normalize("NFKC", text)).replace("\ufe0f", "").replace("\u20e3", "")
    folded = _THANKS.sub("", folded.replace("🔟", "10")).strip(" .!,")
    stars = re.fullmatch(r"(?:[⭐🌟★*]\s?)+", folded)
    if stars:
        return _placed(len(re.findall(r"[⭐🌟★*]", folded)), low, high)
    if folded in _HIGHEST or folded in _LOWEST:
        return Reading(high if folded in _HIGHEST else low, sure=False)
    scaled = _OUT_OF.fullmatch(folded)
    if scaled:
        scale = read_integer(scaled["scale"])
        if not isinstance(scale, Reading):
            return Unreadable("not_a_rating")
        if scale.value != high:
            return Unreadable("other_scale")
        folded = scaled["mark"].strip()
    bare = _AROUND.sub(" ", folded).strip(" .,!-—–") if not folded.startswith("-") else folded
    signed = _SIGNED.fullmatch(bare)
    if signed:
        return _placed(int(signed[1]), low, high, sure=False)
    noun = _noun(bare)
    if noun is not None:
        return _placed(noun, low, high, sure=len(bare.split()) == 1)
    found = read_integer(bare)
    if isinstance(found, Unreadable):
        return Unreadable("not_a_rating") if found.code == "not_a_number" else found
    if found.low is not None and found.high is not None:
        return Unreadable("ambiguous")
    return _placed(found.value, low, high, sure=found.sure)


def _noun(words: str) -> int | None:
    first = words.split(maxsplit=1)[0] if words.split() else ""
    marks = [mark for stem, mark in _NOUNS.items() if re.fullmatch(rf"{stem}\w?", first)]
    return marks[0] if marks else None


def _placed(mark: int, low: int, high: int, *, sure: bool = True) -> Reading[int] | Unreadable:
    return Reading(mark, sure) if low <= mark <= high else Unreadable("not_a_rating")
