"""The words of pictures in one language: see `reports.charts.speech`."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from bot.chat import wording
from bot.chat.reports.faces.spoken import Spoken
from bot.chat.reports.tables import short, whole
from dialogs import shown


class PictureSpeech(Spoken):
    """Names, sentences, and figures in few letters."""

    def empty(self, report: str) -> str:
        """What is said where there is nothing to draw."""
        return self._naming.empty(report, self.locale)

    def count(self, value: int) -> str:
        """Digits in groups."""
        return wording.number(value)

    def percent(self, value: float | Fraction) -> str:
        """In whole per cent; what is above nothing is never 0."""
        hundredths = whole(Fraction(value) * 100)
        if value and not hundredths:
            return f"<{wording.percent(Decimal(1), self.locale)}"
        return wording.percent(Decimal(hundredths), self.locale)

    def between(self, low: float, high: float) -> str:
        """In whole per cent, the sign once."""
        lower, upper = (whole(Fraction(one) * 100) for one in (low, high))
        return f"{lower}–{wording.percent(Decimal(upper), self.locale)}"

    def money(self, value: int | Fraction, currency: str) -> str:
        """In few letters."""
        units = whole(value)
        shortened = short(units)
        if shortened is None:
            return shown.amount(units, currency)
        digits, name = shortened
        gap = shown.NO_BREAK_SPACE if self.locale == "ru" else ""
        sign = shown.CURRENCY_SIGNS.get(currency, currency)
        told = f"{wording.decimal(Decimal(digits), self.locale)}{gap}{self.say(name)}"
        return f"{told}{shown.NO_BREAK_SPACE}{sign}" if sign else told

    def change(self, value: float | Fraction) -> str:
        """In whole per cent, with its sign."""
        gap = shown.NO_BREAK_SPACE if self.locale == "ru" else ""
        return f"{wording.change(whole(Fraction(value) * 100))}{gap}%"

    def points(self, value: int | Fraction) -> str:
        """With its sign."""
        return wording.change(whole(value)) if whole(value) else "0"

    def span(self, value: timedelta) -> str:
        """In its two largest units."""
        return wording.duration(value, self.locale)

    def moment(self, value: datetime) -> str:
        """By the company's clock."""
        return self._texts.moment(value, self.locale)
