"""A day, month, quarter … that was named without all of its date → days on the calendar.

Where the year was left out it is the nearest one to come; what has passed a short time ago may
have been meant as well, and makes the span doubtful.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dialogs.reading.dates.calendar import (
    Edge,
    Grain,
    Span,
    add_days,
    add_months,
    cut,
    in_reach,
    month_end,
    one_day,
    stretch,
)

_RECENT_DAYS = 120
_YEARS_TRIED = 9  # 29 February comes back within eight years


@dataclass(frozen=True, slots=True)
class Named:
    """What was said of one point in time.

    `grain` DAY: `day` of month `place` (0: no month was said), through `last_day` for holidays,
    or a `weekday` (Monday 0). Other grains: the `place`-th month, quarter, half or season.
    `bare`: a number that nothing marks as a day; it means something only in a range.
    `turn`: 1 for "next March", 0 for "this", -1 for "last".
    """

    grain: Grain
    place: int = 1
    day: int = 0
    last_day: int = 0
    weekday: int | None = None
    year: int | None = None
    edge: Edge | None = None
    turn: int | None = None
    bare: bool = False
    sure: bool = True


def settle(named: Named, today: date, after: date | None = None) -> Span | None:
    """Where a named point lies; None when there is no such day.

    `after` is the beginning of a range that this point ends: it then comes at or after it.
    """
    if named.weekday is not None:
        found = _weekday(named, today, after)
    elif named.grain is Grain.DAY and named.place == 0:
        found = _day_of_month(named.day, today, after)
    elif named.year is not None:
        found = _in_year(named, named.year)
        if found is not None and named.grain is Grain.SEASON and named.place == 1:
            # The winter of 2027 begins in 2026 to some and in 2027 to others.
            found = found.doubted()
    elif named.turn is not None:
        found = _turned(named, today)
    else:
        found = _nearest(named, after or today, today)
    return None if found is None else found.doubted(when=not named.sure)


def _in_year(named: Named, year: int) -> Span | None:
    if named.grain is not Grain.DAY:
        whole = stretch(named.grain, year, named.place)
        return cut(whole, named.edge) if whole and named.edge else whole
    if not in_reach(year) or not 1 <= named.day <= month_end(year, named.place).day:
        return None
    first = date(year, named.place, named.day)
    if named.last_day > named.day:
        return Span(first, first.replace(day=named.last_day), Grain.WEEK, due=first)
    return one_day(first)


def _occurrences(named: Named, year: int) -> Iterator[Span]:
    for each in range(year - 1, year + _YEARS_TRIED):
        found = _in_year(named, each)
        if found is not None:
            yield found


def _nearest(named: Named, since: date, today: date) -> Span | None:
    """The first occurrence that is not over at `since`."""
    passed: Span | None = None
    for found in _occurrences(named, since.year):
        if found.last < since:
            passed = found
            continue
        recent = passed is not None and (since - passed.last).days <= _RECENT_DAYS
        far = found.first.year > since.year + 1
        if since > today:
            return found.doubted(when=far)
        return found.doubted(when=recent or far or _nearly_over(named, found, today))
    return None


def _nearly_over(named: Named, found: Span, today: date) -> bool:
    """In the last third of November, "in November" may be the next one."""
    if named.grain is Grain.DAY or named.edge or found.first > today:
        return False
    return (found.last - today) * 3 < found.last - found.first


def _turned(named: Named, today: date) -> Span | None:
    """Next March: the one after this year's, which is doubtful while this year's is ahead."""
    ordered = list(_occurrences(named, today.year))
    over = [each for each in ordered if each.last < today]
    ahead = [each for each in ordered if each.last >= today]
    if named.turn == -1:
        return over[-1].doubted() if over else None
    if not ahead:
        return None
    if named.turn == 0:
        return ahead[0].doubted(when=ahead[0].first.year > today.year)
    coming = ahead[0]
    if coming.first.year > today.year:
        return coming
    running = coming.first <= today
    return ahead[1] if running and len(ahead) > 1 else coming.doubted()


def _day_of_month(day: int, today: date, after: date | None) -> Span | None:
    """The 5th: of this month while it is to come, else of the next month that has such a day."""
    since = after or today
    for ahead in range(12):
        month = add_months(since.replace(day=1), ahead)
        if month is None or not 1 <= day <= month_end(month.year, month.month).day:
            continue
        found = month.replace(day=day)
        if found >= since:
            # On the 5th, "the 5th" is as likely today as a month later.
            return one_day(found, sure=found != today)
    return None


def _weekday(named: Named, today: date, after: date | None) -> Span | None:
    """The nearest such day after today; next Tuesday is the one of the next week."""
    weekday = named.weekday or 0
    if after is not None:
        ahead = add_days(after, (weekday - after.weekday()) % 7)
        return None if ahead is None else one_day(ahead)
    this_week = weekday - today.weekday()
    if named.turn == 1:
        # On Monday "next Friday" is in four days to some, in eleven to others.
        shift, sure = this_week + 7, this_week <= 0
    elif named.turn == -1:
        shift, sure = (this_week if this_week < 0 else this_week - 7), False
    elif named.turn == 0:
        shift, sure = (this_week if this_week >= 0 else this_week + 7), this_week > 0
    else:
        shift, sure = (this_week if this_week > 0 else this_week + 7), this_week != 0
    day = add_days(today, shift)
    return None if day is None else one_day(day, sure=sure)


def nth_weekday(weekday: int, nth: int, span: Span) -> Span | None:
    """The `nth` (from 1; -1 for the last) weekday of a span."""
    if nth < 0:
        back = (span.last.weekday() - weekday) % 7
        return one_day(span.last - timedelta(days=back))
    ahead = (weekday - span.first.weekday()) % 7
    day = add_days(span.first, ahead + 7 * (nth - 1))
    return one_day(day) if day is not None and day <= span.last else None
