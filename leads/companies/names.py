"""A company's name as it was typed → its parts: INN, legal form, words, place. No comparing.

Never fails: whatever is not understood stays a word of the name.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass

from leads.companies.sounds import consonants, is_latin, sound
from leads.companies.words import (
    BRANCH,
    FILLERS,
    FORMS,
    LONG_FORMS,
    OPENINGS,
    PERSON,
    SHORT_WORDS,
    TRADES,
)

MISSPELT_FROM = 5
CONSONANTS = "bcdfghklmnprstvz"

_INN = re.compile(r"(?<!\d)(?:\d{12}|\d{10})(?!\d)")
_TAX_WORDS = re.compile(r"\b(?:инн|огрн|огрнип|кпп|inn)\b")
_QUOTES = re.compile(r"[«»\"“”„‟`‘’]|''")
_INITIALISM = re.compile(r"\b(?:[а-яa-z]\.){2,}(?![а-яa-z])")
_BRACKETS = re.compile(r"\(([^)]*)\)")
_TOWN = re.compile(r"(?:\bв\s+)?\b(?:г|гор|город)(?:\.\s*|\s+)([а-я-]{3,})")
_BEHIND_QUOTES = re.compile(r"(?<=[а-яa-z0-9])[»”“\"]\s*([а-яa-z -]+)$")
_IN_TOWN = re.compile(r"\bв\s+([а-я-]{3,})$")
_PATRONYMIC = re.compile(r"(?:вич|вна|ична|ильич|vich|vna)$")
_TOKEN = re.compile(r"\d+[.,]\d+|\d+|[а-я]+|[a-z]+")
_PERSONAL = {"предприниматель", *(form for form, family in FORMS.items() if family == PERSON)}


@dataclass(frozen=True, slots=True)
class CompanyName:
    """A name taken apart. `form` is the family of the legal form, "" when none was named.

    `words` are folded (lower case, е for ё), trades abbreviated, fillers left out; `places` are
    towns and branches that were named beside the company, `aside` the words in brackets.
    """

    inn: str | None
    form: str
    words: tuple[str, ...]
    places: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()

    @property
    def personal(self) -> bool:
        """A person who trades under their own name."""
        return self.form == PERSON

    @property
    def key(self) -> str:
        """What spellings of one name have in common: its consonants and digits in order of
        the alphabet, so that word order, spaces, vowels and swapped letters change nothing.
        "" when nothing is left of the name. A person is found by the surname.
        """
        words = (_surname(self.words),) if self.personal and self.words else self.words
        heard = "".join(map(sound, words)) if _mixed(words) else sound("".join(words))
        letters = consonants(heard) or heard
        return "".join(sorted(letters))


def company_name(typed: str) -> CompanyName:
    """The parts of a name as somebody typed it."""
    text = _folded(typed)
    inn = _INN.search(text)
    text = _TAX_WORDS.sub(" ", _INN.sub(" ", text))
    brackets = _BRACKETS.findall(text)
    text = _BRACKETS.sub(" ", text)
    text, places = _without_places(text)
    form, words = _words(text)
    aside: list[str] = []
    for bracket in brackets:
        rest, towns = _without_places(bracket)
        own, inside = _words(rest)
        form, places = form or own, [*places, *towns]
        aside += inside
    return CompanyName(
        inn=inn[0] if inn else None,
        form=form,
        words=tuple(words),
        places=tuple(places),
        aside=tuple(aside),
    )


def near_keys(key: str) -> tuple[str, ...]:
    """Keys of names that may be the same: with one consonant lost or added too, where the name is
    long enough for a misspelling."""
    if len(key) < MISSPELT_FROM:
        return (key,) if key else ()
    lost = {key[:place] + key[place + 1 :] for place in range(len(key))}
    added = {"".join(sorted(key + letter)) for letter in CONSONANTS}
    return tuple(sorted({key, *lost, *added}))


def _folded(typed: str) -> str:
    text = (
        unicodedata.normalize("NFKC", html.unescape(typed).replace("№", " "))
        .lower()
        .replace("ё", "е")
    )
    return " ".join(text.split()).strip(" .,;:!'")


def _without_places(text: str) -> tuple[str, list[str]]:
    """The text without the towns and branches named in it, and these."""
    places = [match[1] for match in _TOWN.finditer(text)]
    text = _TOWN.sub(" ", text).strip(" ,.")
    head, *parts = [part.strip() for part in text.split(",") if part.strip(' ."»')] or [""]
    for part in parts:
        words = _TOKEN.findall(part)
        if BRANCH & set(words):
            places += [word for word in words if word not in BRANCH and len(word) > 2]
        elif len(words) == 1 and words[0] not in FORMS and words[0].isalpha():
            places += [] if words[0] in FILLERS else words
        else:
            head = f"{head} {part}"
    branch = bool(BRANCH & set(_TOKEN.findall(head)))
    behind = _BEHIND_QUOTES.search(head)
    if behind and not set(_TOKEN.findall(behind[1])) & set(FORMS):
        places += [word for word in _TOKEN.findall(behind[1]) if word not in BRANCH | {"в"}]
        head = head[: behind.start()]
    elif branch and (town := _IN_TOWN.search(head)):
        places.append(town[1])
        head = head[: town.start()]
    return " ".join(word for word in head.split() if word not in BRANCH), places


def _words(text: str) -> tuple[str, list[str]]:
    """The family of the legal form, and the words without it."""
    if not set(_TOKEN.findall(text)) & _PERSONAL:  # whose initials are words of their own
        text = _INITIALISM.sub(lambda match: match[0].replace(".", "") + " ", text)
    text = " " + " ".join(_TOKEN.findall(_QUOTES.sub(" ", text))) + " "
    for long, short in (*LONG_FORMS, *TRADES, *SHORT_WORDS.items()):
        text = text.replace(f" {long} ", f" {short} ")
    tokens = text.split()
    while len(tokens) > 1 and tokens[0] in OPENINGS:
        tokens = tokens[1:]
    form, words = "", []
    for place, token in enumerate(tokens):
        # Two Latin letters in the middle of a name are hardly a legal form.
        at_the_end = place in (0, len(tokens) - 1) or not is_latin(token)
        if token in FORMS and at_the_end and len(tokens) > 1:
            form = form or FORMS[token]
        else:
            words.append(token)
    telling = [word for word in words if word not in FILLERS or form == PERSON]
    return form, telling or words


def _surname(words: tuple[str, ...]) -> str:
    """Before the first name, or after the patronymic that follows it; else the longest word."""
    fathers = [place for place, word in enumerate(words) if _PATRONYMIC.search(word)]
    if fathers == [1] and len(words) == 3:
        return words[2]
    return words[0] if fathers else max(words, key=len)


def _mixed(words: tuple[str, ...]) -> bool:
    return len({is_latin(word) for word in words}) > 1
