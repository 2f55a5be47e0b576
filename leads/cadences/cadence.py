"""What a cadence is: a rule that plans touches. Values only.

They are read from files by `dialogs.cadence_files`; planning by them is `leads.cadences.planning`,
whether one may still be sent `leads.due`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from enum import StrEnum

from leads.company import Grade
from leads.consent import Purpose
from leads.outbox import Priority

Words = Mapping[str, str]
"""One text by locale; `ru` is always there."""

DEFAULT_CYCLE = timedelta(days=30)
AT, UNTIL = time(11), time(18)


class Moment(StrEnum):
    """What begins a cadence."""

    THINKING = "thinking"
    SILENCE = "silence"
    WAIT_OVER = "wait_over"
    KEY_STAGE_PASSED = "key_stage_passed"
    PROPOSAL_PREPARED = "proposal_prepared"
    INVOICE_PREPARED = "invoice_prepared"


class Stop(StrEnum):
    """What ends a cadence at once: the lead moved on, the person wrote, or they tapped an answer
    that counts. A withdrawn consent, a refusal and a closed lead end every one."""

    MOVED = "moved"
    WROTE = "wrote"
    ANSWERED = "answered"


class Then(StrEnum):
    """What a tap on an answer leads to."""

    TALK = "talk"
    QUESTION = "question"
    LATER = "later"
    LEAVE = "leave"
    THANKS = "thanks"


@dataclass(frozen=True, slots=True)
class Answer:
    """A button under every message of a cadence. One that does not count ends nothing."""

    id: str
    label: Words
    then: Then
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Variant:
    """One wording of a step. With `about` it is for that objection, once it was named, or for what
    the lead waits for."""

    id: str
    text: Words
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """What the company did for a client, in the words of whoever knows; of these `products`, of any
    when there are none."""

    id: str
    text: Words
    products: frozenset[str] = frozenset()

    @property
    def told(self) -> Variant:
        """The wording of a step that tells it."""
        return Variant(f"case:{self.id}", self.text)


def fitting(cases: Iterable[Case], product: str | None) -> tuple[Case, ...]:
    """The cases that tell somebody who wants that product something, the nearest first."""
    found = [one for one in cases if not one.products or product in one.products]
    return tuple(sorted(found, key=lambda one: not one.products))


@dataclass(frozen=True, slots=True)
class Step:
    """One message: so long `after` the beginning, in one of its variants; with `case` in the words
    of a case instead, where one fits and no variant answers the objection that was named."""

    id: str
    after: timedelta
    variants: tuple[Variant, ...]
    case: bool = False

    def choices(self, about: str | None) -> tuple[Variant, ...]:
        """The wordings about that objection or wait, else those that are about none."""
        named = tuple(one for one in self.variants if one.about and one.about == about)
        return named or tuple(one for one in self.variants if one.about is None)


@dataclass(frozen=True, slots=True)
class Cadence:
    """Messages that follow a moment, one after another.

    `at` and `until` bound the time of day by the person's clock, on working days. Offsets are meant
    for a deal `cycle` of that length and stretch with the product's own; None means that they don't
    stretch. `invitation` asks for the consent that the messages need; without one nobody who has
    not agreed before is written to.
    """

    id: str
    title: Words
    begins: frozenset[Moment]
    purpose: Purpose
    steps: tuple[Step, ...]
    at: time = AT
    until: time = UNTIL
    priority: Priority = Priority.FOLLOW_UP
    cycle: timedelta | None = DEFAULT_CYCLE
    stops: frozenset[Stop] = frozenset(Stop)
    answers: tuple[Answer, ...] = ()
    invitation: Words | None = None

    def answer(self, answer_id: str) -> Answer | None:
        """The answer of that id, None when there is none any more."""
        return next((one for one in self.answers if one.id == answer_id), None)


@dataclass(frozen=True, slots=True)
class Cap:
    """At most so many touches `within` a span to one person, of one purpose, or of all (None)."""

    most: int
    within: timedelta
    purpose: Purpose | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for all cadences: caps, how long deals usually take, by what grades stretch."""

    caps: tuple[Cap, ...] = ()
    cycle: timedelta = DEFAULT_CYCLE
    cycles: Mapping[str, timedelta] = field(default_factory=dict)
    grades: Mapping[Grade, float] = field(default_factory=dict)

    @property
    def longest(self) -> timedelta:
        """How far back caps look."""
        return max((cap.within for cap in self.caps), default=timedelta())

    def stretch(self, cadence: Cadence, product: str | None, grade: Grade | None) -> float:
        """By what the offsets of `cadence` are multiplied for that product and grade."""
        if cadence.cycle is None:
            return 1.0
        cycle = self.cycles.get(product or "", self.cycle)
        return cycle / cadence.cycle * (self.grades.get(grade, 1.0) if grade else 1.0)


@dataclass(frozen=True, slots=True)
class Cadences:
    """All cadences by id, the rules over them, and the cases that their steps tell."""

    by_id: Mapping[str, Cadence] = field(default_factory=dict)
    rules: Rules = field(default_factory=Rules)
    cases: tuple[Case, ...] = ()

    def case(self, product: str | None, told: Collection[str]) -> Variant | None:
        """The next case for somebody who wants that product; those of `told` variants they know."""
        wordings = (one.told for one in fitting(self.cases, product))
        return next((one for one in wordings if one.id not in told), None)

    def beginning(self, moment: Moment) -> tuple[Cadence, ...]:
        """Those that the moment begins, in the order of their ids."""
        found = (one for one in self.by_id.values() if moment in one.begins)
        return tuple(sorted(found, key=lambda one: one.id))
