"""Typed text → a day or a period: the points of a phrase, their range and the words around them.

Nothing is guessed: whatever in the text was not understood makes the reading "not sure".
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dialogs.reading.dates.calendar import Grain, Span, add_days, one_day
from dialogs.reading.dates.named import Named, settle
from dialogs.reading.dates.points import PointReader
from dialogs.reading.dates.scan import scan
from dialogs.reading.dates.signs import Kind, Sign
from dialogs.reading.result import Unreadable

_FAR_YEARS = 10
_DOUBT = frozenset({Kind.HEDGE, Kind.UNKNOWN, Kind.VAGUE, Kind.NUMBER, Kind.EDGE, Kind.UNIT})
_DOUBT |= {Kind.THROUGH, Kind.AGO, Kind.LATER, Kind.TURN, Kind.NEAREST, Kind.LAST_OF, Kind.URGENT}
_JOINS = frozenset({Kind.TO, Kind.UNTIL, Kind.DASH, Kind.OR, Kind.AND})
_BOUNDS = frozenset({Kind.BY, Kind.UNTIL, Kind.SINCE, Kind.AFTER})
_AFTER_DAYS = 30


@dataclass(frozen=True, slots=True)
class _Phrase:
    """The points of a text, and the kinds of signs before each of them and after the last."""

    points: tuple[Named | Span, ...]
    gaps: tuple[tuple[Kind, ...], ...]


def read_span(text: str, today: date) -> Span | Unreadable:
    """The days that a text names, with the doubts that its words leave."""
    signs = scan(text)
    if isinstance(signs, Unreadable):
        return signs
    if any(sign.kind is Kind.NO_SUCH_DATE for sign in signs):
        return Unreadable("no_such_date")
    if any(sign.kind is Kind.NEGATION for sign in signs):
        return Unreadable("ambiguous" if len(signs) > 1 else "not_a_period")
    phrase = _phrase(signs, today)
    marked = [point for point in phrase.points if not _is_bare(point)]
    if not marked:
        return Unreadable("not_a_period")
    span = _span(phrase, today)
    if span is None:
        return Unreadable("no_such_date" if len(phrase.points) == 1 else "ambiguous")
    doubtful = any(kind in _DOUBT for gap in phrase.gaps for kind in gap)
    past = span.last < today
    far = span.first.year > today.year + _FAR_YEARS
    return span.doubted(when=doubtful or past or far)


def _phrase(signs: Sequence[Sign], today: date) -> _Phrase:
    reader = PointReader(signs, today)
    points: list[Named | Span] = []
    gaps: list[tuple[Kind, ...]] = []
    gap: list[Kind] = []
    at = 0
    while at < len(signs):
        point = reader.read(at)
        if point is None:
            gap.append(signs[at].kind)
            at += 1
            continue
        if signs[at].kind is Kind.WITHIN:
            gap.append(Kind.WITHIN)
        points.append(point.what)
        gaps.append(tuple(gap))
        gap, at = [], point.stop
    gaps.append(tuple(gap))
    return _Phrase(tuple(points), tuple(gaps))


def _span(phrase: _Phrase, today: date) -> Span | None:
    points = phrase.points
    if len(points) == 1:
        # "March at the latest" has its bound behind.
        behind = [kind for kind in phrase.gaps[1] if kind in {Kind.UNTIL, Kind.BY}]
        return _bounded(points[0], (*phrase.gaps[0], *behind), today)
    if len(points) > 2 and all(_is_bare(point) for point in points[1:]):
        # «5 декабря с 10 до 12»: hours, most likely.
        first = _bounded(points[0], phrase.gaps[0], today)
        return None if first is None else first.doubted()
    if len(points) != 2:
        return None
    left, right = points
    between = [kind for kind in phrase.gaps[1] if kind in _JOINS]
    back = Kind.WITHIN in phrase.gaps[0] and between == [Kind.UNTIL]
    if (
        isinstance(left, Span)
        and not _is_bare(right)
        and (back or {Kind.SINCE, Kind.AFTER} & set(phrase.gaps[1]))
    ):
        return _counted_from(left, right, today, back=back)
    if len(between) == 1:
        opened = Kind.SINCE in phrase.gaps[0]
        either = between[0] is Kind.OR or (between[0] is Kind.AND and not opened)
        return _range(left, right, today, either=either)
    if between:
        return None
    for point, other in ((left, right), (right, left)):
        if _is_bare(point):
            found = _bounded(other, phrase.gaps[0], today)
            return None if found is None else found.doubted()
    return _same_day(left, right, today)


def _settled(point: Named | Span, today: date, after: date | None = None) -> Span | None:
    return point if isinstance(point, Span) else settle(point, today, after)


def _bounded(point: Named | Span, before: Sequence[Kind], today: date) -> Span | None:
    """The days of one point, seen from the preposition before it."""
    span = _settled(point, today)
    bounds = [kind for kind in before if kind in _BOUNDS]
    if span is None or not bounds:
        return span
    match bounds[-1]:
        case Kind.AFTER:
            begin = add_days(span.last, 1)
            end = add_days(span.last, _AFTER_DAYS)
            return None if begin is None or end is None else Span(begin, end, Grain.MONTH, False)
        case Kind.SINCE:
            return span.doubted(when=span.grain is not Grain.DAY)
    due = span.due or span.last
    return one_day(
        due, sure=span.sure and span.due_sure, exact=span.grain is Grain.DAY and span.exact
    )


def _range(left: Named | Span, right: Named | Span, today: date, *, either: bool) -> Span | None:
    left, right = _lent(left, right)
    first = _settled(left, today)
    if first is None:
        return None
    last = _settled(right, today, first.first)
    if last is not None and last.last < first.first and isinstance(left, Named) and left.year:
        # «Декабрь – январь 2027»: the year belongs to the second month only.
        first = _settled(replace(left, year=left.year - 1), today)
    if first is None or last is None or last.last < first.first:
        return None
    gap = last.first - first.last > timedelta(days=1)
    sure = first.sure and last.sure and not (either and gap)
    return Span(first.first, last.last, Grain.WEEK, sure, due=last.last)


def _counted_from(counted: Span, point: Named | Span, today: date, *, back: bool) -> Span | None:
    """A week from Monday, «через месяц после майских», «за 5 дней до нового года»."""
    found = _settled(point, today)
    if found is None or counted.grain is not Grain.DAY:
        return None
    days = (counted.first - today).days
    day = add_days(found.first, -days) if back else add_days(found.last, days)
    return None if day is None else one_day(day, sure=False)


def _lent(left: Named | Span, right: Named | Span) -> tuple[Named | Span, Named | Span]:
    """What only one end of a range says, said of both: 5-10 декабря, март – май 2027."""
    if not isinstance(left, Named) or not isinstance(right, Named):
        return left, right
    if left.bare and right.grain is not Grain.DAY:
        left = replace(right, place=left.day, sure=left.sure)
    elif left.place == 0 and right.place:
        left = replace(left, place=right.place, bare=False)
    elif right.place == 0 and left.place and left.grain is Grain.DAY and left.weekday is None:
        right = replace(right, place=left.place, year=left.year, bare=False)
    if left.year is None and right.year is not None and left.weekday is None:
        left = replace(left, year=right.year)
    return left, right


def _same_day(left: Named | Span, right: Named | Span, today: date) -> Span | None:
    """Tuesday of next week; Tuesday, 1 December, which must be a Tuesday."""
    named, other = (left, right) if _is_weekday(left) else (right, left)
    if not isinstance(named, Named) or named.weekday is None:
        return _beside(_settled(left, today), _settled(right, today))
    span = None if _is_weekday(other) else _settled(other, today)
    if span is None:
        return None
    if span.grain is Grain.WEEK and span.first.weekday() == 0:
        day = add_days(span.first, named.weekday)
        return None if day is None else one_day(day, sure=span.sure and named.sure)
    if span.grain is not Grain.DAY:
        return None
    if span.first.weekday() == named.weekday:
        return span
    week = add_days(span.first, named.weekday - span.first.weekday())
    counted = isinstance(other, Span) and (span.first - today).days % 7 == 0
    # «В среду через неделю» is the Wednesday of the week after this one.
    return one_day(week, sure=False) if counted and week is not None else span.doubted()


def _beside(one: Span | None, two: Span | None) -> Span | None:
    """Tomorrow, the 26th, which must agree; «конец января, начало февраля»."""
    if one is None or two is None:
        return None
    if one.last + timedelta(days=1) == two.first:
        return Span(one.first, two.last, Grain.WEEK, sure=False, due=two.last)
    return one if one.first == one.last == two.first == two.last else None


def _is_bare(point: Named | Span) -> bool:
    return isinstance(point, Named) and point.bare


def _is_weekday(point: Named | Span) -> bool:
    return isinstance(point, Named) and point.weekday is not None
