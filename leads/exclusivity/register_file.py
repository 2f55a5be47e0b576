"""The register as data → clients, competitors and areas; every mistake with the path to its place.

Reading the file, and turning paths into lines, is the caller's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches

from leads.companies.evidence import SHARED_DOMAINS
from leads.exclusivity.register import Area, Cards, Client, Exclusives, Firm

Path = tuple[str | int, ...]
"""The way to a value: keys of mappings and places in lists (from 0)."""

TOP = ("clients", "cards", "sales_see_client", "decide_within", "ask_within")
CLIENT = ("name", "inn", "domain", "until", "exclusive", "competitors")
AREA = ("segment", "regions", "products", "until")
FIRM = ("name", "inn", "domain")
MOST_HINTS = 8
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_DOMAIN = re.compile(r"(?=.{1,253}$)([^\W_]([\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{1,61}", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong at `path`, and what to do about it: one sentence each."""

    path: Path
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class Known:
    """What areas may name (options by slot, ids of products, ids of cities), and what an INN is."""

    options: Mapping[str, frozenset[str]]
    products: frozenset[str]
    cities: Collection[str]
    is_inn: Callable[[str], bool]


def read_register(raw: object, known: Known) -> tuple[Exclusives, tuple[Mistake, ...]]:
    """The register from plain data, and everything that is wrong with it."""
    reader = _Reader(known)
    register = reader.register(raw)
    return register, tuple(reader.mistakes)


