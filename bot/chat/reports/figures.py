"""A cell in words: its value by the unit of its metric, with what the dictionary's rule for few
cases adds to it. Pure."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from bot.chat import wording
from bot.chat.reports.tables import brief, whole
from dialogs import shown
from reports.dictionary import FEW_CLIENTS, Few, Metric, Unit
from reports.intervals import Share
from reports.tables import Cell

_OF = {"ru": "из", "en": "of"}
_BY = {"ru": "по", "en": "of"}
_BETWEEN = {"ru": "от {} до {}", "en": "{} to {}"}


class Manner(NamedTuple):
    """How cells of a report are told: in which language and currency; `narrow` in a column,
    else in a sentence."""

    locale: str
    currency: str
    narrow: bool = False


def figure(cell: Cell, metric: Metric, manner: Manner, *, based: bool = True) -> str:
    """The cell; "" for what can't be told. `based` False leaves out how many cases it rests on,
    where they stand beside it anyway."""
    if cell.value is None:
        return ""
    if metric.few is Few.INTERVAL and cell.share is not None:
        return _in_interval(cell.share, manner.locale)
    told, beside = _value(cell, metric.unit, manner), []
    if cell.bounds is not None:
        bounds = (wording.decimal(Decimal(one), manner.locale) for one in cell.bounds)
        beside.append(_BETWEEN[manner.locale].format(*bounds))
    if metric.few is Few.WITH_BASE and based and cell.whole is not None:
        beside.append(f"{_BY[manner.locale]} {wording.number(cell.whole)}")
    return f"{told} ({', '.join(beside)})" if beside else told


def _in_interval(share: Share, locale: str) -> str:
    """Of few cases how many of how many, of more the share with its interval."""
    if share.whole <= FEW_CLIENTS:
        return f"{wording.number(share.part)} {_OF[locale]} {wording.number(share.whole)}"
    low, high = (wording.share(one, locale) for one in (share.low, share.high))
    return f"{wording.share(share.value, locale)} ({low}–{high})"


def _value(cell: Cell, unit: Unit, manner: Manner) -> str:
    match cell.value:
        case timedelta() as span:
            return wording.duration(span, manner.locale)
        case str() as text:
            return _month(text) if unit is Unit.MONTH else text
        case int() | Fraction() as value:
            return _number(value, unit, manner)
        case None:
            return ""


def _number(value: int | Fraction, unit: Unit, manner: Manner) -> str:
    if unit is Unit.MONEY:
        units = whole(value)
        if manner.narrow:
            return brief(units, manner.locale)
        return shown.amount(units, manner.currency)
    if unit is Unit.SHARE:
        of_hundred = whole(Fraction(value) * 100)
        sign = wording.percent(Decimal(of_hundred), manner.locale)
        return str(of_hundred) if manner.narrow else sign
    tenths = whole(Fraction(value) * 10)
    return wording.decimal(Decimal(tenths) / 10, manner.locale)


def _month(text: str) -> str:
    """2026-03 → 03.26"""
    return f"{text[5:7]}.{text[2:4]}"
