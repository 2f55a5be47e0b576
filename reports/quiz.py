"""How conversations go, question by question: where people stop, and how long an answer takes.

Every version of a scenario is told apart. Pure; a case is a conversation by its number.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from statistics import fmean
from typing import Protocol
from zoneinfo import ZoneInfo

from dialogs.findings import ScenarioErrors
from dialogs.loader import load_scenario
from reports.asking.asked import About, Asked
from reports.asking.filters import Filters
from reports.pipeline.funnel import Began, period_of
from reports.slices import instants
from reports.source import Spot
from reports.tables import ALL, Column, Kind, Named, Report, Table
from reports.tally import CaseReader, Counted, Tallied, Tally, Those, count, middle, part

ID = "quiz"
OF_VERSIONS = tuple(Column(one) for one in ("quiz_begun", "quiz_finished", "quiz_took"))
OF_QUESTIONS = tuple(
    Column(one) for one in ("quiz_asked", "quiz_answered", "quiz_left", "question_took")
)
VERSIONS_AT_ONCE = 32


@dataclass(frozen=True, slots=True)
class Passage:
    """One conversation. `step` is where it stands, None where it is over or that was forgotten;
    `answers` are the first answer to each question, in order."""

    id: int
    scenario: str
    version: int
    digest: str
    began: datetime
    finished: bool
    step: str | None
    answers: tuple[tuple[str, datetime], ...]

    @property
    def name(self) -> str:
        """The version that it is a conversation of."""
        return f"{self.scenario}@{self.version}"

    @property
    def asked(self) -> Collection[str]:
        """The questions that it came to."""
        answered = [step for step, _ in self.answers]
        return answered if self.step is None else {*answered, self.step}

    def took(self, step: str) -> timedelta | None:
        """From the answer before, or from the beginning, to that answer; None without one."""
        before = self.began
        for answered, at in self.answers:
            if answered == step:
                return at - before
            before = at
        return None


class PassageReader(Began, CaseReader, Protocol):
    """Conversations."""

    async def passages(
        self, since: datetime, until: datetime, filters: Filters
    ) -> Sequence[Passage]:
        """Those that began in [since, until), in order; with filters only those about a lead."""
        ...

    async def text(self, digest: str) -> str | None:
        """The kept text of a version."""
        ...


class Quiz(Tallied):
    """`reports.source.Source` of /quiz."""

    def __init__(self, reader: PassageReader, zone: ZoneInfo) -> None:
        super().__init__(reader)
        self._reader = reader
        self._zone = zone

    async def tallied(self, asked: Asked, today: date) -> tuple[Report, Mapping[Spot, Those]]:
        """The versions beside each other, then the questions of each, the latest first."""
        period = await period_of(self._reader, asked, today, self._zone)
        found = await self._reader.passages(*instants(period, self._zone), asked.filters)
        tally, of = Tally(), _by_version(found)
        versions = tally.table(
            "versions",
            Kind.VERSION,
            OF_VERSIONS,
            [(Named(Kind.VERSION, name), _of_version(those)) for name, those in of.items()],
            (ALL, _of_version(found)),
        )
        questions = [await self._questions(tally, name, those) for name, those in of.items()]
        report = Report(ID, About(period, asked.filters), len(found), (versions, *questions))
        return report, tally.behind

    async def _questions(self, tally: Tally, name: str, found: Sequence[Passage]) -> Table:
        text = await self._reader.text(found[-1].digest)
        steps = _in_order(found, _questions_of(text) if text else ())
        return tally.table(
            name,
            Kind.QUESTION,
            OF_QUESTIONS,
            [
                (Named(Kind.QUESTION, f"{found[0].scenario}.{step}"), _of_question(found, step))
                for step in steps
            ],
        )


def _by_version(found: Iterable[Passage]) -> Mapping[str, Sequence[Passage]]:
    of: dict[str, list[Passage]] = {}
    for one in sorted(found, key=lambda one: (one.scenario, -one.version)):
        of.setdefault(one.name, []).append(one)
    return of


def _of_version(found: Sequence[Passage]) -> tuple[Counted, ...]:
    finished = [one for one in found if one.finished]
    spans = {one.id: one.answers[-1][1] - one.began for one in finished if one.answers}
    return (
        count(_began(found)),
        part(_began(finished), len(found)),
        middle(spans, _began(one for one in finished if one.answers)),
    )


def _of_question(found: Sequence[Passage], step: str) -> tuple[Counted, ...]:
    asked = [one for one in found if step in one.asked]
    spans = {one.id: span for one in found if (span := one.took(step)) is not None}
    answered = [one for one in asked if one.id in spans]
    left = [one for one in asked if one.id not in spans]
    return (
        count(_began(asked)),
        count(_began(answered)),
        part(_began(left), len(asked)),
        middle(spans, _began(answered)),
    )


def _in_order(found: Sequence[Passage], known: Sequence[str]) -> list[str]:
    """Questions as the scenario has them; where its text is not at hand, by when they come in
    the mean. What asks nothing is no question."""
    places: dict[str, list[int]] = {}
    for one in found:
        for place, (step, _) in enumerate(one.answers):
            places.setdefault(step, []).append(place)
        if one.step is not None and not (known and one.step not in known):
            places.setdefault(one.step, []).append(len(one.answers))
    asked = [step for step in known if step in places]
    others = sorted(places.keys() - {*asked}, key=lambda step: (fmean(places[step]), step))
    return [*asked, *others]


@lru_cache(VERSIONS_AT_ONCE)
def _questions_of(text: str) -> tuple[str, ...]:
    try:
        scenario = load_scenario(text, name="kept")
    except ScenarioErrors:
        return ()  # a version of another program
    return tuple(step.id for step in scenario.steps if step.slot is not None)


def _began(found: Iterable[Passage]) -> Those:
    return {one.id: one.began for one in found}
