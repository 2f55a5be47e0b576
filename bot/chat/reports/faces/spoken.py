"""What pictures and files say in one language: names from `Naming`, sentences from faces.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache

from bot.chat.reports.dictionary import DictionaryDesk
from bot.chat.reports.naming import Naming
from bot.chat.texts import TEMPLATES, Texts
from reports.asking.asked import About
from reports.dictionary import METRICS
from reports.exports.words import Meaning
from reports.tables import ALL, Column, Kind, Named, Note


class Spoken:
    """`reports.exports.words.Words`, and what pictures have in common with them."""

    def __init__(self, texts: Texts, naming: Naming, locale: str) -> None:
        self._texts = texts
        self._naming = naming
        self.locale = texts.spoken(locale)
        self._sentences = _sentences(self.locale)
        self._dictionary = DictionaryDesk(texts)

    def title(self, report: str) -> str:
        """What a report is called."""
        return self._naming.title(report, self.locale)

    def table(self, report: str, table: str) -> str:
        """What a table is called; "" where it goes without a name."""
        return self._naming.table(report, table, self.locale)

    def column(self, column: Column) -> str:
        """The metric in full, and what tells the columns of one metric apart."""
        name = self._dictionary.told(column.metric, self.locale).name
        return name if column.group is ALL else f"{name}: {self.name(column.group)}"

    def name(self, named: Named) -> str:
        """What a row or a group of columns is called."""
        if named.kind is Kind.SIDE:
            return self.say(f"side_{named.id}")
        if named.kind is Kind.ALL:
            return self.say("all")
        if named.kind is Kind.CLIENT:
            return named.text or self.say("no_name")
        return self._naming.row(named, self.locale)

    def note(self, note: Note) -> str:
        """What is said beside figures."""
        return self._naming.note(note, self.locale)

    def about(self, about: About) -> Sequence[str]:
        """The period, then each filter."""
        told = self._naming.about(about, self.locale)
        heat = about.filters.temperature
        said = self._texts.label(f"temperature_{heat.value}", self.locale) if heat else ""
        parts = (told["period"], told["product"], told["channel"], said, told["manager"])
        return [str(one) for one in parts if one]

    def meaning(self, metric: str) -> Meaning:
        """An entry of the dictionary."""
        told, found = self._dictionary.told(metric, self.locale), METRICS[metric]
        return Meaning(
            told.name,
            told.how,
            self._texts.label(f"metric_source_{found.source.value}", self.locale),
            self._texts.label(f"metric_unit_{found.unit.value}", self.locale),
        )

    def lines(self, kind: Kind) -> str:
        """The head of the first column, by what the lines are."""
        return self._sentences.get(f"rows_{kind.value}") or self.say("rows_words")

    def say(self, word: str, **values: object) -> str:
        """A word or a sentence of faces.toml."""
        return self._sentences[word].format(**values)


@cache
def _sentences(locale: str) -> Mapping[str, str]:
    with (TEMPLATES / locale / "faces.toml").open("rb") as file:
        return {key: str(value) for key, value in tomllib.load(file).items()}
