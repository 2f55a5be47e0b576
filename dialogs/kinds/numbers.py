"""Numbers of every kind, within the bounds of their slot."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from dialogs.judged import Given, Judged, Rejection, judged, unread
from dialogs.reading import (
    Reading,
    Unreadable,
    measure_of,
    read_decimal,
    read_integer,
    read_money,
    read_percent,
    read_quantity,
    read_range,
    read_rating,
    whole,
)
from dialogs.scenario import Slot
from dialogs.shown import amount, number
from dialogs.values import Number, Range

DEFAULT_CURRENCY = "RUB"


def integer(given: Given) -> Judged:
    """A whole number."""
    unit = _unit(given.slot)
    reading = whole(read_quantity(given.text, unit)) if unit else read_integer(given.text)
    if isinstance(reading, Unreadable):
        return unread(reading)
    return _bounded(reading.value, given.slot, sure=reading.sure)


def decimal(given: Given) -> Judged:
    """A number with places behind the point."""
    unit = _unit(given.slot)
    reading = read_quantity(given.text, unit) if unit else read_decimal(given.text)
    return _places(reading, given.slot)


def _unit(slot: Slot) -> str:
    """The slot's unit in the words that make it a measure, else in any: тонн в день, visits."""
    units = [form for forms in slot.unit.by_locale.values() for form in forms] if slot.unit else []
    return next((unit for unit in units if measure_of(unit)), units[0] if units else "")


def percent(given: Given) -> Judged:
    """A percentage: `15`, «15,5 %», «около трети»."""
    reading = read_percent(given.text)
    if isinstance(reading, Unreadable):
        return unread(reading, instead={"not_a_number": "not_a_percent"})
    return _places(reading, given.slot)


def rating(given: Given) -> Judged:
    """A grade of the scale."""
    slot = given.slot
    reading = read_rating(given.text, int(slot.minimum or 0), int(slot.maximum or 0))
    if isinstance(reading, Unreadable):
        return unread(reading)
    return judged(reading.value, sure=reading.sure)


def span(given: Given) -> Judged:
    """A range of whole numbers; one number is a range of itself."""
    reading, slot = read_range(given.text), given.slot
    if isinstance(reading, Unreadable):
        return unread(reading, instead={"not_a_number": "not_a_range"})
    low, high = reading.value
    for end in (low, high):
        outside = None if end is None else _outside(end, slot)
        if outside is not None:
            return outside
    return judged(Range(low, high), sure=reading.sure)


def money(given: Given) -> Judged:
    """A sum in the currency of the slot, in whole units."""
    currency = given.slot.currency or DEFAULT_CURRENCY
    reading = read_money(given.text, currency)
    if isinstance(reading, Unreadable):
        return unread(reading)
    if reading.value.currency != currency:
        return Rejection("other_currency", currency)
    exact = reading.value.amount
    rounded = int(exact.to_integral_value(ROUND_HALF_UP))
    sure = reading.sure and rounded == exact
    return _bounded(rounded, given.slot, sure=sure, show=lambda value: amount(int(value), currency))


def _places(reading: Reading[Decimal] | Unreadable, slot: Slot) -> Judged:
    """As many places behind the point as the slot keeps; more are rounded, which is confirmed."""
    if isinstance(reading, Unreadable):
        return unread(reading)
    rounded = reading.value.quantize(Decimal(1).scaleb(-slot.decimals), ROUND_HALF_UP)
    return _bounded(rounded, slot, sure=reading.sure and rounded == reading.value)


def _bounded(
    value: Number, slot: Slot, *, sure: bool, show: Callable[[Number], str] = number
) -> Judged:
    outside = _outside(value, slot, show=show)
    return judged(value, sure=sure) if outside is None else outside


def _outside(
    value: Number, slot: Slot, *, show: Callable[[Number], str] = number
) -> Rejection | None:
    if slot.minimum is not None and value < slot.minimum:
        return Rejection("below_minimum", show(slot.minimum))
    if slot.maximum is not None and value > slot.maximum:
        return Rejection("above_maximum", show(slot.maximum))
    return None
