"""The scenario as frozen values: slots, steps, gates, score rows, outcomes, personas.

Here live only the shapes. Reading a file is `dialogs.loader`, proving it consistent is
`dialogs.check`, conditions are `dialogs.conditions`, moving through it is `dialogs.engine`.
Nothing here does I/O or knows a clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cached_property

from dialogs.appointments import Grid
from dialogs.conditions import Condition
from dialogs.persona import Persona
from dialogs.plurals import Unit
from dialogs.values import Number
from leads.stage import Stage
from leads.supply.availability import ON_SALE, Availability, State
from leads.winning import WinTable

LOCALES = ("ru", "en")
DEFAULT_LOCALE = "ru"
OWN_WORDS = "*"
"""Stands among the options of a choice for «Другое…», which no option's id can be."""


class ScenarioKind(StrEnum):
    """What passing the scenario is for: a verdict (quiz), a prepared meeting (brief), or finding
    the scenario that suits (route)."""

    QUIZ = "quiz"
    BRIEF = "brief"
    ROUTE = "route"


class SlotType(StrEnum):
    """The type of the value that a slot holds and so the way it is asked and read."""

    BOOLEAN = "boolean"
    CHOICE = "choice"
    CHOICES = "choices"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"
    PERCENT = "percent"
    RANGE = "range"
    RATING = "rating"
    DATE = "date"
    PERIOD = "period"
    TIME = "time"
    APPOINTMENT = "appointment"
    TEXT = "text"
    PHONE = "phone"
    EMAIL = "email"
    URL = "url"
    DOMAIN = "domain"
    COMPANY = "company"
    CITY = "city"
    FILE = "file"
    CONSENT = "consent"


class Personal(StrEnum):
    """Personal-data class of a slot; anything but `NONE` is encrypted and erasable."""

    NONE = "none"
    NAME = "name"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class Text:
    """One text in every language, keyed by locale. `ru` is always there."""

    by_locale: Mapping[str, str]

    def in_(self, locale: str) -> str:
        """The text in `locale`, else in Russian."""
        return self.by_locale.get(locale) or self.by_locale[DEFAULT_LOCALE]


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a choice slot. The id is stored and never changes; the label may.

    `when` None means that it is always offered. `availability` tells whether the product that the
    option stands for can be sold now (`dialogs.supply`).
    """

    id: str
    label: Text
    when: Condition | None = None
    availability: Availability = ON_SALE

    @property
    def gone(self) -> bool:
        """Whether that product can't be sold now."""
        return self.availability.state is State.GONE


@dataclass(frozen=True, slots=True)
class Slot:
    """A typed value that the scenario collects.

    `minimum`/`maximum` bound numbers (money in whole units of `currency`), `decimals` is how many
    places behind the point are kept. A text has `min_length` to `max_length` characters and fits
    `pattern` as a whole, or `mismatch` says what is expected. A multiple choice takes `least` to
    `most` options, and with `other` words of one's own. `example` is shown when an answer was not
    understood. A date or period of the `future` does not lie in the past, an appointment is one of
    the times of `grid`, a file is one of the kinds that `accepts` names. `purpose` names the
    consent that a consent slot asks for, `crm` the lead field that the value is pushed to. `need`
    marks what tells of the need: leaving it out is noticed (`dialogs.signals`).
    """

    id: str
    type: SlotType
    label: Text
    unit: Unit | None = None
    minimum: Number | None = None
    maximum: Number | None = None
    decimals: int = 2
    currency: str | None = None
    min_length: int = 1
    max_length: int = 1000
    pattern: str | None = None
    mismatch: Text | None = None
    options: tuple[Option, ...] = ()
    other: bool = False
    least: int = 1
    most: int | None = None
    future: bool = False
    grid: Grid | None = None
    accepts: tuple[str, ...] = ()
    example: Text | None = None
    personal: Personal = Personal.NONE
    purpose: str | None = None
    crm: str | None = None
    need: bool = False

    def option(self, option_id: str) -> Option | None:
        """The option with that id, or None."""
        return next((option for option in self.options if option.id == option_id), None)


