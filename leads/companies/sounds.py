"""How words sound whatever alphabet they are written in, and how far two spellings are apart."""

from __future__ import annotations

import re
from itertools import groupby

from leads.companies.words import SPOKEN

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i",
    "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "",
    "ы": "i", "ь": "", "э": "e", "ю": "iu", "я": "ia",
}  # fmt: skip
_LATIN = (
    ("shch", "sh"),
    ("sch", "sh"),
    ("kh", "h"),
    ("ph", "f"),
    ("ck", "k"),
    ("x", "ks"),
    ("w", "v"),
    ("q", "k"),
    ("yo", "e"),
    ("y", "i"),
    ("j", "i"),
    ("oo", "u"),
    ("ee", "i"),
)
_SPOKEN = re.compile("|".join(sorted(SPOKEN, key=len, reverse=True)))
_SOFT_C = re.compile(r"c(?=[eiy])")
_HARD_C = re.compile(r"c(?!h)")
_VOWEL = re.compile(r"[aeiou]")


def is_latin(word: str) -> bool:
    """Whether the word has a Latin letter."""
    return any("a" <= letter <= "z" for letter in word)


def single(word: str) -> str:
    """The word with every doubled letter once, which is where most misspellings are.

    Digits stay: 22 is not 2.
    """
    return "".join(
        letter if letter.isalpha() else letter * len(list(run)) for letter, run in groupby(word)
    )


def sound(word: str) -> str:
    """A folded word in sounds, the same for Cyrillic and Latin: Ромашка and Romashka."""
    if is_latin(word):
        word = _SPOKEN.sub(lambda match: SPOKEN[match[0]], word)
        for written, heard in _LATIN:
            word = word.replace(written, heard)
        word = _HARD_C.sub("k", _SOFT_C.sub("s", word))
    heard = "".join(_CYRILLIC.get(letter, letter) for letter in word)
    return single(heard)


def consonants(heard: str) -> str:
    """Sounds without their vowels."""
    return single(_VOWEL.sub("", heard))


def distance(one: str, other: str, most: int = 3) -> int:
    """Edits between two words: letters lost, added, changed, or two neighbours swapped.

    Optimal string alignment (Boytsov 2011, section 2.2); anything above `most` is `most + 1`.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, facing in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != facing))
            swapped = i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == facing
            row.append(min(cost, last[j - 2] + 1) if swapped else cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
