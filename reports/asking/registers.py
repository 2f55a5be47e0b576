"""Products, channels and salespeople as people type them: in another case, in part, сео for SEO.
Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from dialogs.reading.tokens import word_set
from reports.asking.phrase import FILLERS, SIGNS, Word, words

_ENDINGS = word_set("а у ом е ы ой и ю я ем ей ью ый ий ая ую ого ому ым ых ие ое ые ам ами ах ев")
_LETTERS = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфхцыэьъ", "abvgdeziyklmnoprstufhcye", strict=False))
    | {"ж": "zh", "ч": "ch", "ш": "sh", "щ": "sch", "ю": "yu", "я": "ya", "ь": "", "ъ": ""}
)
_SHORTEST_STEM = 3


class Kind(StrEnum):
    """What a filter may name."""

    PRODUCT = "product"
    CHANNEL = "channel"
    MANAGER = "manager"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that a filter may name: its id, how it is shown, how it may be written."""

    kind: Kind
    id: str
    shown: str
    spellings: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Match:
    """Entries that the words up to `stop` name equally well."""

    entries: tuple[Entry, ...]
    stop: int


@dataclass(frozen=True, slots=True)
class Registers:
    """All entries there are."""

    entries: Sequence[Entry] = field(default_factory=tuple)

    def match(self, typed: Sequence[Word], at: int, kind: Kind | None = None) -> Match | None:
        """What the words from `at` on name: as many of them as any entry has, whole names first."""
        found: dict[tuple[int, bool], dict[tuple[Kind, str], Entry]] = {}
        for entry in self.entries:
            if kind in {None, entry.kind}:
                for length, whole in _matches(entry, typed, at):
                    found.setdefault((length, whole), {})[entry.kind, entry.id] = entry
        if not found:
            return None
        best = max(found)
        return Match(tuple(found[best].values()), _stop(typed, at, best[0]))


def registers(
    products: Mapping[str, Sequence[str]],
    channels: Mapping[str, Sequence[str]],
    managers: Mapping[int, str],
) -> Registers:
    """Registers of ids with their spellings, the first of which is shown. Products and channels
    may be named by their ids too; salespeople's are numbers of Telegram."""
    found = [_entry(Kind.PRODUCT, one, (*names, one)) for one, names in products.items()]
    found += [_entry(Kind.CHANNEL, one, (*names, one)) for one, names in channels.items()]
    found += [_entry(Kind.MANAGER, str(one), (name,)) for one, name in managers.items()]
    return Registers(tuple(found))


def _entry(kind: Kind, id_: str, spellings: Sequence[str]) -> Entry:
    split = (_names(text) for text in spellings)
    return Entry(kind, id_, spellings[0], tuple(dict.fromkeys(one for one in split if one)))


def _names(text: str) -> tuple[str, ...]:
    return tuple(one.text for one in words(text.replace("_", " ")) if one.text not in SIGNS | {"-"})


def _matches(entry: Entry, typed: Sequence[Word], at: int) -> Iterator[tuple[int, bool]]:
    """How many words match from there on, and whether they are the whole name."""
    follow = [one.text for one in typed[at:] if one.text not in SIGNS | {"-"}]
    for spelling in entry.spellings:
        for begin in range(len(spelling)):
            pairs = zip(spelling[begin:], follow, strict=False)
            length = 0
            for known, said in pairs:
                if not _alike(known, said):
                    break
                length += 1
            meaning = any(one not in FILLERS for one in spelling[begin : begin + length])
            if length and meaning:
                yield length, begin == 0 and length == len(spelling)


def _stop(typed: Sequence[Word], at: int, length: int) -> int:
    while length:
        length -= typed[at].text not in SIGNS | {"-"}
        at += 1
    return at


def _latin(word: str) -> str:
    return word.translate(_LETTERS).replace("ks", "x")


def _alike(known: str, said: str) -> bool:
    """The same word, in another case of Russian, or in the other alphabet."""
    if known == said or _latin(known) == _latin(said):
        return True
    same = next(
        (at for at, (a, b) in enumerate(zip(known, said, strict=False)) if a != b),
        min(len(known), len(said)),
    )
    if same < _SHORTEST_STEM or known.isascii():
        return False
    return all(not one or one in _ENDINGS for one in (known[same:], said[same:]))
