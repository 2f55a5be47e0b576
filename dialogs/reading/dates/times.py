"""Typed text → a time of day: `15:00`, «в три часа дня», «половина четвёртого», quarter past 5.

05.12 is a day and no time; 15.30 is a time, since there is no thirtieth month.
"""

import re
from collections.abc import Callable
from datetime import time

from dialogs.reading.dates.vocabulary import ORDINALS
from dialogs.reading.numerals import SMALL
from dialogs.reading.result import Reading, Unreadable
from dialogs.reading.tokens import fold, plain, word_set

_NAMED = {
    **dict.fromkeys(("полдень", "полдня", "noon", "midday"), time(12)),
    **dict.fromkeys(("полночь", "midnight"), time(0)),
}
_PART_WORDS = {
    **dict.fromkeys(["утра", "утром", "am", "morning"], "morning"),
    **dict.fromkeys(["дня", "днем", "afternoon"], "day"),
    **dict.fromkeys(["вечера", "вечером", "evening"], "evening"),
    **dict.fromkeys(["ночи", "ночью", "night"], "night"),
    "am": "am",
    "pm": "pm",
    **dict.fromkeys(["noon", "midday", "полдень"], "pm"),
    **dict.fromkeys(["midnight", "полночь"], "night"),
}
_IGNORED = word_set(
    "в во at on the in a и часов часа час ч минут минуты мин м oclock hours hour o'clock hrs h да "
    "давайте можно удобно лучше мне нам let's lets please пожалуйста ровно exactly ok ок сегодня "
    "звоните позвоните call me us созвон встреча буду будет будем смогу могу"
)
_AMPM = re.compile(r"(?<![^\W\d_])([ap])\.?\s?m\b\.?")
_CLOCK = re.compile(
    r"(?<![\d.])(\d{1,2})(?:\s?(?:ч\.?|h)\s?|:)([0-5]\d)(?::[0-5]\d)?(?![\d.])"
    r"|(?<![\d.])(\d{1,2})(?:[.,](00|1[3-9]|[2-5]\d)|-(00|[3-5]\d))(?![\d.])"
)
_MAYBE_DAY = re.compile(r"(?<![\d.])\d{1,2}\.(?:0?[1-9]|1[0-2])(?!\d)")
_ONE_OCLOCK = re.compile(r"(?<!\d )(?<!\d)\bчас (?=дня|ночи)|(?<=без )(\w+(?: минут\w*)?) час\b")
_IN_WORDS = re.compile(r"(?<!\d)(\d{1,2}) (?:час(?:а|ов)?|ч) (\d{1,2})(?: мин\w*)?(?!\d)")
_MILITARY = re.compile(r"(?<!\d)([01]\d|2[0-3])([0-5]\d)(?!\d)")
_PAIR = re.compile(r"(?<![\d.,:])(\d{1,2}) (00|[1-5]\d)(?![\d:%]|[.,]\d)")
_HOUR = re.compile(r"(?<![\d.,:])(\d{1,2})(?![\d:%]|[.,]\d|-го)")
_NUMBERS = {word: value for word, (value, _) in SMALL.items() if value < 60}
# половина четвертого: in the fourth hour, so the hour named is the one to come.
_HALF_OF = re.compile(r"(?:половин[аеу] |пол-?\s?)(\d{1,2})(?!\d)")
_TO = re.compile(r"без (\d{1,2}|четверти)(?: минут\w*)? (\d{1,2})(?!\d)")
_OF = re.compile(r"(\d{1,2}|четверть)(?: минут\w*)? (\d{1,2})-го(?!\w)")
_PAST = re.compile(r"(half|quarter|\d{1,2})(?: minutes?)? (past|to|till|after) (\d{1,2})(?!\d)")
_HALF_PAST = re.compile(r"half (\d{1,2})(?!\d)")
_MINUTES = word_set("минут минуты минуту мин minute minutes mins")


def read_time(text: str) -> Reading[time] | Unreadable:
    """A time of day, to the minute.

    An hour from one to seven without a part of the day is taken for the afternoon and is not
    sure; neither is a time with a zone or a hedge. Two times are Unreadable("ambiguous").
    """
    cleaned = plain(text)
    if isinstance(cleaned, Unreadable):
        return cleaned
    folded = _with_digits(_ONE_OCLOCK.sub(_one_oclock, _AMPM.sub(r" \1m ", fold(cleaned))))
    if _MAYBE_DAY.search(folded):
        return Unreadable("looks_like_date")
    found, rest = _clock_time(folded)
    named = [word for word in re.findall(r"[^\W\d_]+", folded) if word in _NAMED]
    if named and found is None and not re.search(r"\d", folded):
        left = [word for word in re.findall(r"[^\W\d_]+", folded) if word not in _IGNORED]
        return Reading(_NAMED[named[0]], sure=len(left) == 1)
    if found is None:
        return Unreadable("not_a_time")
    if re.search(r"\d", rest):
        return Unreadable("ambiguous")
    words = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?|[~±?]", rest)
    if found[1] == 0 and _MINUTES & set(words):
        return Unreadable("not_a_time")
    parts = {_PART_WORDS[word] for word in words if word in _PART_WORDS}
    if len(parts) > 1:
        return Unreadable("ambiguous")
    hour, minute, written = found
    placed = _placed(hour, parts.pop() if parts else "", written=written)
    if placed is None or minute > 59:
        return Unreadable("not_a_time")
    hour, sure = placed
    known = all(word in _IGNORED or word in _PART_WORDS for word in words)
    return Reading(time(hour, minute), sure=sure and known)


