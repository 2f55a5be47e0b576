"""Numbers and sums as people read them in either language: `6 000`, `1.5`, `300 000 ₽`.

Everything else that is written for people is the business of the bot.
"""

from __future__ import annotations

from dialogs.values import Number

NARROW_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"
CURRENCY_SIGNS = {
    "RUB": "₽",
    "USD": "$",
    "EUR": "€",
    "GBP": "£",
    "KZT": "₸",
    "UAH": "₴",
    "BYN": "Br",
}


def number(value: Number) -> str:
    """6000 → `6 000`, never broken over two lines; places behind the point stay: `1.5`."""
    return f"{value:,}".replace(",", NARROW_SPACE).replace("-", MINUS)


def amount(value: int, currency: str | None) -> str:
    """Whole units of a currency: `300 000 ₽`, `500 AED`; the bare number without one."""
    if not currency:
        return number(value)
    return f"{number(value)}{NO_BREAK_SPACE}{CURRENCY_SIGNS.get(currency, currency)}"
