"""A period in plain words: points, ranges of them, and spans counted back from today. Pure.

Counted back, the last month begins on the day after today's date a month ago and ends today. What
lies ahead of today is cut off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dialogs.reading.dates import Period
from dialogs.reading.dates.calendar import Edge, Grain, Span, add_months, around
from dialogs.reading.dates.vocabulary import (
    EDGES,
    GLUED_HALVES,
    GRAINS,
    LAST_OF,
    PREPOSITIONS,
    TURNS,
)
from dialogs.reading.numerals import SMALL
from reports.asking.asked import Doubt, NotClear
from reports.asking.phrase import Word
from reports.asking.points import ROLLING_TURNS, UNITS, Point, Points, said

MOST_BACK = 1200
_MONTHS_OF = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_TO_DATE = {"ytd": "year", "qtd": "quarter", "mtd": "month", "wtd": "week"}
_SINCE = PREPOSITIONS["SINCE"]
_BOUNDS = PREPOSITIONS["UNTIL"] | PREPOSITIONS["BY"]
_JOINS = PREPOSITIONS["TO"] | PREPOSITIONS["UNTIL"] | {"-"}
_ALL = (
    ("все", "время"),
    ("всю", "историю"),
    ("вся", "история"),
    ("all", "time"),
    ("весь", "период"),
)
_UNTIL = frozenset({"до", "until", "till"})
_STARTS = frozenset({"начала", "beginning", "start"})
_DATIVE = ("у", "ю")
_ROLLING = ROLLING_TURNS | {"за", "for"}
_BACK = _ROLLING | {"last", "previous", "over", "in", "during"} | LAST_OF
_BACK |= frozenset(word for word, turn in TURNS.items() if turn == -1)


@dataclass(frozen=True, slots=True)
class Named:
    """A period found in a phrase, and where it ends; None is all the time there is."""

    period: Period | None
    stop: int


class Periods:
    """Reads periods of one phrase from `today`; `NotClear` for what may mean two things."""

    def __init__(self, words: Sequence[Word], today: date) -> None:
        self._words = words
        self._today = today
        self._points = Points(words, today)
        self._text = self._points.text

    def read(self, at: int) -> Named | None:
        """The period that begins there."""
        self._insist_on_a_start(at)
        found = self._all(at) or self._to_date(at) or self._counted(at) or self._range(at)
        if found is None or found.period is None:
            return found
        first, last = found.period
        if first > self._today:
            raise NotClear(Doubt.FUTURE, said(self._words, at, found.stop))
        if last < first:
            raise NotClear(Doubt.BACKWARDS, said(self._words, at, found.stop))
        return Named(Period(first, min(last, self._today)), found.stop)

    def _all(self, at: int) -> Named | None:
        return Named(None, at + 2) if (self._text(at), self._text(at + 1)) in _ALL else None

    def _to_date(self, at: int) -> Named | None:
        """С начала года, year to date, YTD."""
        if unit := _TO_DATE.get(self._text(at)):
            return self._begun(unit, at + 1)
        if (self._text(at + 1), self._text(at + 2)) == ("to", "date"):
            unit = UNITS.get(self._text(at), "")
            return self._begun(unit, at + 3) if unit in GRAINS else None
        if self._text(at) not in _SINCE:
            return None
        edge = at + 2 if self._text(at + 1) == "the" else at + 1
        if EDGES.get(self._text(edge)) is not Edge.START:
            return None
        place = edge + 1
        while self._text(place) in {"of", "the"} or TURNS.get(self._text(place)) == 0:
            place += 1
        unit = UNITS.get(self._text(place), "")
        return self._begun(unit, place + 1) if unit in GRAINS else None

    def _begun(self, unit: str, stop: int) -> Named | None:
        span = around(self._today, GRAINS[unit])
        return Named(Period(span.first, self._today), stop) if span else None

    def _counted(self, at: int) -> Named | None:
        """За 6 месяцев, last 3 months, полгода; a single unit only after a word that says so."""
        place = at
        while self._text(place) in _BACK or (place > at and self._text(place) in {"the", "a"}):
            place += 1
        if half := self._half_year(place):
            return self._back("half", 1, half)
        number = self._number(place)
        unit = UNITS.get(self._text(place + (number is not None)), "")
        if unit not in GRAINS or self._points.read(place):
            return None
        if number is not None:
            return self._back(unit, number, place + 2)
        leads = [self._text(one) for one in range(at, place)]
        if self._means_one(leads):
            return self._back(unit, 1, place + 1)
        if leads and self._points.read(place - 1) and "the" not in leads:
            return None  # «прошлый месяц»
        raise NotClear(Doubt.CALENDAR_OR_ROLLING, said(self._words, at, place + 1))

    def _half_year(self, at: int) -> int | None:
        """Where «полгода» or "half a year" ends."""
        if GLUED_HALVES.get(self._text(at)) == "year":
            return at + 1
        year = at + 2 if self._text(at + 1) == "a" else at + 1
        return year + 1 if self._text(at) == "half" and self._text(year) == "year" else None

    def _means_one(self, leads: Sequence[str]) -> bool:
        """Whether what stands before a unit makes it one of them, counted back from today."""
        if not leads or not LAST_OF.isdisjoint(leads):
            return False
        return not _ROLLING.isdisjoint(leads) and leads[-1] in _ROLLING | {"the", "a"}

    def _number(self, at: int) -> int | None:
        text = self._text(at)
        if text.isdecimal():
            return int(text) if 0 < int(text[:5]) <= MOST_BACK and len(text) < 5 else None
        small = SMALL.get(text)
        return small[0] if small and small[0] > 0 else None

    def _back(self, unit: str, number: int, stop: int) -> Named | None:
        """The last so many units up to today."""
        if unit in {"day", "week"}:
            days = number * (7 if unit == "week" else 1)
            return Named(Period(self._today - timedelta(days=days - 1), self._today), stop)
        begun = add_months(self._today, -number * _MONTHS_OF[unit])
        return Named(Period(begun + timedelta(days=1), self._today), stop) if begun else None

    def _range(self, at: int) -> Named | None:
        opened = self._text(at) in _SINCE
        begin = at + 1 if opened else at
        while opened and self._text(begin) in _STARTS | {"the", "of"}:
            begin += 1
        if lent := self._lent_day(begin):
            return lent
        first = self._points.read(begin)
        if first is None:
            return None
        joined = _JOINS | {"и", "and"} if opened else _JOINS
        second = self._points.read(first.stop + 1) if self._text(first.stop) in joined else None
        if second is not None:
            return self._between(first, second, begin)
        span = first.fixed(self._words, begin, self._today)
        return Named(Period(span.first, self._today if opened else span.last), first.stop)

    def _insist_on_a_start(self, at: int) -> None:
        """«До марта» says no beginning; «по марту» is about March and no bound."""
        point = self._points.read(at + 1) if self._text(at) in _BOUNDS else None
        if point is None:
            return
        about = self._text(at) == "по" and self._text(point.stop - 1).endswith(_DATIVE)
        if not about:
            raise NotClear(Doubt.NO_START, said(self._words, at, point.stop))

    def _lent_day(self, at: int) -> Named | None:
        """5-10 декабря: the month is said once."""
        joined = self._text(at + 1) in _JOINS | {"и", "and"}
        if not (joined and self._points.day_of_month(at)):
            return None
        point = self._points.read(at + 2)
        last = point.fixed(self._words, at + 2, self._today) if point else None
        if point is None or last is None or last.grain is not Grain.DAY:
            return None
        first = self._points.dated(at, last)
        if first is None:
            raise NotClear(Doubt.NO_SUCH_DATE, said(self._words, at, point.stop))
        return Named(Period(first.first, last.last), point.stop)

    def _between(self, first: Point, second: Point, at: int) -> Named:
        """A year that one end leaves out is the nearest to the other end's."""
        words, place = self._words, first.stop + 1
        if self._text(first.stop) in _UNTIL and not _is_day(
            second.of(second.year or self._today.year)
        ):
            raise NotClear(Doubt.INCLUDED, said(words, first.stop, second.stop))
        if first.year is not None and second.year is None:
            begun = first.fixed(words, at, self._today)
            ends = [second.of(begun.first.year + more) for more in (0, 1)]
            end = next((one for one in ends if one and one.last >= begun.first), None)
            end = end or second.fixed(words, place, self._today)
        else:
            end = second.fixed(words, place, self._today)
            begun = first.fixed(words, at, end.first)
        return Named(Period(begun.first, end.last), second.stop)


def _is_day(span: Span | None) -> bool:
    return span is None or span.grain is Grain.DAY
