"""The words of pictures in one language: see `reports.charts.speech`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache

from bot.chat import wording
from bot.chat.reports.naming import Naming
from bot.chat.reports.tables import whole
from bot.chat.texts import TEMPLATES, Texts
from dialogs import shown
from reports.asking.asked import About
from reports.tables import Kind, Named

_STEPS = ((1_000_000_000, "billion"), (1_000_000, "million"), (10_000, "thousand"))
_SIZE = {"billion": 1_000_000_000, "million": 1_000_000, "thousand": 1_000}


class PictureSpeech:
    """Names from `Naming`, sentences from pictures.toml."""

    def __init__(self, texts: Texts, naming: Naming, locale: str) -> None:
        self._texts = texts
        self._naming = naming
        self._locale = texts.spoken(locale)
        self._sentences = _sentences(self._locale)

    def title(self, report: str) -> str:
        """What a report is called."""
        return self._naming.title(report, self._locale)

    def empty(self, report: str) -> str:
        """What is said where there is nothing to draw."""
        return self._naming.empty(report, self._locale)

    def name(self, named: Named) -> str:
        """What a row or a group of columns is called."""
        if named.kind is Kind.SIDE:
            return self.say(f"side_{named.id}")
        if named.kind is Kind.CLIENT:
            return named.text or self.say("no_name")
        return self._naming.row(named, self._locale)

    def about(self, about: About) -> Sequence[str]:
        """The period, then each filter."""
        told = self._naming.about(about, self._locale)
        heat = about.filters.temperature
        said = self._texts.label(f"temperature_{heat.value}", self._locale) if heat else ""
        parts = (told["period"], told["product"], told["channel"], said, told["manager"])
        return [str(one) for one in parts if one]

    def say(self, sentence: str, **values: object) -> str:
        """A sentence of pictures."""
        return self._sentences[sentence].format(**values)

    def count(self, value: int) -> str:
        """Digits in groups."""
        return wording.number(value)

    def percent(self, value: float | Fraction) -> str:
        """In whole per cent; what is above nothing is never 0."""
        hundredths = whole(Fraction(value) * 100)
        if value and not hundredths:
            return f"<{wording.percent(Decimal(1), self._locale)}"
        return wording.percent(Decimal(hundredths), self._locale)

    def between(self, low: float, high: float) -> str:
        """In whole per cent, the sign once."""
        lower, upper = (whole(Fraction(one) * 100) for one in (low, high))
        return f"{lower}–{wording.percent(Decimal(upper), self._locale)}"

    def money(self, value: int | Fraction, currency: str) -> str:
        """In few letters."""
        units = whole(value)
        name = next((name for least, name in _STEPS if abs(units) >= least), None)
        if name is None:
            return shown.amount(units, currency)
        places = 0 if name == "thousand" else 1
        short = Decimal(f"{units / _SIZE[name]:.{places}f}")
        gap = shown.NO_BREAK_SPACE if self._locale == "ru" else ""
        sign = shown.CURRENCY_SIGNS.get(currency, currency)
        told = f"{wording.decimal(short, self._locale)}{gap}{self.say(name)}"
        return f"{told}{shown.NO_BREAK_SPACE}{sign}" if sign else told

    def change(self, value: float | Fraction) -> str:
        """In whole per cent, with its sign."""
        gap = shown.NO_BREAK_SPACE if self._locale == "ru" else ""
        return f"{wording.change(whole(Fraction(value) * 100))}{gap}%"

    def span(self, value: timedelta) -> str:
        """In its two largest units."""
        return wording.duration(value, self._locale)

    def moment(self, value: datetime) -> str:
        """By the company's clock."""
        return self._texts.moment(value, self._locale)


@cache
def _sentences(locale: str) -> Mapping[str, str]:
    with (TEMPLATES / locale / "pictures.toml").open("rb") as file:
        return {key: str(value) for key, value in tomllib.load(file).items()}
