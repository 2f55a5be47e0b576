"""Who takes what is not ours: partners with what they take, their people, their deadlines.

Values and look-ups. Reading them from a file is `bot.app`'s, choosing among them
`leads.partners.choosing`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from leads.verdict import JsonValue


@dataclass(frozen=True, slots=True)
class Wish:
    """What a lead asks of a partner: the `kind` that its scenario names, and what is known of it.

    `answers` are those of the quiz by slot id; the rest is None where it is not known.
    """

    kind: str
    product: str | None = None
    region: str | None = None
    language: str | None = None
    answers: Mapping[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Budget:
    """The least that is worth a partner's while: the answer to `slot`, in whole units."""

    slot: str
    least: int


@dataclass(frozen=True, slots=True)
class Partner:
    """A partner. `people` are Telegram ids, `contact` a line that the person gets once they accept.

    Empty products, regions and languages mean all; `answers` maps a slot to the options that they
    take. They answer within `accept_within` of working time and are reminded `remind_after`; the
    person is asked how it went `ask_after` the hand-over. `capacity` None has no bound.
    """

    id: str
    name: str
    people: tuple[int, ...]
    kinds: frozenset[str] = frozenset()
    products: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    answers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    budget: Budget | None = None
    about: Mapping[str, str] = field(default_factory=dict)
    contact: str = ""
    language: str = "ru"
    capacity: int | None = None
    accept_within: timedelta = timedelta(hours=4)
    remind_after: tuple[timedelta, ...] = (timedelta(hours=2),)
    ask_after: timedelta = timedelta(days=14)
    first_day: date | None = None
    last_day: date | None = None

    def active(self, day: date) -> bool:
        """Whether they take leads on that day."""
        begun = self.first_day is None or self.first_day <= day
        return begun and (self.last_day is None or day <= self.last_day)

    def takes(self, wish: Wish) -> bool:
        """Whether such a lead is theirs. What is not known about a lead rules nobody out."""
        if wish.kind != self.id and wish.kind not in self.kinds:
            return False
        plain = (
            (wish.product, self.products),
            (wish.region, self.regions),
            (wish.language, self.languages),
        )
        if any(wanted is not None and taken and wanted not in taken for wanted, taken in plain):
            return False
        chosen = (_options(wish.answers.get(slot)) & taken for slot, taken in self.answers.items())
        asked = (bool(_options(wish.answers.get(slot))) for slot in self.answers)
        if any(known and not fits for known, fits in zip(asked, chosen, strict=True)):
            return False
        return self.budget is None or _reaches(wish.answers.get(self.budget.slot), self.budget)


@dataclass(frozen=True, slots=True)
class Targets:
    """Below what a partner has sunk: shares of the last so many, compared with the upper bound.

    `conversion` of sales among leads that ended, `opinion` of people content, `on_time` of answers
    within the deadline.
    """

    last: int = 20
    conversion: float = 0.1
    opinion: float = 0.6
    on_time: float = 0.8


@dataclass(frozen=True, slots=True)
class Register:
    """All partners, in the order of the file; empty where there is none."""

    partners: tuple[Partner, ...] = ()
    targets: Targets = field(default_factory=Targets)

    @property
    def names(self) -> Mapping[str, str]:
        """What they are called, by id."""
        return {one.id: one.name for one in self.partners}

    def get(self, partner_id: str) -> Partner | None:
        """The partner with that id; None for one who has left the register."""
        return next((one for one in self.partners if one.id == partner_id), None)

    def of_person(self, telegram_id: int) -> Partner | None:
        """Whose person that is."""
        return next((one for one in self.partners if telegram_id in one.people), None)

    def resolves(self, kind: str) -> bool:
        """Whether a scenario that names `kind` names anybody."""
        return any(kind == one.id or kind in one.kinds for one in self.partners)

    @property
    def people(self) -> frozenset[int]:
        """Telegram ids of everybody's people."""
        return frozenset(person for one in self.partners for person in one.people)


def _options(answer: JsonValue | None) -> frozenset[str]:
    each = answer if isinstance(answer, list) else [answer]
    return frozenset(one for one in each if isinstance(one, str))


def _reaches(answer: JsonValue | None, budget: Budget) -> bool:
    return not isinstance(answer, int) or answer >= budget.least