@dataclass(frozen=True, slots=True)
class Step:
    """One question (`slot` given) or one piece of information with a button (`slot` None).

    `when` None means always. `unsure` offers «Не знаю», `optional` offers «Пропустить». `review`
    marks the information that lists all answers so far, each to be changed. `always` asks even
    where the shortest quiz would not.
    """

    id: str
    text: Text
    slot: str | None = None
    when: Condition | None = None
    hint: Text | None = None
    unsure: bool = False
    optional: bool = False
    review: bool = False
    always: bool = False


@dataclass(frozen=True, slots=True)
class Gate:
    """A knock-out rule. Fires as soon as `when` is true; `tell` says the reason to the person."""

    id: str
    when: Condition
    outcome: str
    tell: Text
    recheck: timedelta | None = None


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """`add` points when `when` is true; `why` is the sentence that sales read."""

    id: str
    when: Condition
    add: int
    why: Text


@dataclass(frozen=True, slots=True)
class RevenueRow:
    """What the company would pay in a year if `when` is true (None: always) and `of` is known:
    that answer `times` so much, or `amount` as it stands. In whole units of `currency`."""

    id: str
    why: Text
    currency: str
    when: Condition | None = None
    of: str | None = None
    times: Number = 1
    amount: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the scenario can end. `when` None marks the mandatory `else`; first true one wins.

    `next` names the scenario that follows at once, `partner` the kind of partner to offer.
    `forward` opens a summary of the answers that the person can pass on to whoever decides.
    The stage of a route's outcome means nothing: a route moves no lead.
    """

    id: str
    stage: Stage
    tell: Text
    when: Condition | None = None
    next: str | None = None
    partner: str | None = None
    only_by_gate: bool = False
    forward: Text | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """Something to read or to download."""

    title: Text
    url: str


@dataclass(frozen=True, slots=True)
class Material:
    """What self-service gives for these `products` (ids; empty: any). The first one counts."""

    price: Text
    products: tuple[str, ...] = ()
    advice: Text | None = None
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Pause:
    """What follows when the person has not answered for `after`, counted from their last answer.

    `nudge` is said to them; None hands the half-finished lead over to sales.
    """

    after: timedelta
    nudge: Text | None

    @property
    def hands_over(self) -> bool:
        """Sales get the lead as it is."""
        return self.nudge is None


@dataclass(frozen=True)
class Scenario:
    """A whole scenario. `digest` is the SHA-256 hex of `source`, the text it was loaded from.

    `shortest` leaves out questions whose answer can't change the ending any more. `calibration`
    tells how likely leads with such a score are to be won; of `potential` the first row that holds
    says what the company would pay in a year. `signals` are rows that weigh at most `signal_cap`
    together, and that only outcomes look at (`doubt`).
    """

    id: str
    version: int
    kind: ScenarioKind
    title: Text
    slots: Mapping[str, Slot]
    steps: tuple[Step, ...]
    gates: tuple[Gate, ...]
    fit: tuple[ScoreRow, ...]
    intent: tuple[ScoreRow, ...]
    outcomes: tuple[Outcome, ...]
    personas: tuple[Persona, ...]
    digest: str
    source: str
    product_slot: str | None = None
    silence: tuple[Pause, ...] = ()
    shortest: bool = False
    calibration: WinTable | None = None
    potential: tuple[RevenueRow, ...] = ()
    signals: tuple[ScoreRow, ...] = ()
    signal_cap: int = 0
    materials: tuple[Material, ...] = ()

    @cached_property
    def step_by_id(self) -> Mapping[str, Step]:
        """Steps by their id."""
        return {step.id: step for step in self.steps}

    def gate(self, gate_id: str) -> Gate:
        """The gate with that id; KeyError when there is none."""
        return {gate.id: gate for gate in self.gates}[gate_id]

    def outcome(self, outcome_id: str) -> Outcome:
        """The outcome with that id; KeyError when there is none."""
        return {outcome.id: outcome for outcome in self.outcomes}[outcome_id]
