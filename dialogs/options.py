"""Typed text → options of a choice, whatever language the labels were shown in.

A session does not know which language its buttons are in, so every language is tried: they have
to agree, or the person is asked.
"""

from __future__ import annotations

import re
from itertools import takewhile

from dialogs.reading import Reading, Unreadable, match_option
from dialogs.reading.tokens import MAX_LENGTH
from dialogs.scenario import LOCALES, Slot
from dialogs.spoken import labelled, plain, plain_label
from dialogs.values import Other

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


def read_choice(text: str, slot: Slot) -> Reading[str] | Unreadable:
    """One option by its label, id or place; codes as in `dialogs.reading.match_option`."""
    if len(text) > MAX_LENGTH:
        return Unreadable("too_long")
    text = _CYRILLIC_WORD.sub(lambda word: _ABBREVIATIONS.get(word[0].lower(), word[0]), text)
    exact = labelled(text, slot)
    if exact is not None:
        return Reading(exact.id, sure=True)
    results = [
        match_option(text, {option.id: option.label.in_(locale) for option in slot.options})
        for locale in LOCALES
    ]
    read = [found for found in results if isinstance(found, Reading)]
    codes = [found.code for found in results if isinstance(found, Unreadable)]
    if not read:
        kin = _of_one_stem(text, slot) if "ambiguous" not in codes else None
        return kin or Unreadable("ambiguous" if "ambiguous" in codes else codes[0])
    best = [found for found in read if found.sure] or read
    ids = {found.value for found in best}
    if len(ids) > 1:
        return Unreadable("ambiguous")
    agreed = "ambiguous" not in codes and all(one.value in ids for one in read)
    return Reading(best[0].value, sure=best[0].sure and agreed)


def read_choices(
    text: str, slot: Slot, draft: frozenset[str | Other]
) -> Reading[frozenset[str | Other]] | Unreadable:
    """Several options: `seo, crm`, `1 и 3`, «все».

    What was ticked before (`draft`) stays chosen; a mix of ticked and typed is confirmed.
    """
    if len(text) > MAX_LENGTH:
        return Unreadable("too_long")
    if labelled(text, slot) is None and plain(text) in _EVERYTHING:
        everything: frozenset[str | Other] = frozenset(option.id for option in slot.options)
        return Reading(everything, sure=False)
    found = _each_part(text, slot)
    if isinstance(found, Unreadable):
        whole = read_choice(text, slot) if _splits_labels(slot) else found
        if isinstance(whole, Unreadable):
            return found
        found = [whole]
    typed: frozenset[str | Other] = frozenset(choice.value for choice in found)
    chosen = typed | draft
    return Reading(chosen, sure=all(choice.sure for choice in found) and chosen == typed)


def _of_one_stem(text: str, slot: Slot) -> Reading[str] | None:
    """The only option with another form of a word that was typed: «квартал», «маркетинг»."""
    words = plain(text).split()
    if not _REFUSING.isdisjoint(words):
        return None
    found = {
        option.id
        for locale in LOCALES
        for option in slot.options
        for label in plain_label(option.label.in_(locale)).split()
        if any(_same_stem(word, label) for word in words)
    }
    return Reading(found.pop(), sure=False) if len(found) == 1 else None


def _same_stem(word: str, label: str) -> bool:
    pairs = zip(word, label, strict=False)
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return shared >= _STEM and max(len(word), len(label)) - shared <= _ENDING


def _each_part(text: str, slot: Slot) -> list[Reading[str]] | Unreadable:
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
    found: list[Reading[str]] = []
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
