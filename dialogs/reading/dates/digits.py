"""Digits of a date: 05.12.2026, 2026-12-05, 5/6/27, 12.2026, Q1, 15:00, 25-го.

Here a number with points is taken as a day and a month, in this order, and never as a time.
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from dialogs.reading.dates.signs import Kind, Sign

_ORDINAL_ENDING = r"(?:-?(?:ого|его|ое|ый|ий|ой|му|ом|го|ая|ую|е|й|м|я|ю)|st|nd|rd|th)"
# 2.20 before one of these is no time of day.
_MONTH_BEGINNING = (
    "янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек"
    "|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
)
_COUNT_ENDING = r"-?(?:мя|ти|ми|ух|х)"
DIGITS = re.compile(
    r"""
      (?P<iso>(?:19|20|21)\d{2}[-./][01]?\d[-./][0-3]?\d)(?!\d)
    | (?P<full>\d{1,2}(?P<sep>\s?[./-]\s?)\d{1,2}(?P=sep)(?:(?:19|20|21)\d{2}|\d{2}))(?![\d%])
    | (?P<spaced>\d{1,2}\ \d{1,2}\ (?:19|20|21)\d{2})(?!\d)
    | (?P<time>(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?:\s?[ap]\.?m\b\.?)?
        | (?:0?\d|1[0-2])(?:\.[0-5]\d)?\s?[ap]\.?m\b\.?
        | (?:[01]?\d|2[0-3])\.(?:00|2[0-3]|[3-5]\d)(?![\d.])(?!\ ?(?:"""
    + _MONTH_BEGINNING
    + r"""))
        | (?:[01]?\d|2[0-3])-(?:00|[3-5]\d)(?![\d.]|\s*[^\W\d_]))
    | (?P<monthyear>(?:0?[1-9]|1[0-2])[./-](?:19|20|21)\d{2})(?!\d)
    | (?P<yearmonth>(?:19|20|21)\d{2}[./-](?:0?[1-9]|1[0-2]))(?!\d)
    | (?P<quarter>[q][1-4]|[1-4]\s?(?:q|кв(?!арт)\b\.?|-?(?:й|ый|ой|ий)\s?кв(?!арт)\b\.?))
    | (?P<half>h[12]\b|[12]h\b)
    | (?P<years>(?:19|20|21)\d{2}[-/]\d{2})(?!\d|\s*[^\W\d_])
    | (?P<point>\d{1,2}[./]\d{1,2}(?![\d%]|[./,]\d))
    | (?P<decimal>\d{1,3},\d{1,2}(?![\d,]))
    | (?P<apostrophe>'\d{2})(?!\d)
    | (?P<ordinal>\d{1,2})"""
    + _ORDINAL_ENDING
    + r"""(?![^\W\d_])
    | (?P<count>\d{1,4})"""
    + _COUNT_ENDING
    + r"""(?![^\W\d_])
    | (?P<number>\d{1,9})
    """,
    re.VERBOSE,
)
_CENTURY = 2000


def read_digits(match: re.Match[str], *, before_unit: bool) -> Sign:
    """The sign of a match of `DIGITS`; `before_unit`: a word such as "weeks" follows."""
    kind = match.lastgroup or "number"
    if kind == "point":
        return _point(match.group(), before_unit=before_unit)
    if kind in {"ordinal", "count"}:
        meant = Kind.ORDINAL if kind == "ordinal" else Kind.NUMBER
        return Sign(meant, match.group(), Decimal(match[kind]))
    return _MAKERS[kind](match.group())


def _iso(text: str) -> Sign:
    year, month, day = (int(part) for part in re.split(r"[-./]", text))
    return _date(text, year, month, day, sure=True)


def _month_and_year(text: str) -> Sign:
    one, two = (int(part) for part in re.split(r"[-./]", text))
    return Sign(Kind.MONTH_YEAR, text, Decimal(min(one, two)), max(one, two))


def _numbered(text: str) -> Sign:
    """Q1, 1 кв., H2."""
    number = Decimal(next(char for char in text if char.isdigit()))
    return Sign(Kind.HALF if "h" in text else Kind.QUARTER, text, number)


def _two_years(text: str) -> Sign:
    """Winter 2026/27: the year in which it ends, to be confirmed."""
    return Sign(Kind.YEAR, text, Decimal(_century(int(text[-2:]))), sure=False)


def _number(text: str) -> Sign:
    is_year = len(text) == 4 and 1900 <= int(text) <= 2199
    return Sign(Kind.YEAR if is_year else Kind.NUMBER, text, Decimal(text))


def _century(short: int) -> int:
    return _CENTURY + short


def _date(text: str, year: int, month: int, day: int, *, sure: bool) -> Sign:
    try:
        return Sign(Kind.DATE, text, day=date(year, month, day), sure=sure)
    except ValueError:
        return Sign(Kind.NO_SUCH_DATE, text)


def _full(text: str) -> Sign:
    """Day first; with slashes and dashes an American may have put the month first."""
    day, month, year = (int(part) for part in re.split(r"\s?[./-]\s?|\s", text))
    year = year if year > 99 else _century(year)
    if month > 12 >= day:
        return _date(text, year, day, month, sure="." not in text)
    sure = "/" not in text and "-" not in text
    return _date(text, year, month, day, sure=sure or day > 12 or day == month)


def _point(text: str, *, before_unit: bool) -> Sign:
    """05.12 is a day and a month, 1.5 before a unit is a number, 03.27 a month and a year."""
    left, right = (int(part) for part in re.split(r"[./]", text))
    if before_unit:
        if "/" in text:
            return Sign(Kind.NUMBER, text, Decimal(right), sure=False)
        return Sign(Kind.NUMBER, text, Decimal(text))
    if 1 <= left <= 31 and 1 <= right <= 12:
        sure = "." in text or left > 12 or left == right
        return Sign(Kind.DAY_MONTH, text, Decimal(left), right, sure=sure)
    if 1 <= left <= 12 and 13 <= right <= 31 and "/" in text:
        return Sign(Kind.DAY_MONTH, text, Decimal(right), left)
    if 1 <= left <= 12 and 24 <= right <= 29 and len(text.rsplit(text[-3], maxsplit=1)[-1]) == 2:
        return Sign(Kind.MONTH_YEAR, text, Decimal(left), _century(right), sure=False)
    return Sign(Kind.NO_SUCH_DATE, text)


_MAKERS: dict[str, Callable[[str], Sign]] = {
    "iso": _iso,
    "full": _full,
    "sep": _full,
    "spaced": _full,
    "time": lambda text: Sign(Kind.TIME, text),
    "monthyear": _month_and_year,
    "yearmonth": _month_and_year,
    "quarter": _numbered,
    "half": _numbered,
    "years": _two_years,
    "decimal": lambda text: Sign(Kind.NUMBER, text, Decimal(text.replace(",", "."))),
    "apostrophe": lambda text: Sign(Kind.YEAR, text, Decimal(_century(int(text[1:])))),
    "number": _number,
}