@dataclass(slots=True)
class _Reader:
    """Reads on past a mistake, so that all of them are told at once."""

    known: Known
    mistakes: list[Mistake] = field(default_factory=list)

    def register(self, raw: object) -> Exclusives:
        top = self.table(raw, TOP, ())
        clients = top.get("clients")
        if not isinstance(clients, Mapping) or not clients:
            self.wrong(("clients",), "there are no clients", "map a short name to each client")
            clients = {}
        standard = Exclusives()
        cards = str(top.get("cards", standard.cards))
        if cards not in set(Cards):
            self.wrong(("cards",), f"no such way {cards!r}", f"say {' or '.join(Cards)}")
            cards = standard.cards
        seen = top.get("sales_see_client", False)
        if not isinstance(seen, bool):
            self.wrong(("sales_see_client",), f"{seen!r} is no answer", "say true or false")
        return Exclusives(
            clients=tuple(self.client(str(key), one) for key, one in clients.items()),
            cards=Cards(cards),
            sales_see_client=seen is True,
            decide_within=self.span(top, "decide_within", standard.decide_within, "hours"),
            ask_within=self.span(top, "ask_within", standard.ask_within, "days"),
        )

    def client(self, key: str, raw: object) -> Client:
        path: Path = ("clients", key)
        if not _KEY.fullmatch(key):
            self.wrong(path, f"{key!r} is no short name", "use a-z, digits, _ and -, 40 at most")
        row = self.table(raw, CLIENT, path)
        rivals = self.items(row.get("competitors"), (*path, "competitors"))
        areas = self.items(row.get("exclusive"), (*path, "exclusive"))
        if isinstance(raw, Mapping) and not rivals and not areas:
            self.wrong(path, "nothing is exclusive here", "name competitors, or exclusive areas")
        firm = self.firm(row, path)
        competitors = []
        for number, one in enumerate(rivals):
            place = (*path, "competitors", number)
            competitors.append(self.firm(self.table(one, FIRM, place), place))
            if _one_firm(firm, competitors[-1]):
                self.wrong(place, "this is the client itself", "name a company that competes")
        return Client(
            key=key,
            firm=firm,
            areas=tuple(self.area(one, (*path, "exclusive", n)) for n, one in enumerate(areas)),
            competitors=tuple(competitors),
            until=self.day(row.get("until"), (*path, "until")),
        )

    def area(self, raw: object, path: Path) -> Area:
        row = self.table(raw, AREA, path)
        if isinstance(raw, Mapping) and not any(row.get(part) for part in AREA[:3]):
            self.wrong(path, "this is everything", f"name some of {', '.join(AREA[:3])}")
        segment = row.get("segment") or {}
        if not isinstance(segment, Mapping):
            self.wrong((*path, "segment"), "no mapping", "write the slot, a colon, its options")
            segment = {}
        return Area(
            segment={
                str(slot): self.options(str(slot), wanted, (*path, "segment", str(slot)))
                for slot, wanted in segment.items()
            },
            regions=self.words(row, "regions", path, self.known.cities, "city"),
            products=self.words(row, "products", path, self.known.products, "product"),
            until=self.day(row.get("until"), (*path, "until")),
        )

    def options(self, slot: str, raw: object, path: Path) -> frozenset[str]:
        known = self.known.options.get(slot)
        if known is None:
            there = ", ".join(sorted(self.known.options))
            self.wrong(path, f"no scenario has a choice {slot!r}", f"there are {there}")
            return frozenset()
        wanted = frozenset(str(one) for one in self.items(raw, path))
        self.refuse(wanted, known, path, f"option of {slot}")
        return wanted

    def words(
        self,
        row: Mapping[str, object],
        part: str,
        path: Path,
        known: Collection[str],
        what: str,
    ) -> frozenset[str]:
        words = frozenset(str(one) for one in self.items(row.get(part), (*path, part)))
        self.refuse(words, known, (*path, part), what)
        return words

    def refuse(self, words: frozenset[str], known: Collection[str], path: Path, what: str) -> None:
        for word in sorted(words - set(known)):
            near = get_close_matches(word, known, n=1, cutoff=0.7)
            there = ", ".join(near or sorted(known)[:MOST_HINTS])
            self.wrong(path, f"no {what} {word!r}", f"try {there}" if there else "leave it out")

    def firm(self, row: Mapping[str, object], path: Path) -> Firm:
        name, inn, domain = (self.text(row, part, path) for part in FIRM)
        if not any(row.get(part) for part in FIRM):
            self.wrong(path, "nobody could be recognised", "give a name, an inn or a domain")
        if inn and not self.known.is_inn(inn):
            fix = "copy it anew: 10 digits of a company, 12 of a person"
            self.wrong((*path, "inn"), f"{inn} is no INN", fix)
        if domain and (domain.lower().removeprefix("www.") in SHARED_DOMAINS):
            self.wrong((*path, "domain"), f"anybody can be at {domain}", "leave it out")
        elif domain and not _DOMAIN.fullmatch(domain):
            self.wrong((*path, "domain"), f"{domain} is no domain", "write it as romashka.ru")
        return Firm.of(name, inn, domain)

    def text(self, row: Mapping[str, object], part: str, path: Path) -> str | None:
        value = row.get(part)
        if value is None:
            return None
        if part == "inn" and type(value) is int:
            return str(value)
        if not isinstance(value, str) or not value.strip():
            self.wrong((*path, part), f"{value!r} is no text", "write it between quotes")
            return None
        return value.strip()

    def day(self, raw: object, path: Path) -> date | None:
        if raw is None:
            return None
        try:
            return date.fromisoformat(str(raw))
        except ValueError:
            self.wrong(path, f"{raw} is no day", "write the last day as 2027-06-30")
            return None

    def span(self, row: Mapping[str, object], part: str, standard: int, unit: str) -> int:
        value = row.get(part, standard)
        if type(value) is not int or not 1 <= value <= 100:
            fix = f"say in how many working {unit}, 1 to 100"
            self.wrong((part,), f"{value!r} is no number of {unit}", fix)
            return standard
        return value

    def table(self, raw: object, keys: tuple[str, ...], path: Path) -> Mapping[str, object]:
        if not isinstance(raw, Mapping):
            self.wrong(path, "a mapping is missing", f"write some of {', '.join(keys)}")
            return {}
        for key in raw:
            if str(key) not in keys:
                self.wrong((*path, str(key)), f"no key {key!r}", f"there are {', '.join(keys)}")
        return {str(key): value for key, value in raw.items()}

    def items(self, raw: object, path: Path) -> list[object]:
        if raw is None:
            return []
        if isinstance(raw, list):
            return raw
        if isinstance(raw, Mapping):
            self.wrong(path, "a list is missing", "begin each entry with a dash")
            return []
        return [raw]

    def wrong(self, path: Path, message: str, fix: str) -> None:
        self.mistakes.append(Mistake(path, message, fix))


def _one_firm(one: Firm, other: Firm) -> bool:
    if one.inn and other.inn:
        return one.inn == other.inn
    return bool(one.domain and one.domain == other.domain)
