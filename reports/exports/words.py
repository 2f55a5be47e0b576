"""What files ask of whoever has the words: names of ids, the dictionary in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from reports.asking.asked import About
from reports.tables import Column, Kind, Named, Note


class Meaning(NamedTuple):
    """A metric in words: its name, how it is counted, from what, and in which unit."""

    name: str
    how: str
    source: str
    unit: str


class Words(Protocol):
    """The words of one language."""

    @property
    def locale(self) -> str:
        """Which language."""
        ...

    def title(self, report: str) -> str:
        """What a report is called."""
        ...

    def table(self, report: str, table: str) -> str:
        """What a table is called; "" where it goes without a name."""
        ...

    def column(self, column: Column) -> str:
        """The head of a column."""
        ...

    def name(self, named: Named) -> str:
        """What a line is about."""
        ...

    def note(self, note: Note) -> str:
        """What is said beside figures."""
        ...

    def about(self, about: About) -> Sequence[str]:
        """The period, then each filter."""
        ...

    def meaning(self, metric: str) -> Meaning:
        """An entry of the dictionary."""
        ...

    def lines(self, kind: Kind) -> str:
        """The head of the first column, by what the lines are."""
        ...

    def say(self, word: str, **values: object) -> str:
        """A word or a sentence of files."""
        ...
