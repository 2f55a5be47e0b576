"""A scorecard as a YAML file that people review: every answer on a line, with its sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.app.calibration.files import TableError
from bot.app.calibration.words import Labels, Words
from dialogs.calibration.card import Answer, Between, Bin, Blank, Card, Levels, Question, Rest
from dialogs.scenario import LOCALES

MOST_BYTES = 1_000_000
HEAD = "# A scorecard that `prequal calibrate` proposed. Points are whole and add up; apply it with"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class AnswerLine(_Part):
    """One line of the file: exactly one of `words`, `from`/`below`, `rest`, `blank`."""

    words: list[str] | None = None
    low: Annotated[float | None, Field(alias="from")] = None
    high: Annotated[float | None, Field(alias="below")] = None
    rest: bool = False
    blank: bool = False
    points: Annotated[int, Field(ge=0)]
    won: Annotated[int, Field(ge=0)]
    deals: Annotated[int, Field(ge=0)]
    why: dict[str, str] = {}

    def bin(self) -> Bin:
        """What the line is an answer for; no mark at all is a range without ends."""
        if self.words is not None:
            return Levels(tuple(self.words))
        if self.rest:
            return Rest()
        return Blank() if self.blank else Between(self.low, self.high)


class QuestionPart(_Part):
    """A column with its answers."""

    column: str
    answers: list[AnswerLine]

    @model_validator(mode="after")
    def _complete(self) -> Self:
        bins = [line.bin() for line in self.answers]
        if not any(isinstance(one, Blank) for one in bins):
            raise ValueError("one answer must be blank: true")
        if not any(isinstance(one, Rest | Between) for one in bins):
            raise ValueError("one answer must be rest: true, or ranges of numbers")
        edges = [(one.low, one.high) for one in bins if isinstance(one, Between)]
        if edges and not _meet(edges):
            raise ValueError("the ranges must follow each other from no lower to no upper end")
        return self


class CardFile(_Part):
    """The whole file."""

    intercept: float
    slope: Annotated[float, Field(gt=0)]
    deals: Annotated[int, Field(gt=0)]
    won: Annotated[int, Field(ge=0)]
    grade_a: int
    grade_b: int
    not_answered: list[str] = []
    questions: Annotated[list[QuestionPart], Field(min_length=1)]

    def card(self) -> Card:
        """The card that the file describes."""
        return Card(
            questions=tuple(
                Question(
                    part.column,
                    tuple(
                        Answer(line.bin(), line.points, line.won, line.deals)
                        for line in part.answers
                    ),
                )
                for part in self.questions
            ),
            intercept=self.intercept,
            slope=self.slope,
            deals=self.deals,
            won=self.won,
            blanks=tuple(self.not_answered),
        )

    def grade(self, score: int) -> str:
        """A, B or C."""
        return "A" if score >= self.grade_a else "B" if score >= self.grade_b else "C"


def read_card(path: Path) -> CardFile:
    """The card in a file. Raises `TableError` with the first mistake and its place."""
    try:
        text = path.read_bytes()[: MOST_BYTES + 1].decode("utf-8-sig")
        if len(text) > MOST_BYTES:
            raise TableError(f"{path} is too large for a card.")
        return CardFile.model_validate(YAML(typ="safe", pure=True).load(text))
    except OSError as error:
        raise TableError(f"{path} can't be read ({error.strerror}).") from error
    except (YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise TableError(
            f"{path} is no scorecard of `prequal calibrate`{_first(error)}."
        ) from error


def _first(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return ""
    mistake = error.errors(include_url=False)[0]
    place = ".".join(map(str, mistake["loc"]))
    return f" ({place}: {mistake['msg']})" if place else f" ({mistake['msg']})"


def _meet(edges: list[tuple[float | None, float | None]]) -> bool:
    inner = [high for _, high in edges[:-1]]
    begins = [low for low, _ in edges[1:]]
    numbers = [edge for edge in inner if edge is not None]
    return (
        edges[0][0] is None
        and edges[-1][1] is None
        and inner == begins
        and len(numbers) == len(inner)
        and numbers == sorted(set(numbers))
    )


def card_text(card: Card, grade_a: int, grade_b: int, labels: Labels | None = None) -> str:
    """The file for a card."""
    return "\n".join(_lines(card, grade_a, grade_b, labels)) + "\n"


def _lines(card: Card, grade_a: int, grade_b: int, labels: Labels | None) -> Iterator[str]:
    yield HEAD
    yield "# `prequal score FILE.csv --card THIS.yaml -o out.csv`. The chance of winning is"
    yield "# 1 / (1 + exp(-(intercept + slope * score)))."
    yield f"intercept: {card.intercept:.6f}"
    yield f"slope: {card.slope:.6f}"
    yield f"deals: {card.deals}"
    yield f"won: {card.won}"
    yield f"grade_a: {grade_a}"
    yield f"grade_b: {grade_b}"
    if card.blanks:
        yield f"not_answered: {_json(list(card.blanks))}"
    yield "questions:"
    words = {locale: Words(locale, labels) for locale in LOCALES}
    for question in card.questions:
        yield f"  - column: {_json(question.column)}"
        yield "    answers:"
        for answer in question.answers:
            why = {locale: say.sentence(card, question, answer) for locale, say in words.items()}
            yield f"      - {{{_mark(answer.bin)}, points: {answer.points}, {_seen(answer)},"
            yield f"         why: {_json(why)}}}"


def _seen(answer: Answer) -> str:
    return f"won: {answer.won}, deals: {answer.deals}"


def _mark(one: Bin) -> str:
    match one:
        case Levels(words):
            return f"words: {_json(list(words))}"
        case Between(low, high):
            ends = {"from": low, "below": high}
            return ", ".join(
                f"{key}: {'null' if end is None else repr(end)}" for key, end in ends.items()
            )
        case Rest():
            return "rest: true"
        case Blank():
            return "blank: true"


def _json(value: object) -> str:
    """JSON is YAML; keys that need no quotes get a blank behind the colon all the same."""
    return json.dumps(value, ensure_ascii=False)
