"""Numbers of every kind, within the bounds of their slot."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from dialogs.judged import Given, Judged, Rejection, judged, unread
from dialogs.reading import Reading, Unreadable, read_integer, read_money, read_number
from dialogs.scenario import Slot
from dialogs.shown import amount, number
from dialogs.values import Number

DEFAULT_CURRENCY = "RUB"


def integer(given: Given) -> Judged:
    """A whole number."""
    reading = read_integer(given.text)
    if isinstance(reading, Unreadable):
        return unread(reading)
    return _bounded(reading.value, given.slot, sure=reading.sure)


def decimal(given: Given) -> Judged:
    """A number with places behind the point."""
    return _places(read_number(given.text), given.slot)


def percent(given: Given) -> Judged:
    """A percentage: `15`, «15,5 %», «около трети»."""
    return _places(read_number(given.text), given.slot)


def rating(given: Given) -> Judged:
    """A grade of the scale."""
    reading = read_integer(given.text)
    if isinstance(reading, Unreadable):
        return unread(reading)
    return _bounded(reading.value, given.slot, sure=reading.sure)


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
    if slot.minimum is not None and value < slot.minimum:
        return Rejection("below_minimum", show(slot.minimum))
    if slot.maximum is not None and value > slot.maximum:
        return Rejection("above_maximum", show(slot.maximum))
    return judged(value, sure=sure)
