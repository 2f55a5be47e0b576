"""Typed text → options of a choice, whatever language the labels were shown in.

A session does not know which language its buttons are in, so every language is tried: they have
to agree, or the person is asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile

from dialogs.reading import Reading, Unreadable, match_option
from dialogs.reading.tokens import MAX_LENGTH
from dialogs.scenario import DEFAULT_LOCALE, LOCALES, Slot
from dialogs.spoken import labelled, plain, plain_label

_MOST_PARTS = 40
_BETWEEN = re.compile(r"[,;\n/+&•]|\s+(?:и|and|плюс|plus|а\s+также)\s+|(?<=\d)\s*и\s*(?=\d)")
_PLACES = re.compile(r"\d{1,2}(?:\s+\d{1,2})+")
# Names of the trade as they are typed without switching the keyboard.
_ABBREVIATIONS = {
    "сео": "seo",
    "срм": "crm",
    "црм": "crm",
    "смм": "smm",
    "б2б": "b2b",
    "б2с": "b2c",
    "б2ц": "b2c",
    "ерп": "erp",
}
_CYRILLIC_WORD = re.compile(r"[а-я0-9]+", re.IGNORECASE)
_STEM = 5  # letters that two forms of a word share
_ENDING = 3  # letters in which they may differ
_REFUSING = frozenset({"не", "нет", "кроме", "not", "no", "except"})
_EVERYTHING = frozenset({"все", "все варианты", "все сразу", "all", "everything", "all of them"})


@dataclass(frozen=True, slots=True)
class Choice:
    """The option that was read, with its label; `sure` False asks for a confirmation."""

    option_id: str
    sure: bool
    shown: str
    locale: str


@dataclass(frozen=True, slots=True)
class Choices:
    """The options that were read, with their labels."""

    option_ids: frozenset[str]
    sure: bool
    shown: str


def read_choice(text: str, slot: Slot) -> Choice | Unreadable:
    """One option by its label, id or place; codes as in `dialogs.reading.match_option`."""
    if len(text) > MAX_LENGTH:
        return Unreadable("too_long")
    text = _CYRILLIC_WORD.sub(lambda word: _ABBREVIATIONS.get(word[0].lower(), word[0]), text)
    exact = labelled(text, slot)
    if exact is not None:
        locale = next(
            (name for name in LOCALES if plain_label(exact.label.in_(name)) == plain(text)),
            DEFAULT_LOCALE,
        )
        return Choice(exact.id, sure=True, shown=exact.label.in_(locale), locale=locale)
    results = {
        locale: match_option(text, {option.id: option.label.in_(locale) for option in slot.options})
        for locale in LOCALES
    }
    read = {name: found for name, found in results.items() if isinstance(found, Reading)}
    codes = [found.code for found in results.values() if isinstance(found, Unreadable)]
    if not read:
        kin = _of_one_stem(text, slot) if "ambiguous" not in codes else None
        return kin or Unreadable("ambiguous" if "ambiguous" in codes else codes[0])
    sure = {name: found for name, found in read.items() if found.sure}
    best = sure or read
    ids = {found.value for found in best.values()}
    if len(ids) > 1:
        return Unreadable("ambiguous")
    locale, found = next(iter(best.items()))
    agreed = "ambiguous" not in codes and all(one.value in ids for one in read.values())
    option = slot.option(found.value)
    shown = option.label.in_(locale) if option else found.value
    return Choice(found.value, sure=found.sure and agreed, shown=shown, locale=locale)


def read_choices(text: str, slot: Slot, draft: frozenset[str]) -> Choices | Unreadable:
    """Several options: `seo, crm`, `1 и 3`, «все».

    What was ticked before (`draft`) stays chosen; a mix of ticked and typed is confirmed.
    """
    if len(text) > MAX_LENGTH:
        return Unreadable("too_long")
    if labelled(text, slot) is None and plain(text) in _EVERYTHING:
        everything = frozenset(option.id for option in slot.options)
        locale = "en" if text.isascii() else DEFAULT_LOCALE
        return Choices(everything, sure=False, shown=_labels(slot, everything, locale))
    found = _each_part(text, slot)
    if isinstance(found, Unreadable):
        whole = read_choice(text, slot) if _splits_labels(slot) else found
        if isinstance(whole, Unreadable):
            return found
        found = [whole]
    typed = frozenset(choice.option_id for choice in found)
    chosen = typed | draft
    sure = all(choice.sure for choice in found) and chosen == typed
    return Choices(chosen, sure=sure, shown=_labels(slot, chosen, found[0].locale))


def _of_one_stem(text: str, slot: Slot) -> Choice | None:
    """The only option with another form of a word that was typed: «квартал», «маркетинг»."""
    words = plain(text).split()
    if not _REFUSING.isdisjoint(words):
        return None
    found = {
        option.id: Choice(option.id, sure=False, shown=option.label.in_(locale), locale=locale)
        for locale in reversed(LOCALES)  # so that the first language has the last word
        for option in slot.options
        for label in plain_label(option.label.in_(locale)).split()
        if any(_same_stem(word, label) for word in words)
    }
    return next(iter(found.values())) if len(found) == 1 else None


def _same_stem(word: str, label: str) -> bool:
    pairs = zip(word, label, strict=False)
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return shared >= _STEM and max(len(word), len(label)) - shared <= _ENDING


def _each_part(text: str, slot: Slot) -> list[Choice] | Unreadable:
    if labelled(text, slot) is not None:
        parts = [text]
    elif _PLACES.fullmatch(text.strip()):
        parts = text.split()
    else:
        parts = [part for part in _BETWEEN.split(text) if plain(part)]
    if not parts:
        return Unreadable("empty")
    if len(parts) > _MOST_PARTS:
        return Unreadable("too_long")
    found: list[Choice] = []
    for part in parts:
        choice = read_choice(part.strip(" -–—.\t"), slot)
        if isinstance(choice, Unreadable):
            return Unreadable(choice.code, suggestion=part.strip()[:60])
        found.append(choice)
    return found


def _splits_labels(slot: Slot) -> bool:
    """Whether a label has an «и» or a comma in it, so that its parts are no options."""
    return any(
        _BETWEEN.search(option.label.in_(locale)) for option in slot.options for locale in LOCALES
    )


def _labels(slot: Slot, chosen: frozenset[str], locale: str) -> str:
    return ", ".join(option.label.in_(locale) for option in slot.options if option.id in chosen)
