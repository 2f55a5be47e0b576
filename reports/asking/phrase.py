"""A typed text as words, and the words that only hold others together. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dialogs.reading.tokens import word_set

MOST = 200
"""Characters of a text that are looked at; a longer one is no period and no filter."""

_PIECE = re.compile(
    r"\d{4}-\d\d?-\d\d?(?!\d)"  # a date of the ISO
    r"|\d+(?:[./]\d+)+"  # 01.03, 3/4/26
    r"|\d+(?:-?(?:ого|го|ый|ой|й|е|ом)|st|nd|rd|th)?(?![^\W\d_])"
    r"|[^\W\d_][^\W_]*(?:'s)?"
    r"|\d+|\S"
)
_ORDINAL = re.compile(r"(\d+)(?:-?(?:ого|го|ый|ой|й|е|ом)|st|nd|rd|th)")
SIGNS = frozenset(".,;:!?()«»\"'&+/№#@_")
FILLERS = word_set(
    "за по в во на для из от с со и у о об про только лишь все всем всех весь всё "
    "for by in on of from with and the a an only just over during all per me show to "
    "лиды лидам лидов заявки заявкам заявок клиенты клиентам клиентов заказы заказам "
    "leads enquiries clients orders период периода period дай покажи пожалуйста please"
)
NEGATIONS = word_set("не кроме без исключая нет not except without excluding but no")


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of the text in small letters, е for ё; `ordinal` where an ending says so: 1-го."""

    text: str
    ordinal: bool = False


def words(text: str) -> tuple[Word, ...]:
    """The pieces of a text."""
    small = text.lower().replace("ё", "е").replace("\u2019", "'")
    for dash in "–—−":
        small = small.replace(dash, "-")
    return tuple(_word(piece) for piece in _PIECE.findall(small))


def _word(piece: str) -> Word:
    found = _ORDINAL.fullmatch(piece)
    return Word(found[1], ordinal=True) if found else Word(piece.removesuffix("'s"))
