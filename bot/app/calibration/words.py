"""Answers of a card and numbers in the words of a language, readable by a manager."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from dialogs.calibration.card import (
    Answer,
    Between,
    Bin,
    Blank,
    Card,
    Levels,
    Question,
    Rest,
    plain,
)
from dialogs.scenario import OWN_WORDS
from reports.intervals import Share, share

TRUTHS = frozenset({"true", "false"})


@cache
def phrases(locale: str) -> Mapping[str, str]:
    """The phrases by key."""
    return tomllib.loads((Path(__file__).parent / f"{locale}.toml").read_text(encoding="utf-8"))


Labels = Mapping[str, tuple[str, Mapping[str, str]]]
"""By column: what it is called, and what its answers are called."""


def spellings(card: Card, rows: Iterable[Mapping[str, str]]) -> Labels:
    """The card's columns and words as the table first wrote them."""
    columns = [question.column for question in card.questions if not question.is_number]
    found: dict[str, dict[str, str]] = {column: {} for column in columns}
    for row in rows:
        for column, words in found.items():
            words.setdefault(plain(row[column]), row[column].strip())
    return {column: (column, words) for column, words in found.items()}


class Words:
    """What the commands say, in one language; `labels` names columns and answers otherwise."""

    def __init__(self, locale: str, labels: Labels | None = None) -> None:
        self._phrases = phrases(locale)
        self._labels = labels or {}

    def say(self, key: str, **values: object) -> str:
        """A phrase with its blanks filled."""
        return self._phrases[key].format(**values)

    def sentence(self, card: Card, question: Question, answer: Answer) -> str:
        """Why an answer has its points: «Источник: реклама → выигрывают 62 % против 38 %…»."""
        return self.say(
            "sentence" if answer.deals else "sentence_unseen",
            question=self.column(question.column),
            answer=self.answer(question.column, answer.bin),
            share=self.percent(answer.won / answer.deals if answer.deals else 0),
            base=self.percent(card.won / card.deals),
        )

    def column(self, name: str) -> str:
        """What the column is called."""
        return self._labels[name][0] if name in self._labels else name

    def answer(self, column: str, one: Bin) -> str:
        """The answer as it would be said."""
        match one:
            case Levels(words):
                return ", ".join(self._level(column, word) for word in words)
            case Between(None, None):
                return self.say("from", low="−∞")
            case Between(None, high):
                return self.say("below", high=self.number(high))
            case Between(low, None):
                return self.say("from", low=self.number(low))
            case Between(low, high):
                return self.say("between", low=self.number(low), high=self.number(high))
            case Rest():
                return self.say("rest")
            case Blank():
                return self.say("blank")

    def _level(self, column: str, word: str) -> str:
        if column in self._labels and word in self._labels[column][1]:
            return self._labels[column][1][word]
        if word == OWN_WORDS:
            return self.say("rest")
        return self.say(word) if word in TRUTHS else word

    def number(self, value: float | None) -> str:
        """A number as it is written in this language: 12 000,5 or 12,000.5."""
        whole, _, part = f"{value or 0:,.6f}".rstrip("0").rstrip(".").partition(".")
        marked = whole.replace(",", self._phrases["thousands_mark"])
        return f"{marked}{self._phrases['decimal_mark']}{part}" if part else marked

    def figure(self, value: float, places: int = 3) -> str:
        """A figure with its places."""
        return f"{value:.{places}f}".replace(".", self._phrases["decimal_mark"])

    def percent(self, value: float) -> str:
        """A share in whole per cent."""
        return self.say("percent", number=round(100 * value))

    def interval(self, one: Share) -> str:
        """The interval of a share."""
        low = str(round(100 * one.low))
        return self.say("interval", low=low, high=self.percent(one.high))

    def share_of(self, won: int, deals: int) -> tuple[str, str]:
        """A share and its Wilson interval."""
        found = share(won, deals)
        return self.percent(found.value), self.interval(found)
