"""Looking for a lead, a person or a company by what somebody types: what is wanted, and how words
of names are compared. No storage, no texts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from leads.companies.names import company_name

STEM = 5
"""Letters of a word by which names are looked up; the whole of it counts in the end."""
KEPT = 3
"""So many words of a name are looked up by."""
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for. `phone` is in E.164, `email` in small letters, `words` are of a name."""

    number: int | None = None
    phone: str | None = None
    email: str | None = None
    domain: str | None = None
    inn: str | None = None
    words: tuple[str, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Whether nothing was made out."""
        return self == Wanted()


@dataclass(frozen=True, slots=True)
class FoundLead:
    """A lead; `title` is its company's, else its person's."""

    id: int
    title: str
    product: str | None
    stage: str
    open: bool


@dataclass(frozen=True, slots=True)
class FoundCompany:
    """A company with its class, where known."""

    id: int
    title: str
    grade: str


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """A person of ours, or of an existing base (`ours` false: they have never written to us)."""

    name: str
    company: str
    ours: bool


@dataclass(frozen=True, slots=True)
class Found:
    """Whatever fits, the newest first; `more` says that there is more of something."""

    leads: Sequence[FoundLead] = ()
    companies: Sequence[FoundCompany] = ()
    people: Sequence[FoundPerson] = ()
    more: bool = False


def name_words(name: str) -> tuple[str, ...]:
    """The words of a person's name, as they are compared."""
    folded = unicodedata.normalize("NFKC", name).casefold().replace("ё", "е")
    return tuple(_WORD.findall(folded))


def company_words(name: str) -> tuple[str, ...]:
    """The words of a company's name without its legal form, as they are compared."""
    return tuple(
        part for word in company_name(name).words for part in _WORD.findall(word.replace("ё", "е"))
    )


def stems(words: Iterable[str]) -> tuple[str, ...]:
    """By which they are looked up, at most `KEPT`."""
    return tuple(dict.fromkeys(word[:STEM] for word in words))[:KEPT]


def fits(typed: Sequence[str], words: Sequence[str]) -> bool:
    """Whether every typed word begins one of the name's."""
    return all(any(word.startswith(one) for word in words) for one in typed)
