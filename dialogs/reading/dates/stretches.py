"""Signs → a stretch of time: a month, quarter, season or year, next week, the end of the month.

One of the two readers of points; days and what is counted from today are read by `points`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dialogs.reading.dates.calendar import Edge, Grain, Span, around, cut
from dialogs.reading.dates.named import Named, nth_weekday, settle
from dialogs.reading.dates.signs import Kind, Sign
from dialogs.reading.dates.vocabulary import GRAINS

_TENS = {1: Edge.START, 2: Edge.MIDDLE, 3: Edge.END}
# Genitive after two, three and four: "3 квартала" are nine months, "3 квартал" is the third.
_COUNTED = frozenset({"квартала", "полугодия", "quarters"})
CENTURY = 2000
PLURAL_DAYS = frozenset({"числах", "числам"})
NOTHING = Sign(Kind.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Point:
    """A point in time that covers signs up to `stop`."""

    what: Named | Span
    stop: int


class StretchReader:
    """Reads the stretch that begins at a given sign, if one does."""

    def __init__(self, signs: Sequence[Sign], today: date) -> None:
        self._signs = signs
        self._today = today

    def _at(self, index: int) -> Sign:
        return self._signs[index] if 0 <= index < len(self._signs) else NOTHING

    def _kind(self, index: int) -> Kind:
        return self._at(index).kind

    def _year(self, at: int) -> tuple[int | None, int]:
        """The year after a month or quarter: 2027, «следующего года»; and where it stops."""
        sign, after = self._at(at), self._at(at + 1)
        if sign.kind is Kind.YEAR:
            return int(sign.number), at + 1
        if sign.kind is Kind.TURN and after.unit == "year":
            return self._today.year + int(sign.number), at + 2
        return None, at

    def dated(self, named: Named, at: int) -> Point:
        year, stop = self._year(at)
        if year is None and named.grain is not Grain.DAY and self.is_short_year(at):
            return Point(replace(named, year=CENTURY + int(self._at(at).number)), at + 1)
        return Point(named if year is None else replace(named, year=year), stop)

    def is_short_year(self, at: int) -> bool:
        sign, this_year = self._at(at), self._today.year - CENTURY
        near = this_year - 1 <= sign.number <= this_year + 10
        free = self._kind(at + 1) not in {Kind.UNIT, Kind.MONTH, Kind.DASH, Kind.WORKING}
        return sign.kind is Kind.NUMBER and sign.text.isdigit() and near and free

    def stretch(self, at: int) -> Point | None:
        """A month, quarter, half, season or year by its name or number."""
        sign = self._at(at)
        number = int(sign.number)
        match sign.kind:
            case Kind.MONTH_YEAR:
                return Point(Named(Grain.MONTH, number, year=sign.other), at + 1)
            case Kind.MONTH:
                return self.dated(Named(Grain.MONTH, number), at + 1)
            case Kind.SEASON if self._is_two_years(at + 1):
                year = int(self._at(at + 3).number)
                return Point(Named(Grain.SEASON, number, year=year, sure=False), at + 4)
            case Kind.SEASON:
                return self.dated(Named(Grain.SEASON, number), at + 1)
            case Kind.QUARTER:
                return self.dated(Named(Grain.QUARTER, number), at + 1)
            case Kind.HALF:
                return self.dated(Named(Grain.HALF, number), at + 1)
            case Kind.YEAR if self._kind(at + 1) is Kind.MONTH:
                month = int(self._at(at + 1).number)
                return Point(Named(Grain.MONTH, month, year=number), at + 2)
            case Kind.YEAR:
                return Point(Named(Grain.YEAR, year=number), at + 1)
        return None

    def _is_two_years(self, at: int) -> bool:
        """Winter 2026-2027."""
        left, right = self._at(at), self._at(at + 2)
        years = left.kind is Kind.YEAR and right.kind is Kind.YEAR
        return years and self._kind(at + 1) is Kind.DASH and right.number == left.number + 1

    def ordinal_part(self, at: int) -> Point | None:
        """The second quarter, the first week of March, the last Friday of the month."""
        sign, what = self._at(at), self._at(at + 1)
        number = int(sign.number)
        first = sign.kind is Kind.ORDINAL and number == 1
        if what.kind is Kind.OF_MONTH and (first or sign.kind is Kind.LAST_OF):
            return self._cut_month(Edge.START if first else Edge.END, at + 2, few=True)
        if what.kind is Kind.OF_MONTH and what.text in PLURAL_DAYS and number in {10, 20}:
            return self._tens(number, at + 2)
        last = sign.kind is Kind.LAST_OF or (sign.kind is Kind.TURN and number == -1)
        if last and what.kind in {Kind.WEEKDAY, Kind.UNIT}:
            return self._part_of(-1, what, at + 2)
        if sign.kind is Kind.ORDINAL and what.kind in {Kind.WEEKDAY, Kind.UNIT}:
            return self._part_of(number, what, at + 2)
        numbered = sign.kind is Kind.NUMBER and sign.number == number and number <= 4
        counted = what.text in _COUNTED and number > 1 and self._kind(at - 1) is not Kind.EDGE
        if numbered and what.unit in {"quarter", "half"} and not counted:
            return self._part_of(number, what, at + 2)
        return None

    def _part_of(self, number: int, what: Sign, at: int) -> Point | None:
        if what.unit in {"quarter", "half"}:
            grain = GRAINS[what.unit]
            return self.dated(Named(grain, number), at) if number > 0 else None
        if what.unit == "decade" and number in _TENS:
            return self._cut_month(_TENS[number], at)
        container = self._container(at)
        if container is None:
            return None
        span, stop = container
        if what.kind is Kind.WEEKDAY:
            day = nth_weekday(int(what.number), number, span)
            return None if day is None else Point(day, stop)
        if what.unit != "week" or span.grain is not Grain.MONTH:
            return None
        first = span.last.day - 6 if number < 0 else number * 7 - 6
        if not 1 <= first <= span.last.day:
            return None
        # Weeks of a month are counted by sevens, or by Mondays.
        begin, end = span.first.replace(day=first), min(first + 6, span.last.day)
        week = Span(begin, span.first.replace(day=end), Grain.WEEK, sure=False, due=begin)
        return Point(week, stop)

    def _cut_month(self, edge: Edge, at: int, *, few: bool = False) -> Point | None:
        """Ten days of a month, or, for «в первых числах», five of them."""
        container = self._container(at)
        if container is None or container[0].grain is not Grain.MONTH:
            return None
        span, stop = container
        part = cut(span, edge)
        if few and edge is Edge.START:
            part = replace(part, last=part.first.replace(day=5), due=part.first)
        if few and edge is Edge.END:
            part = replace(part, first=part.last.replace(day=part.last.day - 4))
        return Point(part, stop)

    def _tens(self, first: int, at: int) -> Point | None:
        """В двадцатых числах декабря: from the 20th to the 29th."""
        container = self._container(at)
        if container is None or container[0].grain is not Grain.MONTH:
            return None
        month, stop = container
        begin = month.first.replace(day=first)
        last = month.first.replace(day=min(first + 9, month.last.day))
        return Point(Span(begin, last, Grain.WEEK, month.sure, due=begin), stop)

    def _container(self, at: int) -> tuple[Span, int] | None:
        """The month (or other stretch) that a part belongs to."""
        found = self.stretch(at) or self.turned(at)
        if found is None and self._kind(at) is Kind.UNIT and self._at(at).unit in GRAINS:
            this = around(self._today, GRAINS[self._at(at).unit])
            found = None if this is None else Point(this, at + 1)
        if found is None:
            return None
        span = found.what if isinstance(found.what, Span) else settle(found.what, self._today)
        return None if span is None else (span, found.stop)

    def turned(self, at: int) -> Point | None:
        """Next week, this quarter, the coming Tuesday; also «неделе следующей»."""
        sign, what = self._at(at), self._at(at + 1)
        if sign.kind is Kind.UNIT and what.kind is Kind.TURN:
            sign, what = what, sign
        if sign.kind not in {Kind.TURN, Kind.NEAREST}:
            return None
        turn = int(sign.number)
        stop = at + 2
        named_turn = None if sign.kind is Kind.NEAREST else turn
        match what.kind:
            case Kind.UNIT if what.unit in GRAINS:
                span = around(self._today, GRAINS[what.unit], turn)
                # "In the next month" may be the thirty days from now.
                within = self._kind(at - 1) is Kind.IN and turn == 1 and sign.text == "next"
                return None if span is None else Point(span.doubted(when=within), stop)
            case Kind.MONTH:
                return Point(Named(Grain.MONTH, int(what.number), turn=named_turn), stop)
            case Kind.SEASON:
                return Point(Named(Grain.SEASON, int(what.number), turn=named_turn), stop)
            case Kind.WEEKDAY:
                return Point(Named(Grain.DAY, weekday=int(what.number), turn=named_turn), stop)
            case Kind.WEEKEND:
                return self.weekend(turn, stop)
        return None

    def weekend(self, turn: int, stop: int) -> Point | None:
        week = around(self._today, Grain.WEEK, turn)
        if week is None:
            return None
        saturday = week.last - timedelta(days=1)
        return Point(Span(saturday, week.last, Grain.WEEK, due=week.last), stop)

    def edge(self, at: int) -> Point | None:
        """The beginning, middle or end of something."""
        edge = self._at(at).edge
        if edge is None:
            return None
        if self._kind(at + 1) in {Kind.TO, Kind.DASH} and self._at(at + 2).edge is not None:
            return self._between_edges(edge, at + 2)
        inside = self.ordinal_part(at + 1) or self.stretch(at + 1) or self.turned(at + 1)
        if inside is None:
            return self._cut_current(edge, at + 1)
        if isinstance(inside.what, Span):
            return Point(cut(inside.what, edge), inside.stop)
        if inside.what.turn is not None:
            span = settle(inside.what, self._today)
            return None if span is None else Point(cut(span, edge), inside.stop)
        return Point(replace(inside.what, edge=edge), inside.stop)

    def _cut_current(self, edge: Edge, at: int) -> Point | None:
        """The end of the month; the first half of the year, which may be over, of the next one."""
        unit = self._at(at).unit
        this = around(self._today, GRAINS[unit]) if unit in GRAINS else None
        if this is None:
            return None
        part = cut(this, edge)
        coming = around(self._today, GRAINS[unit], 1)
        if part.last < self._today and coming is not None:
            part = cut(coming, edge).doubted()
        return Point(part, at + 1)

    def _between_edges(self, edge: Edge, at: int) -> Point | None:
        """Mid to late January, конец – середина: from one part to the other."""
        later = self.edge(at)
        earlier = self._at(at + 1)
        container = self._container(at + 1)
        if later is None or container is None or earlier.kind is Kind.EDGE:
            return None
        first, last = cut(container[0], edge), later.what
        end = last if isinstance(last, Span) else settle(last, self._today)
        if end is None or end.last < first.last:
            return None
        return Point(replace(first, last=end.last, due=end.last), later.stop)
