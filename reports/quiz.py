"""How conversations go, question by question: where people stop, and how long an answer takes.

Every version of a scenario is told apart. Pure; a case is a conversation by its number. There are
a great many, so that they are looked at one after the other, and instants are microseconds since
1970.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from statistics import median
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from dialogs.findings import ScenarioErrors
from dialogs.loader import load_scenario
from reports.asking.asked import About, Asked
from reports.asking.filters import Filters
from reports.intervals import share
from reports.pipeline.funnel import Began, period_of
from reports.slices import instants
from reports.source import Behind, Spot
from reports.tables import ALL, NOTHING, Cell, Column, Kind, Named, Report, Row, Table, cell_of
from reports.tally import MICROSECOND, CaseReader

ID = "quiz"
VERSIONS = "versions"
VERSIONS_AT_ONCE = 32
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Passage(NamedTuple):
    """One conversation. `step` is where it stands, None where it is over or that was forgotten;
    `answers` are the first answer to each question, in order."""

    id: int
    scenario: str
    version: int
    digest: str
    began: int
    finished: bool
    step: str | None
    answers: Mapping[str, int]

    @property
    def name(self) -> str:
        """The version that it is a conversation of."""
        return _name(self.scenario, self.version)

    @property
    def left(self) -> str | None:
        """The question that it was left at; None where it stands at an answer that is changed."""
        return None if self.step in self.answers else self.step


@dataclass(slots=True)
class Question:
    """What came of a question: how long each who answered `took` since the answer before, or since
    the beginning, and how many `left` there. So many `stood` at it, those among them who change
    their answer; before it lay so many `answers`, all told."""

    took: list[int] = field(default_factory=list)
    left: int = 0
    stood: int = 0
    answers: int = 0

    @property
    def place(self) -> float:
        """How many answers lay before it in the mean."""
        return self.answers / (len(self.took) + self.stood)


@dataclass(slots=True)
class Version:
    """What came of the conversations of a version, of which `digest` is the newest text."""

    digest: str
    begun: int = 0
    finished: int = 0
    took: list[int] = field(default_factory=list)
    questions: dict[str, Question] = field(default_factory=lambda: defaultdict(Question))

    def add(self, one: Passage) -> None:
        """Count a conversation."""
        self.begun += 1
        last, place = one.began, 0
        for step, at in one.answers.items():
            question = self.questions[step]
            question.took.append(at - last)
            question.answers += place
            last, place = at, place + 1
        if one.step is not None:
            question = self.questions[one.step]
            question.stood += 1
            question.answers += place
            question.left += one.left is not None
        if one.finished:
            self.finished += 1
            if one.answers:
                self.took.append(last - one.began)


def _asked(one: Passage, step: str) -> bool:
    return step in one.answers or step == one.left


def _answered(one: Passage, step: str) -> bool:
    return step in one.answers


Counts = Callable[[Passage, str], bool]
OF_VERSIONS: Mapping[str, Counts] = {
    "quiz_begun": lambda one, _: True,
    "quiz_finished": lambda one, _: one.finished,
    "quiz_took": lambda one, _: one.finished and bool(one.answers),
}
"""Whether a conversation of a version is behind its figure, by column."""
OF_QUESTIONS: Mapping[str, Counts] = {
    "quiz_asked": _asked,
    "quiz_answered": _answered,
    "quiz_left": lambda one, step: step == one.left,
    "question_took": _answered,
}
"""The same of a question."""


class PassageReader(Began, CaseReader, Protocol):
    """Conversations."""

    async def passages(
        self, since: datetime, until: datetime, filters: Filters, look: Callable[[Passage], None]
    ) -> None:
        """Look at those that began in [since, until), the newest first; with filters only at those
        about a lead."""
        ...

    async def text(self, digest: str) -> str | None:
        """The kept text of a version."""
        ...


class Quiz:
    """`reports.source.Source` of /quiz."""

    def __init__(self, reader: PassageReader, zone: ZoneInfo) -> None:
        self._reader = reader
        self._zone = zone

    async def report(self, asked: Asked, today: date) -> Report:
        """The versions beside each other, then the questions of each, the latest first."""
        period = await period_of(self._reader, asked, today, self._zone)
        versions: dict[tuple[str, int], Version] = {}

        def look(one: Passage) -> None:
            key = (one.scenario, -one.version)
            if key not in versions:
                versions[key] = Version(one.digest)
            versions[key].add(one)

        await self._reader.passages(*instants(period, self._zone), asked.filters, look)
        found = {_name(id_, -version): versions[id_, version] for id_, version in sorted(versions)}
        rows = tuple(Row(Named(Kind.VERSION, name), _of([one])) for name, one in found.items())
        every = Table(
            VERSIONS, Kind.VERSION, _columns(OF_VERSIONS), rows, Row(ALL, _of(found.values()))
        )
        questions = [await self._questions(name, one) for name, one in found.items()]
        size = sum(one.begun for one in versions.values())
        return Report(ID, About(period, asked.filters), size, (every, *questions))

    async def behind(self, asked: Asked, today: date, spot: Spot) -> Behind | None:
        """The conversations that a figure counts."""
        counts = {**OF_VERSIONS, **OF_QUESTIONS}.get(spot.column)
        if counts is None:
            return None
        period = await period_of(self._reader, asked, today, self._zone)
        step = spot.row.partition(".")[2]
        came: dict[int, datetime | None] = {}

        def look(one: Passage) -> None:
            if _is_of(spot, one, step):
                began = EPOCH + one.began * MICROSECOND
                came[one.id] = began if counts(one, step) else None

        await self._reader.passages(*instants(period, self._zone), asked.filters, look)
        those = {number: began for number, began in came.items() if began is not None}
        return await self._reader.cases(those) if came else None

    async def _questions(self, name: str, version: Version) -> Table:
        text = await self._reader.text(version.digest)
        scenario, questions = name.partition("@")[0], version.questions
        rows = tuple(
            Row(Named(Kind.QUESTION, f"{scenario}.{step}"), _of_question(questions[step]))
            for step in _in_order(questions, _questions_of(text) if text else ())
        )
        return Table(name, Kind.QUESTION, _columns(OF_QUESTIONS), rows)


def _name(scenario: str, version: int) -> str:
    return f"{scenario}@{version}"


def _columns(counting: Iterable[str]) -> tuple[Column, ...]:
    return tuple(map(Column, counting))


def _of(versions: Collection[Version]) -> tuple[Cell, ...]:
    begun = sum(one.begun for one in versions)
    finished = sum(one.finished for one in versions)
    took = [span for one in versions for span in one.took]
    return Cell(begun), cell_of(share(finished, begun)), _middle(took)


def _of_question(question: Question) -> tuple[Cell, ...]:
    answered = len(question.took)
    asked = answered + question.left
    return Cell(asked), Cell(answered), cell_of(share(question.left, asked)), _middle(question.took)


def _middle(took: Sequence[int]) -> Cell:
    return Cell(median(took) * MICROSECOND, len(took)) if took else NOTHING


def _is_of(spot: Spot, one: Passage, step: str) -> bool:
    """Whether the conversation came to the row of the figure."""
    if spot.table == VERSIONS:
        return spot.row in (ALL.id, one.name)
    return spot.table == one.name and _asked(one, step)


def _in_order(questions: Mapping[str, Question], known: Sequence[str]) -> list[str]:
    """Questions as the scenario has them; where its text is not at hand, by when they come in
    the mean. What asks nothing is no question."""
    asked = [step for step in known if step in questions]
    others = [
        (question.place, step)
        for step, question in questions.items()
        if step not in asked and (question.took or not known)
    ]
    return [*asked, *(step for _, step in sorted(others))]


@lru_cache(VERSIONS_AT_ONCE)
def _questions_of(text: str) -> tuple[str, ...]:
    try:
        scenario = load_scenario(text, name="kept")
    except ScenarioErrors:
        return ()  # a version of another program
    return tuple(step.id for step in scenario.steps if step.slot is not None)
