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
    for least, name in _STEPS:
        if abs(units) >= least:
            step = 1000 if name == "thousand" else least
            places = 0 if name == "thousand" else 1
            short = f"{float(units) / step:.{places}f}"
            return f"{short.replace('.', ',') if locale == 'ru' else short}{_SIGNS[locale][name]}"
    return wording.number(units)


def whole(value: int | Fraction) -> int:
    """To a whole number, halves up."""
    return int((Fraction(value) + Fraction(1, 2)) // 1)
