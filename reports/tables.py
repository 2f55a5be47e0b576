"""A report as tables, the one form that every face shows: text, page, picture, file, digest.

Values only: no words (rows and columns are told by ids that faces put into words) and no layout.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from reports.intervals import Share

if TYPE_CHECKING:  # cards have figures, too, and no period to be asked for
    from reports.asking.asked import About

Value = int | Fraction | timedelta | str
"""By the unit of its metric: counts and money are whole or fractions (money in whole units of the
report's currency), shares fractions of 1, spans timedeltas, grades letters."""


class Kind(StrEnum):
    """What a row or a group of columns is."""

    ALL = "all"
    AGE = "age"  # months since the first order
    ANSWER = "answer"  # under a message of a cadence
    CHANNEL = "channel"
    CLIENT = "client"
    GRADE = "grade"
    HOUR = "hour"  # of the day, 0 to 23
    MANAGER = "manager"
    METRIC = "metric"
    MONTH = "month"
    PRODUCT = "product"
    QUESTION = "question"  # scenario.step
    REASON = "reason"  # a code, or somebody's own words
    RULE = "rule"  # scenario.rule
    SIDE = "side"
    SPAN = "span"  # of time: today, week, last_week
    STAGE = "stage"
    WEEKDAY = "weekday"  # 1 is Monday
    VERSION = "version"  # scenario@version
    WORDS = "words"  # people's own, or a label of the face: `text` or the id


@dataclass(frozen=True, slots=True)
class Named:
    """What a row or column is about. `id` is unique among those of its table; `text` is a name
    that nobody translates (of a client, of a salesperson), else ""."""

    kind: Kind
    id: str
    text: str = ""


ALL = Named(Kind.ALL, "all")
UNKNOWN = "-"
"""The id of a row about what nobody told: no product, no owner."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure. `value` None: nothing can be told (not "zero"). `whole` is how many cases it
    rests on where that matters; `share` holds its interval, `bounds` that of what is no share."""

    value: Value | None
    whole: int | None = None
    share: Share | None = None
    bounds: tuple[int, int] | None = None


NOTHING = Cell(None)


@dataclass(frozen=True, slots=True)
class Column:
    """`metric` is an id of the dictionary; `group` tells several columns of one metric apart."""

    metric: str
    group: Named = ALL

    @property
    def id(self) -> str:
        """Unique among the columns of a table."""
        return self.metric if self.group is ALL else f"{self.metric}-{self.group.id}"


@dataclass(frozen=True, slots=True)
class Row:
    """One line; `cells` go by the columns."""

    name: Named
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """`id` is unique within its report. `total` is the line under all."""

    id: str
    rows_are: Kind
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: Row | None = None

    def __post_init__(self) -> None:
        lines = (*self.rows, self.total) if self.total else self.rows
        for row in lines:
            if len(row.cells) != len(self.columns):
                raise ValueError(
                    f"{self.id}: {row.name.id} has {len(row.cells)} cells, not {len(self.columns)}"
                )

    def of_columns(self, places: Sequence[int]) -> Table:
        """The same with the columns at these places alone."""

        def cut(row: Row) -> Row:
            return Row(row.name, tuple(row.cells[at] for at in places))

        return replace(
            self,
            columns=tuple(self.columns[at] for at in places),
            rows=tuple(cut(row) for row in self.rows),
            total=cut(self.total) if self.total else None,
        )


@dataclass(frozen=True, slots=True)
class Note:
    """What is to be said beside figures: `id` names the words, which `says` fills in; it stands
    under the table with that id, or under the report."""

    id: str
    says: Mapping[str, object]
    table: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """One report, whole. `size` is how many cases it rests on (0: nothing to tell), `left_out` how
    many orders counted nowhere, `few` whether clients are named instead of told of in shares.
    `notes` are said whatever the size. `curve` is what a picture draws between the lines of the
    tables: clients from the largest on, and what they brought together."""

    id: str
    about: About
    size: int
    tables: tuple[Table, ...]
    left_out: int = 0
    few: bool = False
    notes: tuple[Note, ...] = ()
    curve: tuple[tuple[int, int], ...] = ()

    @property
    def metrics(self) -> tuple[str, ...]:
        """Every metric in it, in the order of appearance."""
        return tuple(dict.fromkeys(one.metric for table in self.tables for one in table.columns))

    def under(self, table: str = "") -> tuple[Note, ...]:
        """What stands under the table with that id, or under the report: all of it where `size` is
        0, for no table is shown then."""
        return tuple(one for one in self.notes if (one.table if self.size else "") == table)


def cell_of(found: Share) -> Cell:
    """A share with what it rests on; nothing of nobody."""
    if not found.whole:
        return NOTHING
    return Cell(Fraction(found.part, found.whole), found.whole, found)
