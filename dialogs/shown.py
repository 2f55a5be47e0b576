"""Values as people read them: `6 000`, `300 000 ₽`, «Да».

Only what has to be shown inside a session (confirmations and bounds); whole messages are the
business of the bot's templates.
"""

from __future__ import annotations

import re

_GAP = "\u00a0"  # a number never breaks over two lines
_SIGNS = {"RUB": "₽", "USD": "$", "EUR": "€", "GBP": "£", "KZT": "₸", "UAH": "₴"}
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)


def whole_number(value: int) -> str:
    """6000 → `6 000`, with no-break spaces."""
    return f"{value:,}".replace(",", _GAP)


def amount(value: int, currency: str | None) -> str:
    """Whole units of a currency: `300 000 ₽`, `500 AED`; the bare number for None."""
    if currency is None:
        return whole_number(value)
    return f"{whole_number(value)}{_GAP}{_SIGNS.get(currency, currency)}"


def yes_or_no(*, yes: bool, like: str) -> str:
    """Yes or no in the language that `like` is written in."""
    if _CYRILLIC.search(like):
        return "Да" if yes else "Нет"
    return "Yes" if yes else "No"
