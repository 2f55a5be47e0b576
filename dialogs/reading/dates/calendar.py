"""Days, weeks, months, quarters, halves, seasons and years: where they begin and how they are cut.

Calendar arithmetic only: no words, and no clock. Weeks begin on Monday, winter in December.
"""

import calendar
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from enum import Enum, IntEnum


class Grain(IntEnum):
    """How long a named stretch of time is."""

    DAY = 0
    WEEK = 1
    MONTH = 2
    SEASON = 3
    QUARTER = 4
    HALF = 5
    YEAR = 6


class Edge(Enum):
    """A part of a stretch: its beginning, middle or end, or one of its halves."""

    START = "start"
    MIDDLE = "middle"
    END = "end"
    FIRST_HALF = "first half"
    SECOND_HALF = "second half"


# Months that a stretch of this grain takes.
MONTHS_IN = {Grain.MONTH: 1, Grain.SEASON: 3, Grain.QUARTER: 3, Grain.HALF: 6, Grain.YEAR: 12}
_SEASON_BEGINS = (12, 3, 6, 9)  # winter, spring, summer, autumn


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both included.

    `due` is the day meant when "by" stands before it, `due_sure` False where that is unclear.
    """

    first: date
    last: date
    grain: Grain
    sure: bool = True
    due: date | None = None
    due_sure: bool = True
    exact: bool = True

    def doubted(self, *, when: bool = True) -> "Span":
        """The same days, to be confirmed."""
        if not when:
            return self
        return Span(self.first, self.last, self.grain, False, self.due, self.due_sure, self.exact)


def one_day(day: date, *, sure: bool = True, exact: bool = True) -> Span:
    """A stretch of one day. Not `exact`: counted in months, so that the day itself is a guess."""
    return Span(day, day, Grain.DAY, sure, due=day, exact=exact)


def in_reach(year: int) -> bool:
    """Whether a whole year around `year` can be reckoned with."""
    return MINYEAR < year < MAXYEAR - 1


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def add_months(day: date, months: int) -> date | None:
    """The same day of the month, or the month's last day; None beyond the calendar."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not in_reach(year):
        return None
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_days(day: date, days: int) -> date | None:
    """None beyond the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def add_working_days(day: date, days: int) -> date | None:
    """Days from Monday to Friday are counted; public holidays are not known here."""
    weeks, rest = divmod(days, 5)
    moved = add_days(day, weeks * 7)
    while moved is not None and rest:
        moved = add_days(moved, 1)
        rest -= 1 if moved is not None and moved.weekday() < 5 else 0
    return moved


def stretch(grain: Grain, year: int, place: int = 1) -> Span | None:
    """The `place`-th (from 1) month, quarter, half or season of a year; None when there is none.

    Winter of a year begins in the December before it.
    """
    if not in_reach(year) or grain not in MONTHS_IN or not 1 <= place <= 12 // MONTHS_IN[grain]:
        return None
    months = MONTHS_IN[grain]
    if grain is Grain.SEASON:
        month = _SEASON_BEGINS[place - 1]
        first = date(year - 1 if place == 1 else year, month, 1)
    else:
        first = date(year, (place - 1) * months + 1, 1)
    return _whole(first, months, grain)


def around(day: date, grain: Grain, turn: int = 0) -> Span | None:
    """The week, month … that `day` lies in, moved by `turn` of its own length."""
    if grain is Grain.DAY:
        moved = add_days(day, turn)
        return None if moved is None else one_day(moved)
    if grain is Grain.WEEK:
        monday = add_days(day, turn * 7 - day.weekday())
        sunday = None if monday is None else add_days(monday, 6)
        if monday is None or sunday is None:
            return None
        return Span(monday, sunday, grain, due=monday, due_sure=False)
    months = MONTHS_IN[grain]
    begun = day.month % 3 if grain is Grain.SEASON else (day.month - 1) % months
    begin = add_months(date(day.year, day.month, 1), turn * months - begun)
    return None if begin is None else _whole(begin, months, grain)


def _whole(first: date, months: int, grain: Grain) -> Span:
    last_month = add_months(first, months - 1) or first
    last = month_end(last_month.year, last_month.month)
    return Span(first, last, grain, due=first, due_sure=False)


def cut(span: Span, edge: Edge) -> Span:
    """A part of a span: ten days of a month, a month of a quarter, two months of a year."""
    whole = around(span.first, span.grain)
    if span.grain is Grain.DAY or whole is None or whole.last != span.last:
        return span.doubted()
    first, last = _cut_days(span, edge)
    due = {Edge.START: first, Edge.MIDDLE: _middle(first, last), Edge.END: last}.get(edge, last)
    return Span(first, last, span.grain, span.sure, due=due)


def _cut_days(span: Span, edge: Edge) -> tuple[date, date]:
    first, last = span.first, span.last
    if edge in {Edge.FIRST_HALF, Edge.SECOND_HALF}:
        half = first + timedelta(days=_first_half(span) - 1)
        return (first, half) if edge is Edge.FIRST_HALF else (half + timedelta(days=1), last)
    if span.grain is Grain.WEEK:
        days = {Edge.START: (0, 1), Edge.MIDDLE: (2, 3), Edge.END: (3, 4)}[edge]
        return first + timedelta(days=days[0]), first + timedelta(days=days[1])
    if span.grain is Grain.MONTH:
        begin, end = {Edge.START: (1, 10), Edge.MIDDLE: (11, 20), Edge.END: (21, last.day)}[edge]
        return first.replace(day=begin), first.replace(day=end)
    months = MONTHS_IN[span.grain]
    length = 2 if months > 3 else 1
    begin = {Edge.START: 0, Edge.MIDDLE: (months - length) // 2, Edge.END: months - length}[edge]
    opened = add_months(first, begin) or first
    closed = add_months(opened, length - 1) or opened
    return opened, month_end(closed.year, closed.month)


def _first_half(span: Span) -> int:
    """How many days the first half has; the halves of a year and of a half-year are months."""
    if span.grain is Grain.MONTH:
        return 15
    if span.grain is Grain.WEEK:
        return 3
    if span.grain in {Grain.YEAR, Grain.HALF}:
        middle = add_months(span.first, MONTHS_IN[span.grain] // 2) or span.last
        return (middle - span.first).days
    return ((span.last - span.first).days + 1) // 2


def _middle(first: date, last: date) -> date:
    return first + timedelta(days=(last - first).days // 2)
