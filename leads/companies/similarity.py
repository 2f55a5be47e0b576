"""Whether two names mean one company: SAME, MAYBE or DIFFERENT, with the reasons.

Every word must find its counterpart for SAME, since one word tells a holding from its subsidiary;
what this rule was chosen over is docs/adr. Reasons are codes; words for them are labels.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from leads.companies.names import CompanyName, company_name
from leads.companies.sounds import consonants, distance, is_latin, single, sound
from leads.companies.words import FORMS, SHARES, STATE

ONE_EDIT_FROM, TWO_EDITS_FROM, SWAP_FROM = 9, 13, 6
"""Letters from which a word with one or two edits, or two swapped neighbours, is a misspelling and
not another word."""


class Likeness(StrEnum):
    """One company, perhaps, or two."""

    SAME = "same"
    MAYBE = "maybe"
    DIFFERENT = "different"


class Likened(StrEnum):
    """Why two names were found alike or not."""

    SAME_INN = "same_inn"
    OTHER_INN = "other_inn"
    OTHER_FORM = "other_form"
    OTHER_PLACE = "other_place"
    OTHER_NUMBER = "other_number"
    SAME_WORDS = "same_words"
    MISSPELT = "misspelt"
    OTHER_ALPHABET = "other_alphabet"
    INITIALS = "initials"
    WORD_ADDED = "word_added"
    OTHER_WORD = "other_word"
    SURNAME_ONLY = "surname_only"


@dataclass(frozen=True, slots=True)
class Similarity:
    """The decision with its reasons; the first one weighs most."""

    likeness: Likeness
    reasons: tuple[Likened, ...]


def compare(one: str, other: str) -> Similarity:
    """How alike two names are, as they were typed."""
    return compare_names(company_name(one), company_name(other))


def compare_names(one: CompanyName, other: CompanyName) -> Similarity:
    """The same for names that were taken apart before."""
    if one.inn and other.inn:
        if one.inn == other.inn:
            return Similarity(Likeness.SAME, (Likened.SAME_INN,))
        return Similarity(Likeness.DIFFERENT, (Likened.OTHER_INN,))
    if _forms_differ(one.form, other.form):
        return Similarity(Likeness.DIFFERENT, (Likened.OTHER_FORM,))
    if one.personal or other.personal:
        return _people(one, other)
    if _places_differ(one.places or one.aside, other.places or other.aside):
        return Similarity(Likeness.DIFFERENT, (Likened.OTHER_PLACE,))
    return _words(one, other)


def _forms_differ(one: str, other: str) -> bool:
    if not one or not other or one == other:
        return False
    return {one, other} != {SHARES, STATE}  # enterprises of the state become companies by law


def _places_differ(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return bool(one and other) and not any(_same_town(a, b) for a in one for b in other)


def _same_town(one: str, other: str) -> bool:
    """Whatever the case: Омск, Омска, в Омске."""
    stem = max(3, min(len(one), len(other)) - 1)
    return one[:stem] == other[:stem] and abs(len(one) - len(other)) < 3


def _people(one: CompanyName, other: CompanyName) -> Similarity:
    ours, theirs = list(one.words), list(other.words)
    common = [(a, b) for a in ours for b in theirs if len(a) > 1 and _alike(a, b) is not None]
    for a, b in common:
        if a in ours and b in theirs:
            ours.remove(a)
            theirs.remove(b)
    if len(ours) == len(theirs) and (common and all(map(_initial, ours, theirs))):
        if len(one.words) == 1:
            return Similarity(Likeness.MAYBE, (Likened.SURNAME_ONLY,))
        reason = Likened.INITIALS if ours else Likened.SAME_WORDS
        return Similarity(Likeness.SAME, (reason,))
    if common and not (ours and theirs):
        return Similarity(Likeness.MAYBE, (Likened.SURNAME_ONLY,))
    return Similarity(Likeness.DIFFERENT, (Likened.OTHER_WORD,))


def _initial(one: str, other: str) -> bool:
    return 1 in (len(one), len(other)) and one[0] == other[0]


def _words(one: CompanyName, other: CompanyName) -> Similarity:
    if (reason := _alike("".join(one.words), "".join(other.words))) is Likened.SAME_WORDS:
        return Similarity(Likeness.SAME, (reason,))
    ours, theirs, reasons = _left_over(one.words, other.words)
    ours, theirs = _towns_taken(ours, other.places), _towns_taken(theirs, one.places)
    if not ours and not theirs:
        return Similarity(Likeness.SAME, tuple(dict.fromkeys(reasons)) or (Likened.SAME_WORDS,))
    if _numbers(ours) != _numbers(theirs):
        return Similarity(Likeness.DIFFERENT, (Likened.OTHER_NUMBER,))
    if ours and theirs:
        return _joined(ours, theirs)
    if len(ours) == len(one.words) or len(theirs) == len(other.words):
        return Similarity(Likeness.DIFFERENT, (Likened.OTHER_WORD,))
    return Similarity(Likeness.MAYBE, (Likened.WORD_ADDED,))


def _left_over(
    one: tuple[str, ...], other: tuple[str, ...]
) -> tuple[list[str], list[str], list[Likened]]:
    """The words without a counterpart on either side, and how the others were matched."""
    ours, theirs, reasons = [], list(other), []
    for word in one:
        found = [(reason, mate) for mate in theirs if (reason := _alike(word, mate))]
        if not found:
            ours.append(word)
            continue
        reason, mate = min(found, key=lambda pair: list(Likened).index(pair[0]))
        theirs.remove(mate)
        reasons.append(reason)
    return ours, theirs, reasons


def _towns_taken(words: list[str], places: tuple[str, ...]) -> list[str]:
    return [word for word in words if not any(_same_town(word, place) for place in places)]


def _numbers(words: list[str]) -> list[str]:
    return [word for word in words if word[0].isdigit()]


def _joined(ours: list[str], theirs: list[str]) -> Similarity:
    """What is left, written together: «Строй Град» and «Стройград»."""
    one, other = "".join(ours), "".join(theirs)
    if reason := _alike(one, other):
        return Similarity(Likeness.SAME, (reason,))
    if min(len(one), len(other)) > 3 and distance(one, other) == 1:
        return Similarity(Likeness.MAYBE, (Likened.MISSPELT,))
    if _acronym(ours, theirs) or _acronym(theirs, ours):
        return Similarity(Likeness.MAYBE, (Likened.INITIALS,))
    return Similarity(Likeness.DIFFERENT, (Likened.OTHER_WORD,))


def _acronym(short: list[str], long: list[str]) -> bool:
    if len(short) != 1 or len(long) < 2 or short[0] in FORMS:
        return False
    return short[0] == "".join(word[0] for word in long)


def _alike(one: str, other: str) -> Likened | None:
    """How two words are the same, None when they aren't."""
    if single(one) == single(other) and not (is_latin(one) and one != other):
        return Likened.SAME_WORDS if one == other else Likened.MISSPELT
    if is_latin(one) is not is_latin(other):
        return Likened.OTHER_ALPHABET if _sounds_alike(sound(one), sound(other)) else None
    if not (one.isalpha() and other.isalpha()):
        return None
    return Likened.MISSPELT if _misspelt(one, other) else None


def _sounds_alike(one: str, other: str) -> bool:
    if one == other:
        return True
    # Vowels are heard differently in another language; four consonants in a row are no accident.
    bone = consonants(one)
    return len(bone) >= 4 and bone == consonants(other) and one[0] == other[0]


def _misspelt(one: str, other: str) -> bool:
    shorter = min(len(one), len(other))
    if shorter >= SWAP_FROM and len(one) == len(other) and sorted(one) == sorted(other):
        return distance(one, other) == 1
    if shorter < ONE_EDIT_FROM:
        return False
    return distance(one, other) <= (2 if shorter >= TWO_EDITS_FROM else 1)
