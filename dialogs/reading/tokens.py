"""Typed text → tokens: digits, words and signs, with notations of the keyboard made equal.

No meaning is given to the tokens here, except that something like `b2b` or `1С` is a name and
not a number. The work is linear in the length of the text.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from dialogs.reading.result import Unreadable

MAX_LENGTH = 300


class Kind(Enum):
    """What a token is made of."""

    DIGITS = "digits"  # a literal as typed: 5000, 1,5, 1'000.50
    WORD = "word"
    SIGN = "sign"
    NAME = "name"  # letters and digits that belong together: b2b, 1С, v2


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text; `raw` keeps the case, `text` is lower case with е for ё.

    `glued` tells that nothing stands between this token and the one before it.
    """

    kind: Kind
    text: str
    raw: str
    glued: bool


@dataclass(frozen=True, slots=True)
class TokenRow:
    """Tokens that may be asked for at any place, also before the first and after the last."""

    tokens: Sequence[Token]

    def text(self, index: int) -> str:
        """The token's text, empty outside of the row."""
        return self.tokens[index].text if 0 <= index < len(self.tokens) else ""

    def is_digits(self, index: int) -> bool:
        """Whether a number in digits stands there."""
        return 0 <= index < len(self.tokens) and self.tokens[index].kind is Kind.DIGITS

    def after_and(self, index: int) -> int:
        """The place itself, or the next one when "and" stands there."""
        return index + 1 if self.text(index) == "and" else index

    def ends_amount(self, index: int, currency_words: frozenset[str]) -> bool:
        """Whether an amount before `index` is complete: end, punctuation or a currency follows."""
        text = self.text(index)
        return text in {"", ".", ",", "-", "!"} or text in currency_words


_PIECES = re.compile(
    r"(?P<digits>\d+(?:[.,']\d+)*)|(?P<word>[^\W\d_]+)|(?P<sign>\.{2,}|\S)",
)
_LEADING_POINT = re.compile(r"(?<![\w.,])([.,])(?=\d)")
_SQUARE = re.compile(r"(?i)\b(?:кв\.? ?(?:м|км)|[mм][²³2])(?!\w)")
_EQUAL_SIGNS = str.maketrans(
    {
        "’": "'",
        "ʼ": "'",
        "`": "'",
        "´": "'",
        "٫": ".",
        "٬": ",",
        "−": "-",
        "‐": "-",
        "‑": "-",
        "‒": "-",
        "–": "-",
        "—": "-",
        "―": "-",
        "…": "..",
        "≈": "~",
        "∼": "~",
        "〜": "~",
        "⩽": "≤",
        "⩾": "≥",
        "№": "#",
        "²": " ² ",
        "³": " ³ ",
        "\u00ad": "",
        "\u200b": "",
        "\u200e": "",
        "\u200f": "",
        "\u2060": "",
        "\ufeff": "",
    }
)
# A fraction such as ½ must not become the two numbers of "1⁄2", nor ① the number 1.
_NOT_DIGITS = re.compile(r"[¼-¾⅐-⅞↉①-⓿❶-➓⁰-₉]")


def plain(text: str) -> str | Unreadable:
    """The text in one notation: ASCII digits, plain spaces, one kind of dash and apostrophe."""
    if len(text) > MAX_LENGTH:
        return Unreadable("too_long")
    squared = _SQUARE.sub(" кв. ", text)
    signs = _NOT_DIGITS.sub(" ½ ", squared.translate(_EQUAL_SIGNS))
    letters = "".join(
        char if char == "½" else unicodedata.normalize("NFKC", char) for char in signs
    ).translate(_EQUAL_SIGNS)
    if len(letters) > 4 * MAX_LENGTH:
        # One sign of Arabic may stand for eighteen letters.
        return Unreadable("too_long")
    digits = "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() else char for char in letters
    )
    if not digits.strip():
        return Unreadable("empty")
    return unicodedata.normalize("NFC", digits)


def word_set(words: str) -> frozenset[str]:
    """A table of words, written as one line with spaces between them."""
    return frozenset(words.split())


def fold(word: str) -> str:
    """Lower case, with е for ё."""
    return word.lower().replace("ё", "е")


def tokenize(text: str, suffixes: frozenset[str], prefixes: frozenset[str]) -> list[Token]:
    """Tokens of a text that went through `plain`.

    `suffixes` are the words that may follow digits without a space (к, руб), `prefixes` those
    that may precede them (usd, rs); any other mix of letters and digits is one NAME.
    """
    prepared = _LEADING_POINT.sub(r"0\1", text)
    pieces: list[Token] = []
    end = -1
    for match in _PIECES.finditer(prepared):
        raw = match.group()
        kind = Kind(match.lastgroup)
        text = ".." if raw.startswith("..") else fold(raw)
        pieces.append(Token(kind, text, raw, match.start() == end))
        end = match.end()
    return _join_names(pieces, suffixes, prefixes)


def _join_names(
    pieces: list[Token], suffixes: frozenset[str], prefixes: frozenset[str]
) -> list[Token]:
    tokens: list[Token] = []
    start = 0
    while start < len(pieces):
        stop = start + 1
        if pieces[start].kind is not Kind.SIGN:
            while stop < len(pieces) and pieces[stop].glued and pieces[stop].kind is not Kind.SIGN:
                stop += 1
        run = pieces[start:stop]
        if len(run) == 1 or _is_amount(run, suffixes, prefixes):
            tokens.extend(run)
        else:
            raw = "".join(piece.raw for piece in run)
            tokens.append(Token(Kind.NAME, fold(raw), raw, run[0].glued))
        start = stop
    return tokens


def _is_amount(run: list[Token], suffixes: frozenset[str], prefixes: frozenset[str]) -> bool:
    words = [piece.text for piece in run]
    kinds = [piece.kind for piece in run]
    if kinds == [Kind.DIGITS, Kind.WORD]:
        return words[1] in suffixes
    if kinds == [Kind.WORD, Kind.DIGITS]:
        return words[0] in prefixes
    if kinds == [Kind.WORD, Kind.DIGITS, Kind.WORD]:
        return words[0] in prefixes and words[2] in suffixes
    return False
