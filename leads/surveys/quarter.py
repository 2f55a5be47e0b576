"""When salespeople are asked what hurts: once a quarter. Pure."""

from __future__ import annotations

from datetime import date

MONTHS = 3
WITHIN = 14
"""Days from a quarter's beginning within which its questions may still be asked."""


def quarter_to_ask(today: date) -> str | None:
    """The quarter whose questions are asked today, as `2027Q1`; None once it is too late."""
    number = (today.month - 1) // MONTHS
    begins = date(today.year, number * MONTHS + 1, 1)
    return f"{today.year}Q{number + 1}" if (today - begins).days < WITHIN else None