_Found = tuple[int, int, bool]  # hour, minute, and whether it was written as on a 24-hour clock


def _clock_time(text: str) -> tuple[_Found | None, str]:
    """The time of a text, and the text without it."""
    for pattern, make in _PATTERNS:
        match = pattern.search(text)
        if match:
            return make(match), f"{text[: match.start()]} {text[match.end() :]}"
    return None, text


def _one_oclock(match: re.Match[str]) -> str:
    """час дня, без пяти час"""
    return f"{match[1]} 1" if match[1] else "1 "


def _written(match: re.Match[str]) -> _Found:
    typed = match[1] or match[3]
    return int(typed), int(match[2] or match[4] or match[5]), _on_24_hours(typed)


def _on_24_hours(typed: str) -> bool:
    return typed.startswith("0") or int(typed) >= 8


def _before(match: re.Match[str]) -> _Found:
    """без десяти пять"""
    minutes = 15 if match[1] == "четверти" else int(match[1])
    return _hour_before(int(match[2])), 60 - minutes if 0 < minutes < 60 else 99, False


def _half_of(match: re.Match[str]) -> _Found:
    return _hour_before(int(match[1])), 30, False


def _part_of(match: re.Match[str]) -> _Found:
    """четверть пятого, десять минут шестого"""
    return _hour_before(int(match[2])), 15 if match[1] == "четверть" else int(match[1]), False


def _past_or_to(match: re.Match[str]) -> _Found:
    minutes = {"half": 30, "quarter": 15}.get(match[1]) or int(match[1])
    hour = int(match[3])
    if match[2] in {"past", "after"}:
        return hour, minutes, False
    return _hour_before(hour), 60 - minutes if 0 < minutes < 60 else 99, False


def _hour_before(hour: int) -> int:
    return 12 if hour == 1 else hour - 1


_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], _Found]], ...] = (
    (_PAST, _past_or_to),
    (_HALF_PAST, lambda match: (int(match[1]), 30, False)),
    (_TO, _before),
    (_HALF_OF, _half_of),
    (_OF, _part_of),
    (_CLOCK, _written),
    (_IN_WORDS, lambda match: (int(match[1]), int(match[2]), _on_24_hours(match[1]))),
    (_MILITARY, lambda match: (int(match[1]), int(match[2]), match[1] not in {"19", "20"})),
    (_PAIR, lambda match: (int(match[1]), int(match[2]), int(match[1]) >= 13)),
    (_HOUR, lambda match: (int(match[1]), 0, int(match[1]) > 8 or match[1].startswith("0"))),
)


def _placed(hour: int, part: str, *, written: bool) -> tuple[int, bool] | None:
    """The hour on the 24-hour clock, and whether that is sure."""
    if not 0 <= hour <= 23:
        return None
    twelve = hour % 12
    match part:
        case "":
            if written or hour >= 13:
                return hour, written
            return (hour + 12 if 1 <= hour <= 7 else hour), False
        case "morning" | "am":
            return (twelve, hour != 12 or part == "am") if hour <= 12 else None
        case "night":
            if hour == 0 or hour >= 20:
                return hour, True
            return (hour, True) if hour < 6 else (twelve + (0 if hour == 12 else 12), hour >= 10)
        case "day":
            return (hour, True) if hour >= 10 else (hour + 12, hour <= 6)
    if hour >= 12:
        return (hour, True) if part == "pm" or hour > 12 else None
    return hour + 12, hour >= 4 or part == "pm"


def _with_digits(text: str) -> str:
    """Number words as digits; ordinals as 4-го, since «четвёртого» is a place in the day."""
    words: list[str] = []
    for word in re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+|\S", text):
        half = re.fullmatch(r"пол(.{4,})", word)
        if word in ORDINALS and words[-2:] == ["пол", "-"]:
            words.pop()
        if half and half[1] in ORDINALS:
            words.extend(["пол", str(ORDINALS[half[1]])])
        elif word in _NUMBERS:
            value = _NUMBERS[word]
            if words and words[-1].isdigit() and int(words[-1]) in {20, 30, 40, 50} and value < 10:
                words[-1] = str(int(words[-1]) + value)
            else:
                words.append(str(value))
        elif word in ORDINALS and not word.isascii():
            words.append(f"{ORDINALS[word]}-го")
        else:
            words.append(word)
    return _tight(" ".join(words))


def _tight(text: str) -> str:
    """The spaces that splitting put around signs, taken out again."""
    tight = re.sub(r"(?<=\d) ?([:.,\-]) ?(?=\d)", r"\1", text)
    tight = re.sub(r"(?<=\d) - (?=го\b)", "-", tight)
    tight = re.sub(r"\b(\d{1,2}) 0 (\d)\b", r"\1:0\2", tight)  # пятнадцать ноль ноль
    return re.sub(r"(половин[аеу]|пол) (\d{1,2})-го", r"\1 \2", tight)
