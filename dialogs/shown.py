"""Numbers as people read them in either language: `6 000`, `1.5`, `300 000 ₽`.

Only what a rejection's detail speaks of; values and whole messages are the business of the bot.
"""

from __future__ import annotations

from dialogs.values import Number

_GAP = "\u00a0"  # a number never breaks over two lines
_SIGNS = {"RUB": "₽", "USD": "$", "EUR": "€", "GBP": "£", "KZT": "₸", "UAH": "₴"}


def number(value: Number) -> str:
    """6000 → `6 000`, with no-break spaces; places behind the point stay: `1.5`."""
    return f"{value:,}".replace(",", _GAP)


def amount(value: int, currency: str | None) -> str:
    """Whole units of a currency: `300 000 ₽`, `500 AED`; the bare number for None."""
    if currency is None:
        return number(value)
    return f"{number(value)}{_GAP}{_SIGNS.get(currency, currency)}"
