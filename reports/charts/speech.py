"""What pictures ask of whoever has the words: names of ids, figures as they are written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Protocol

from reports.asking.asked import About
from reports.tables import Named


class Speech(Protocol):
    """The words of one language."""

    def title(self, report: str) -> str:
        """What a report is called."""
        ...

    def empty(self, report: str) -> str:
        """What is said where there is nothing to draw."""
        ...

    def table(self, report: str, table: str) -> str:
        """What a table is called."""
        ...

    def name(self, named: Named) -> str:
        """What a row or a group of columns is called."""
        ...

    def about(self, about: About) -> Sequence[str]:
        """The period, then each filter."""
        ...

    def say(self, word: str, **values: object) -> str:
        """A sentence of pictures."""
        ...

    def count(self, value: int) -> str: ...
    def percent(self, value: float | Fraction) -> str:
        """A share of 1 in whole per cent, with the sign."""
        ...

    def between(self, low: float, high: float) -> str:
        """Two shares of 1 in whole per cent, the sign once."""
        ...

    def money(self, value: int | Fraction, currency: str) -> str:
        """In few letters: 8 450 ₽, 125 тыс. ₽, 1,2 млн ₽."""
        ...

    def change(self, value: float | Fraction) -> str:
        """A relative change in whole per cent, with its sign."""
        ...

    def points(self, value: int | Fraction) -> str:
        """A balance from -100 to 100, with its sign."""
        ...

    def span(self, value: timedelta) -> str: ...
    def moment(self, value: datetime) -> str: ...
