"""Typed text → a city of the list: by its name, in any case, by a nickname, or one slip away."""

import csv
import difflib
import functools
import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources

from dialogs.reading.places.city import City
from dialogs.reading.result import Reading, Unreadable
from dialogs.reading.spelling import one_slip
from dialogs.reading.tokens import fold, plain, word_set

_NEUTRAL = word_set(
    "г гор город города городе из в во с мы я у нас наш офис офисе находимся находится живу "
    "работаем работаю базируемся россия россии рф russia russian federation казахстан беларусь "
    "белоруссия узбекистан украина сша usa us uk england germany германия оаэ uae турция turkey "
    "kazakhstan belarus uzbekistan georgia armenia france spain italy poland israel serbia cyprus "
    "china india japan грузия армения сербия кипр франция испания италия польша израиль китай "
    "city the in from we are i am i'm we're based our office is at of да это по времени время "
    "часовой пояс часовому поясу timezone time zone сам сама центр"
)
_BEFORE_CASE = word_set("в во из с по город города городе офис")
_ENDINGS = word_set("а е у ом ой ою ы и ю ью ем ам ах ами ого его ому ему ым им ых их ей ев ов я")
# "An hour more than Moscow" is no place in Moscow.
_NOT = word_set("не нет кроме not except час часа часов hour hours")
_LONGEST_NAME = 5  # words
_CLOSE = 0.84
_SOFT = "~"  # in the file: a region that goes by its capital, so the city is confirmed


@dataclass(frozen=True, slots=True)
class _Match:
    """A city found in words[start:stop]."""

    city: City
    start: int
    stop: int
    sure: bool
    soft: bool = False  # named by its region


@functools.cache
def known_cities() -> Mapping[str, City]:
    """Every city of the list by its id."""
    return {row["id"]: _city(row) for row in _rows()}


@functools.cache
def _names() -> Mapping[tuple[str, ...], tuple[tuple[City, bool], ...]]:
    """Words of a name → the cities that bear it, each with whether the name leaves no doubt."""
    names: dict[tuple[str, ...], dict[str, tuple[City, bool]]] = {}
    for row in _rows():
        city = _city(row)
        for name in (row["ru"], row["en"], *row["aliases"].split("|")):
            words = tuple(_words(name.removeprefix(_SOFT)))
            if words:
                sure = not name.startswith(_SOFT)
                names.setdefault(words, {}).setdefault(city.id, (city, sure))
    return {words: tuple(cities.values()) for words, cities in names.items()}


@functools.cache
def _stems() -> Mapping[tuple[str, ...], tuple[City, ...]]:
    """Russian names without their endings; a name of one short word has no stem to trust."""
    stems: dict[tuple[str, ...], tuple[City, ...]] = {}
    for words, cities in _names().items():
        if all(word.isascii() for word in words) or sum(map(len, words)) < 3:
            continue
        stem = tuple(_stem(word) for word in words)
        stems[stem] = (*stems.get(stem, ()), *(city for city, sure in cities if sure))
    return stems


def _rows() -> list[dict[str, str]]:
    file = resources.files("dialogs.reading.places").joinpath("cities.csv")
    return list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))


def _city(row: Mapping[str, str]) -> City:
    return City(row["id"], row["ru"], row["en"], row["zone"])


def read_known_city(text: str) -> Reading[City] | Unreadable:
    """The one city of the list that a text names."""
    cleaned = plain(text)
    if isinstance(cleaned, Unreadable):
        return cleaned
    words = _words(cleaned)
    if not words:
        return Unreadable("not_a_city")
    if _NOT & set(words):
        return Unreadable("ambiguous" if list(_matches(words)) else "not_a_city")
    found = list(_matches(words)) or list(_corrected(words))
    # Королёв, Московская область: the region only tells where the city is.
    towns = [match for match in found if not match.soft]
    covered = {at for match in found for at in range(match.start, match.stop)}
    found = towns or found
    cities = {match.city.id for match in found}
    if len(cities) != 1:
        return Unreadable("ambiguous" if cities else "not_a_city")
    strange = [word for at, word in enumerate(words) if at not in covered and word not in _NEUTRAL]
    sure = any(match.sure for match in found) and not strange
    return Reading(found[0].city, sure=sure)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:'[^\W_]+)?", fold(text))


def _matches(words: list[str]) -> Iterable[_Match]:
    """Names from left to right, the longest first; a name shared by two cities gives both."""
    at = 0
    while at < len(words):
        stop, found = at + 1, list(_at(words, at))
        if found:
            stop = found[0].stop
            yield from found
        at = stop


def _at(words: list[str], at: int) -> Iterable[_Match]:
    for stop in range(min(at + _LONGEST_NAME, len(words)), at, -1):
        name = tuple(words[at:stop])
        exact = _names().get(name)
        if exact:
            return [_Match(city, at, stop, sure, soft=not sure) for city, sure in exact]
    for stop in range(min(at + _LONGEST_NAME, len(words)), at, -1):
        inflected = _inflected(words[at:stop])
        if inflected:
            # «Владимира» may be a person, «из Владимира» is the city.
            sure = at > 0 and words[at - 1] in _BEFORE_CASE
            return [_Match(city, at, stop, sure) for city in inflected]
    return []


def _inflected(words: list[str]) -> tuple[City, ...]:
    """A Russian name in another case: Казани, Нижнем Новгороде."""
    if len(words) == 1 and len(words[0]) < 3:
        return ()
    for stem in itertools.product(*map(_possible_stems, words)):
        if stem in _stems():
            return _stems()[stem]
    return ()


def _possible_stems(word: str) -> list[str]:
    """The word without each ending it may have, the shortest ending first."""
    endings = [ending for ending in _ENDINGS if word.endswith(ending)]
    cut = [word[: -len(ending)] for ending in sorted(endings, key=len)]
    return [word, _stem(word), *(stem for stem in cut if len(stem) >= 2)]


def _stem(word: str) -> str:
    """A word of a name without its nominative ending; «на» and «о» stay."""
    if len(word) < 3:
        return word
    for ending in ("ий", "ый", "ое", "ая", "ые", "ие"):
        if word.endswith(ending) and len(word) > 5:
            return word[:-2]
    return word.rstrip("аеиоуыьйяю")


def _corrected(words: list[str]) -> Iterable[_Match]:
    """The nearest name of the whole text, without the words around it."""
    kept = [at for at, word in enumerate(words) if word not in _NEUTRAL]
    if not kept:
        return
    start, stop = kept[0], kept[-1] + 1
    typed = " ".join(words[start:stop])
    if len(typed) < 4 or stop - start > _LONGEST_NAME:
        return
    names = {" ".join(name): cities for name, cities in _names().items() if len(name[0]) > 2}
    near = [name for name in names if len(name) > 3 and one_slip(typed, name)]
    if not near and len(typed) >= 6:
        near = difflib.get_close_matches(typed, names, n=1, cutoff=_CLOSE)
    for name in near:
        yield from (_Match(city, start, stop, sure=False) for city, _ in names[name])
