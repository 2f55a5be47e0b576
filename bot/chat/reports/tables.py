"""Rows as a table of a phone's width, and numbers short enough for it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from bot.chat import wording

_STEPS = ((1_000_000_000, "billion"), (1_000_000, "million"), (10_000, "thousand"))
_SIGNS = {
    "ru": {"billion": "млрд", "million": "млн", "thousand": "т"},
    "en": {"billion": "B", "million": "M", "thousand": "k"},
}


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Columns in line: the first to the left, the others to the right."""
    lines = [head, *rows]
    widths = [max(len(line[at]) for line in lines) for at in range(len(head))]
    return "\n".join(
        " ".join(
            cell.ljust(width) if at == 0 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def brief(value: int | Fraction, locale: str) -> str:
    """A sum in few letters: 8 450, 125т, 1,2млн."""
    units = whole(value)
    shortened = short(units)
    if shortened is None:
        return wording.number(units)
    digits, name = shortened
    return f"{digits.replace('.', ',') if locale == 'ru' else digits}{_SIGNS[locale][name]}"


def short(units: int) -> tuple[str, str] | None:
    """The digits of a large sum with a decimal point, and which of thousand, million and billion
    they count; None for a sum that is told in full."""
    for least, name in _STEPS:
        if abs(units) >= least:
            step, places = (1000, 0) if name == "thousand" else (least, 1)
            return f"{units / step:.{places}f}", name
    return None


def whole(value: int | Fraction) -> int:
    """To a whole number, halves up."""
    return int((Fraction(value) + Fraction(1, 2)) // 1)
