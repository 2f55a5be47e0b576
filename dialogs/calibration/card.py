"""A scorecard: questions, answers, whole points, and the chance of winning that a score stands for.

Plain values without numpy: applying a card needs no extra. How one is found is `fitting`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, isfinite

NOT_SAID = frozenset({"", "-", "—", "n/a", "na", "nan", "null", "none"})


@dataclass(frozen=True, slots=True)
class Levels:
    """These words, compared as `plain` has them."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """Numbers from `low` (included) to `high` (not included); None is no end."""

    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Rest:
    """Every word that is in no `Levels` of the question: rare ones, and ones never seen."""


@dataclass(frozen=True, slots=True)
class Blank:
    """Nothing was said, or no number where numbers are expected."""


Bin = Levels | Between | Rest | Blank


@dataclass(frozen=True, slots=True)
class Answer:
    """One kind of answer: its points, and how the deals of the history with it ended."""

    bin: Bin
    points: int
    won: int
    deals: int


@dataclass(frozen=True, slots=True)
class Question:
    """A column of the history. Every value belongs to exactly one of the answers."""

    column: str
    answers: tuple[Answer, ...]

    @property
    def is_number(self) -> bool:
        """Whether the answers are ranges of numbers."""
        return any(isinstance(answer.bin, Between) for answer in self.answers)

    @property
    def most(self) -> int:
        """Points of the best answer; the worst has 0."""
        return max(answer.points for answer in self.answers)

    def answer(self, value: str) -> Answer:
        """The answer that a cell of a table is."""
        word = plain(value)
        if word not in NOT_SAID:
            number = as_number(word) if self.is_number else None
            for answer in self.answers:
                match answer.bin:
                    case Levels(words) if word in words:
                        return answer
                    case Between(low, high) if number is not None and (
                        (low is None or number >= low) and (high is None or number < high)
                    ):
                        return answer
            if not self.is_number:
                return next(one for one in self.answers if isinstance(one.bin, Rest))
        return next(one for one in self.answers if isinstance(one.bin, Blank))


@dataclass(frozen=True, slots=True)
class Card:
    """`intercept` and `slope` turn a score into the log-odds of winning; the slope is positive.

    `deals` and `won` tell the history that it comes from; `blanks` are words that meant «not
    answered» there, in small letters.
    """

    questions: tuple[Question, ...]
    intercept: float
    slope: float
    deals: int
    won: int
    blanks: tuple[str, ...] = ()

    @property
    def most(self) -> int:
        """The highest score there is; the lowest is 0."""
        return sum(question.most for question in self.questions)

    def answers(self, row: Mapping[str, str]) -> tuple[Answer, ...]:
        """The answers of a row, question by question; KeyError names a column it lacks."""
        return tuple(
            question.answer(self._said(row[question.column])) for question in self.questions
        )

    def _said(self, cell: str) -> str:
        return "" if plain(cell) in self.blanks else cell

    def score(self, row: Mapping[str, str]) -> int:
        """The points of a row, added up."""
        return sum(answer.points for answer in self.answers(row))

    def probability(self, score: float) -> float:
        """The chance of winning, between 0 and 1, that a score stands for (Platt 1999)."""
        return logistic(self.intercept + self.slope * score)


def logistic(log_odds: float) -> float:
    """Log-odds → probability, without overflow at either end."""
    if log_odds >= 0:
        return 1 / (1 + exp(-log_odds))
    return exp(log_odds) / (1 + exp(log_odds))


def plain(value: str) -> str:
    """A cell as it is compared: without spaces around it, in small letters."""
    return " ".join(value.split()).lower()


def as_number(value: str) -> float | None:
    """The number a cell holds (1 234,5 and 1234.5 alike), or None."""
    written = value.strip().replace(" ", "").replace("\u00a0", "").replace(",", ".")
    try:
        number = float(written)
    except ValueError:
        return None
    return number if isfinite(number) else None
