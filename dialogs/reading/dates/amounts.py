"""Amounts of time: «две недели», «полтора месяца», «2-3 дня», a year and a half.

Finds an amount among signs and counts it from a day; what it is counted for is not known here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from dialogs.reading.dates.calendar import add_days, add_months, add_working_days
from dialogs.reading.dates.signs import Kind, Sign

_DAYS = {"day": 1, "week": 7, "fortnight": 14, "decade": 10}
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_DAYS_OF_MONTH = 30
_LARGEST = 5000
_RANGE = frozenset({Kind.DASH, Kind.OR, Kind.TO})
# Nominative after a number names a quarter instead of counting it: 1-2 квартал.
_NOT_COUNTED = frozenset({"квартал", "квартале", "кварталу", "кв", "quarter", "полугодие"})


@dataclass(frozen=True, slots=True)
class Amount:
    """From `low` to `high` (equal for one number) of `unit`; covers signs up to `stop`."""

    low: Decimal
    high: Decimal
    unit: str
    stop: int
    working: bool = False
    named: bool = True  # False: a unit alone, which is one of it
    sure: bool = True
    more: "Amount | None" = None

    @property
    def in_days(self) -> bool:
        """Whether it is counted in days or weeks, so that it ends on a certain day."""
        return self.unit in _DAYS and (self.more is None or self.more.in_days)


def read_amount(signs: Sequence[Sign], at: int) -> Amount | None:
    """The amount that begins at a sign, if one does."""
    first = _one_amount(signs, at)
    if first is None or not first.named:
        return first
    after = first.stop
    if after < len(signs) and signs[after].kind is Kind.AND:
        after += 1
    second = _one_amount(signs, after)
    smaller = second is not None and second.named and _size(second.unit) < _size(first.unit)
    if second is None or not smaller or first.low != first.high:
        return first
    return replace(first, stop=second.stop, more=second, sure=first.sure and second.sure)


def _one_amount(signs: Sequence[Sign], at: int) -> Amount | None:
    if at >= len(signs):
        return None
    if signs[at].kind is Kind.UNIT:
        return _from_unit(signs, at)
    if signs[at].kind is not Kind.NUMBER:
        return None
    low = high = signs[at].number
    unit_at = at + 1
    if _kind(signs, unit_at) in _RANGE and _kind(signs, unit_at + 1) is Kind.NUMBER:
        high, unit_at = signs[unit_at + 1].number, unit_at + 2
    elif _kind(signs, unit_at) is Kind.NUMBER and signs[unit_at].number == low + 1:
        high, unit_at = signs[unit_at].number, unit_at + 1
    working = _kind(signs, unit_at) is Kind.WORKING
    unit_at += 1 if working else 0
    if _kind(signs, unit_at) is not Kind.UNIT or not low <= high <= _LARGEST:
        return None
    unit = signs[unit_at].unit
    if high > 1 and signs[unit_at].text in _NOT_COUNTED:
        return None
    return Amount(low, high, unit, unit_at + 1, working, sure=_are_sure(signs, at, unit_at + 1))


def _from_unit(signs: Sequence[Sign], at: int) -> Amount | None:
    """A unit alone is one; «неделю-две» is one or two, «недели две» and «недели 3-4» are about."""
    if len(signs[at].text) == 1:
        return None
    unit, one = signs[at].unit, Decimal(1)
    dash = _kind(signs, at + 1) in {Kind.DASH, Kind.OR}
    number_at = at + 2 if dash else at + 1
    ends = _kind(signs, number_at + 1) is not Kind.UNIT
    if _kind(signs, number_at) is Kind.NUMBER and ends:
        number = signs[number_at].number
        ranged = _kind(signs, number_at + 1) is Kind.DASH and not dash
        if ranged and _kind(signs, number_at + 2) is Kind.NUMBER and _counts(signs[at].text):
            high = signs[number_at + 2].number
            return Amount(number, high, unit, number_at + 3, sure=False) if high > number else None
        if dash and number > one:
            return Amount(one, number, unit, number_at + 1)
        if not dash and (signs[number_at].text.isalpha() or _counts(signs[at].text)):
            return Amount(number, number, unit, number_at + 1, sure=False)
    return Amount(one, one, unit, at + 1, named=False, sure=signs[at].sure)


def _counts(word: str) -> bool:
    """Whether a unit before its number counts it: «недели 3», while «год 27» names a year."""
    return word in {"недели", "месяца", "дня", "дней", "недель", "месяцев", "года", "лет"}


def moved(day: date, count: Decimal, amount: Amount, *, back: bool = False) -> date | None:
    """`day` and `count` units of an amount later (or earlier); None beyond the calendar."""
    sign = -1 if back else 1
    found = _moved(day, count * sign, amount.unit, working=amount.working)
    if found is not None and amount.more is not None:
        more = amount.more
        return _moved(found, more.low * sign, more.unit, working=more.working)
    return found


def _moved(day: date, count: Decimal, unit: str, *, working: bool) -> date | None:
    if unit in _DAYS:
        days = round(count * _DAYS[unit])
        return add_working_days(day, days) if working and days >= 0 else add_days(day, days)
    months = count * _MONTHS[unit]
    whole = int(months)
    found = add_months(day, whole)
    return None if found is None else add_days(found, int((months - whole) * _DAYS_OF_MONTH))


def _size(unit: str) -> int:
    return _DAYS.get(unit) or _MONTHS[unit] * _DAYS_OF_MONTH


def _kind(signs: Sequence[Sign], at: int) -> Kind | None:
    return signs[at].kind if 0 <= at < len(signs) else None


def _are_sure(signs: Sequence[Sign], start: int, stop: int) -> bool:
    return all(sign.sure for sign in signs[start:stop])
