"""A named stretch of days («март», Q1 2026, «прошлая неделя», 05.12) somewhere in a phrase. Pure.

A report looks back: a month or a day without a year is the last one that has begun.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from dialogs.reading.dates.calendar import Grain, Span, around, stretch
from dialogs.reading.dates.vocabulary import GRAINS, HALVES, MONTHS, NEAR_DAYS, ORDINALS, TURNS
from dialogs.reading.dates.vocabulary import UNITS as TYPED_UNITS
from reports.asking.asked import Doubt, NotClear
from reports.asking.phrase import Word

FIRST_YEAR, LAST_YEAR = 1990, 2100
UNITS = {**TYPED_UNITS, "m": "month", "м": "month", "y": "year", "halves": "half"}
ROLLING_TURNS = frozenset({"past"})
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
MANY_QUARTERS = frozenset({"квартала", "кварталы", "кварталов", "quarters", "qtrs"})
_YEAR_WORDS = frozenset(word for word, unit in TYPED_UNITS.items() if unit == "year")
_SHORT = re.compile(r"([qh])([1-4])|([1-4])([qh])")
_NOW = frozenset({"сейчас", "now"})


@dataclass(frozen=True, slots=True)
class Point:
    """Days as a function of the year; `year` is None where the text says none."""

    of: Callable[[int], Span | None]
    year: int | None
    stop: int

    def fixed(self, words: Sequence[Word], at: int, not_after: date) -> Span:
        """The days: of the year said, else the last that begin by `not_after`."""
        if self.year is not None:
            span = self.of(self.year)
            if span is None:
                raise NotClear(Doubt.NO_SUCH_DATE, said(words, at, self.stop))
            return span
        for year in range(not_after.year, not_after.year - 9, -1):
            span = self.of(year)
            if span is not None and span.first <= not_after:
                return span
        raise NotClear(Doubt.NO_SUCH_DATE, said(words, at, self.stop))


def said(words: Sequence[Word], at: int, stop: int) -> str:
    """The words as they were typed, nearly."""
    return " ".join(one.text for one in words[at:stop])


class Points:
    """Reads points of one phrase, as seen from `today`."""

    def __init__(self, words: Sequence[Word], today: date) -> None:
        self._words = words
        self._today = today

    def text(self, at: int) -> str:
        """The word there, empty beyond the end."""
        return self._words[at].text if 0 <= at < len(self._words) else ""

    def read(self, at: int) -> Point | None:
        """The point that begins there."""
        for reader in (self._turned, self._near, self._literal, self._part, self._month):
            if found := reader(at):
                return found
        return self._day(at) or self._plain_year(at)

    def number(self, at: int) -> int | None:
        """A number of at most two digits, or an ordinal in words."""
        text = self.text(at)
        if text.isdecimal():
            return int(text) if len(text) <= 2 else None
        return ORDINALS.get(text)

    def day_of_month(self, at: int) -> bool:
        """Whether a bare number stands there that may be a day."""
        text = self.text(at)
        return text.isdecimal() and len(text) <= 2 and 1 <= int(text) <= 31

    def dated(self, at: int, like: Span) -> Span | None:
        """The bare number there as a day of the month that `like` is in."""
        return _day_of(like.first.month, int(self.text(at)))(like.first.year)

    def _turned(self, at: int) -> Point | None:
        turn, unit = TURNS.get(self.text(at)), UNITS.get(self.text(at + 1))
        if turn is None or self.text(at) in ROLLING_TURNS:
            return None
        if month := MONTHS.get(self.text(at + 1)):
            return self._turned_month(at, month, turn)
        if unit not in GRAINS:
            return None
        if turn > 0:
            raise NotClear(Doubt.FUTURE, said(self._words, at, at + 2))
        return self._this(around(self._today, GRAINS[unit], turn), at + 2)

    def _turned_month(self, at: int, month: int, turn: int) -> Point:
        """«Прошлый март» is over; this March is of this year."""
        if turn > 0:
            raise NotClear(Doubt.FUTURE, said(self._words, at, at + 2))
        over = turn < 0 and month >= self._today.month
        return Point(_stretch(Grain.MONTH, month), self._today.year - over, at + 2)

    def _near(self, at: int) -> Point | None:
        text = self.text(at)
        shift = 0 if text in _NOW else NEAR_DAYS.get(text)
        if shift is None:
            return None
        if shift > 0:
            raise NotClear(Doubt.FUTURE, text)
        return self._this(around(self._today, Grain.DAY, shift), at + 1)

    def _this(self, span: Span | None, stop: int) -> Point:
        return Point(lambda _: span, self._today.year, stop)

    def _literal(self, at: int) -> Point | None:
        text = self.text(at)
        if "/" in text and text[0].isdecimal():
            raise NotClear(Doubt.DAY_OR_MONTH, text)
        if "-" in text and text[0].isdecimal():
            year, month, day = (int(part) for part in text.split("-"))
            return Point(_day_of(month, day), year, at + 1)
        if "." not in text or not text[0].isdecimal():
            return None
        parts = [int(part) for part in text.split(".")]
        if len(parts) == 2 and parts[1] > 31:
            return Point(_stretch(Grain.MONTH, parts[0]), parts[1], at + 1)
        if len(parts) == 2:
            return self._with_year(_day_of(parts[1], parts[0]), at + 1)
        if len(parts) == 3:
            full = parts[2] + 2000 if parts[2] < 100 else parts[2]
            return Point(_day_of(parts[1], parts[0]), full, at + 1)
        raise NotClear(Doubt.NO_SUCH_DATE, text)

    def _part(self, at: int) -> Point | None:
        """A quarter or a half of a year."""
        if short := _SHORT.fullmatch(self.text(at)):
            letter, number = short[1] or short[4], int(short[2] or short[3])
            return self._of_year(Grain.QUARTER if letter == "q" else Grain.HALF, number, at + 1)
        number_or_none = ROMAN.get(self.text(at)) or self.number(at)
        if number_or_none is None:
            return None
        grain = self._part_grain(at, number_or_none)
        return self._of_year(grain, number_or_none, at + 2) if grain else None

    def _part_grain(self, at: int, number: int) -> Grain | None:
        """«2 квартал» is one, «2 квартала» are two and no part of a year."""
        text = self.text(at + 1)
        ordinal = not self.text(at).isdecimal() or self._words[at].ordinal
        if UNITS.get(text) == "quarter":
            counted = text in MANY_QUARTERS and not ordinal and number != 1
            return None if counted else Grain.QUARTER
        if UNITS.get(text) == "half" or (text in HALVES and ordinal):
            return Grain.HALF
        return None

    def _of_year(self, grain: Grain, number: int, stop: int) -> Point:
        return self._with_year(_stretch(grain, number), stop)

    def _month(self, at: int) -> Point | None:
        month = MONTHS.get(self.text(at))
        if month is None:
            return None
        if self.text(at).isascii() and self.day_of_month(at + 1) and not self._counts(at + 2):
            return self._with_year(_day_of(month, int(self.text(at + 1))), at + 2)
        return self._with_year(_stretch(Grain.MONTH, month), at + 1)

    def _counts(self, at: int) -> bool:
        return self.text(at) in UNITS

    def _day(self, at: int) -> Point | None:
        """1 марта, первого марта, 1st of March."""
        day = self.number(at)
        after = at + 2 if self.text(at + 1) == "of" else at + 1
        month = MONTHS.get(self.text(after))
        if month is None or day is None:
            return None
        return self._with_year(_day_of(month, day), after + 1)

    def _with_year(self, of: Callable[[int], Span | None], stop: int) -> Point:
        return Point(of, *(self._year(stop) or (None, stop)))

    def _plain_year(self, at: int) -> Point | None:
        text = self.text(at)
        if not _is_year(text):
            return None
        stop = at + 2 if self.text(at + 1) in _YEAR_WORDS else at + 1
        return Point(lambda year: stretch(Grain.YEAR, year), int(text), stop)

    def _year(self, at: int) -> tuple[int, int] | None:
        """The year said there and where it ends: 2026, 2026 года, «прошлого года»."""
        skipped = at + 1 if self.text(at) in {"of", ","} else at
        text, turn = self.text(skipped), TURNS.get(self.text(skipped))
        if _is_year(text):
            return int(text), skipped + (2 if self.text(skipped + 1) in _YEAR_WORDS else 1)
        if turn is not None and self.text(skipped + 1) in _YEAR_WORDS:
            return self._today.year + turn, skipped + 2
        return None


def _is_year(text: str) -> bool:
    return text.isdecimal() and len(text) == 4 and FIRST_YEAR <= int(text) <= LAST_YEAR


def _day_of(month: int, day: int) -> Callable[[int], Span | None]:
    def of(year: int) -> Span | None:
        try:
            found = date(year, month, day)
        except ValueError:
            return None
        return Span(found, found, Grain.DAY)

    return of


def _stretch(grain: Grain, place: int) -> Callable[[int], Span | None]:
    return lambda year: stretch(grain, year, place)
