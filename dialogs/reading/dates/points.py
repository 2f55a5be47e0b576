"""Signs → one point in time: a day that was named, or counted from today, or a stretch.

At a given sign every rule is tried and the one that covers most signs wins. Ranges and bounds
(from, by, until) are put together by `periods`.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from dialogs.reading.dates import amounts
from dialogs.reading.dates.calendar import Grain, Span, around, one_day
from dialogs.reading.dates.idioms import HOLIDAYS
from dialogs.reading.dates.named import Named
from dialogs.reading.dates.signs import Kind, Sign
from dialogs.reading.dates.stretches import CENTURY, NOTHING, PLURAL_DAYS, Point, StretchReader


class PointReader:
    """Reads the point that begins at a given sign, if one does."""

    def __init__(self, signs: Sequence[Sign], today: date) -> None:
        self._signs = signs
        self._today = today
        self._stretches = StretchReader(signs, today)
        self._rules: tuple[Callable[[int], Point | None], ...] = (
            self._stretches.edge,
            self._stretches.ordinal_part,
            self._day,
            self._fixed,
            self._stretches.stretch,
            self._stretches.turned,
            self._weekday,
            self._counted,
            self._bare,
        )

    def read(self, start: int) -> Point | None:
        """The longest point from `start`, doubtful where one of its signs is."""
        found = [point for rule in self._rules if (point := rule(start)) is not None]
        if not found:
            return None
        best = max(found, key=lambda point: point.stop)
        if all(sign.sure for sign in self._signs[start : best.stop]):
            return best
        return Point(replace(best.what, sure=False), best.stop)

    def _at(self, index: int) -> Sign:
        return self._signs[index] if 0 <= index < len(self._signs) else NOTHING

    def _kind(self, index: int) -> Kind:
        return self._at(index).kind

    def _day(self, at: int) -> Point | None:
        """5 декабря, the 5th of December 2026, Dec 5, 05.12."""
        sign = self._at(at)
        if sign.kind is Kind.DAY_MONTH:
            return self._stretches.dated(Named(Grain.DAY, sign.other, int(sign.number)), at + 1)
        if sign.kind in {Kind.NUMBER, Kind.ORDINAL} and _is_day(sign):
            after = at + 2 if self._kind(at + 1) is Kind.OF_MONTH else at + 1
            if self._at(at + 1).text in PLURAL_DAYS:
                return None
            turned = self._stretches.turned(after)
            if turned is not None and isinstance(turned.what, Span):
                return self._of_turned(int(sign.number), turned.what, turned.stop)
            if self._kind(after) is Kind.MONTH:
                month = int(self._at(after).number)
                return self._with_short_year(Named(Grain.DAY, month, int(sign.number)), after + 1)
        if sign.kind is Kind.MONTH:
            return self._month_first(at)
        return None

    def _of_turned(self, day: int, month: Span, stop: int) -> Point | None:
        """The 5th of next month."""
        if month.grain is not Grain.MONTH or day > month.last.day:
            return None
        return Point(one_day(month.first.replace(day=day), sure=month.sure), stop)

    def _month_first(self, at: int) -> Point | None:
        month, day = self._at(at), self._at(at + 1)
        numbered = day.kind in {Kind.NUMBER, Kind.ORDINAL} and _is_day(day)
        if not numbered or self._kind(at + 2) in {Kind.UNIT, Kind.WORKING, Kind.MONTH}:
            return None
        place = int(month.number)
        if day.text.isdigit() and not month.text.isascii():
            # «Январь 27» is more often the year.
            short = int(day.number)
            if short >= self._today.year - CENTURY:
                return Point(Named(Grain.MONTH, place, year=CENTURY + short, sure=False), at + 2)
            return Point(Named(Grain.DAY, place, short, sure=False), at + 2)
        return self._with_short_year(Named(Grain.DAY, place, int(day.number)), at + 2)

    def _with_short_year(self, named: Named, at: int) -> Point:
        """25 декабря 26: the number may well be something else."""
        if self._stretches.is_short_year(at):
            year = CENTURY + int(self._at(at).number)
            return Point(replace(named, year=year, sure=False), at + 1)
        return self._stretches.dated(named, at)

    def _fixed(self, at: int) -> Point | None:
        """What needs no other sign: a full date, tomorrow, now, a holiday."""
        sign = self._at(at)
        if sign.kind is Kind.DATE and sign.day is not None:
            return Point(one_day(sign.day), at + 1)
        if sign.kind in {Kind.NEAR_DAY, Kind.NOW, Kind.URGENT}:
            near = around(self._today, Grain.DAY, int(sign.number))
            return (
                None if near is None else Point(near.doubted(when=sign.kind is Kind.URGENT), at + 1)
            )
        if sign.kind is Kind.HOLIDAY:
            month, first, last = HOLIDAYS[sign.text]
            return self._stretches.dated(Named(Grain.DAY, month, first, last), at + 1)
        return None

    def _weekday(self, at: int) -> Point | None:
        sign = self._at(at)
        if sign.kind is Kind.WEEKEND:
            return self._stretches.weekend(0, at + 1)
        if sign.kind is not Kind.WEEKDAY:
            return None
        return Point(Named(Grain.DAY, weekday=int(sign.number)), at + 1)

    def _counted(self, at: int) -> Point | None:
        """In two weeks, через полтора месяца, within a month, three days ago, «2 недели»."""
        sign = self._at(at)
        counting = sign.kind in {Kind.THROUGH, Kind.IN, Kind.WITHIN}
        amount = self._amount(at + 1 if counting else at)
        if amount is None:
            return None
        stop = amount.stop
        ago = self._kind(stop) is Kind.AGO
        later = self._kind(stop) is Kind.LATER
        inverted = not counting and self._kind(stop) is Kind.THROUGH
        if inverted:
            return self._inverted(amount)
        others = (*self._signs[:at], *self._signs[stop:])
        alone = all(other.kind in {Kind.NEUTRAL, Kind.DASH, Kind.HEDGE} for other in others)
        if not (counting or later or ago or amount.named or alone):
            return None
        first = amounts.moved(self._today, amount.low, amount, back=ago)
        last = amounts.moved(self._today, amount.high, amount, back=ago)
        if first is None or last is None:
            return None
        stop += 1 if ago or later else 0
        said = counting or later or ago
        return Point(self._span(amount, min(first, last), max(first, last), said=said), stop)

    def _amount(self, at: int) -> amounts.Amount | None:
        return amounts.read_amount(self._signs, at)

    def _span(self, amount: amounts.Amount, first: date, last: date, *, said: bool) -> Span:
        sure = amount.sure and not amount.working
        if first == last:
            return one_day(first, sure=sure, exact=amount.in_days and said)
        return Span(first, last, Grain.WEEK, sure, due=last)

    def _inverted(self, amount: amounts.Amount) -> Point | None:
        """недели через две: about two weeks from now."""
        number = self._at(amount.stop + 1)
        if number.kind is not Kind.NUMBER or amount.named:
            return None
        day = amounts.moved(self._today, number.number, amount)
        return None if day is None else Point(one_day(day, sure=False), amount.stop + 2)

    def _bare(self, at: int) -> Point | None:
        """The 5th, «5 числа»; a number alone counts only in a range: 5-10 декабря."""
        sign = self._at(at)
        if sign.kind not in {Kind.ORDINAL, Kind.NUMBER} or not _is_day(sign):
            return None
        marked = self._kind(at + 1) is Kind.OF_MONTH
        if self._at(at + 1).text in PLURAL_DAYS:
            return None
        day = Named(Grain.DAY, place=0, day=int(sign.number))
        bare = not marked and not _is_said_of_a_day(sign)
        return Point(replace(day, bare=bare), at + 2 if marked else at + 1)


def _is_said_of_a_day(sign: Sign) -> bool:
    """пятого, 5-го, the 5th; «первый» and «втором» may be anything."""
    if sign.kind is not Kind.ORDINAL:
        return False
    return sign.text.isascii() or sign.text.endswith(("го", "е"))


def _is_day(sign: Sign) -> bool:
    return sign.number == int(sign.number) and 1 <= sign.number <= 31
