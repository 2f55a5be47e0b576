"""Closed deals as columns: numbers or words, and whether each deal was won."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dialogs.calibration.card import NOT_SAID, as_number, plain

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

FEW_NUMBERS = 2
"""A column with at most so many different numbers, like 0 and 1, is read as words."""
MANY_WORDS = 0.5
"""A column whose words differ in more than this share of the deals names things, sorts nothing."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """A column of numbers; NaN where nothing was said."""

    name: str
    values: Floats

    def at(self, rows: Ints) -> Numbers:
        """The same column for some of the deals."""
        return Numbers(self.name, self.values[rows])


@dataclass(frozen=True, slots=True)
class Words:
    """A column of words: positions in `levels`, -1 where nothing was said."""

    name: str
    levels: tuple[str, ...]
    codes: Ints

    def at(self, rows: Ints) -> Words:
        """The same column for some of the deals."""
        return Words(self.name, self.levels, self.codes[rows])


Column = Numbers | Words


@dataclass(frozen=True, slots=True)
class History:
    """Deals in the order they came, column by column, and which of them were won.

    `blanks` are the words that were read as «not answered» beside the usual ones.
    """

    columns: tuple[Column, ...]
    won: Bools
    blanks: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.won)

    @property
    def rarer(self) -> int:
        """How many deals the rarer ending has: what there is to learn from."""
        won = int(self.won.sum())
        return min(won, len(self) - won)

    def at(self, rows: Ints) -> History:
        """Some of the deals."""
        return History(
            tuple(column.at(rows) for column in self.columns), self.won[rows], self.blanks
        )

    def only(self, names: Collection[str]) -> History:
        """Some of the columns, in the order of the names."""
        by_name = {column.name: column for column in self.columns}
        return History(tuple(by_name[name] for name in names), self.won, self.blanks)


def history(
    rows: Sequence[Mapping[str, str]],
    won: Sequence[bool],
    *,
    drop: Collection[str] = (),
    blanks: Collection[str] = (),
    numbers: Mapping[str, bool] | None = None,
) -> History:
    """Columns of a table of text; those that say nothing or name every row are left out.

    `blanks` are more words that mean «not answered»; `numbers` says of some columns whether they
    hold numbers, instead of finding out.
    """
    more = tuple(sorted({plain(word) for word in blanks} - NOT_SAID))
    names = [name for name in (rows[0] if rows else ()) if name not in set(drop)]
    found = (
        _column(
            name,
            [plain(row[name]) for row in rows],
            NOT_SAID.union(more),
            (numbers or {}).get(name),
        )
        for name in names
    )
    columns = tuple(column for column in found if column is not None)
    return History(columns, np.array(won, dtype=np.bool_), more)


def _column(
    name: str, cells: list[str], not_said: Collection[str], is_number: bool | None
) -> Column | None:
    different = set(cells)
    said = sorted(different - set(not_said))
    if len(different) < 2 or not said:
        return None
    numbers = {word: as_number(word) for word in said}
    if is_number is None:
        is_number = len(said) > FEW_NUMBERS and None not in numbers.values()
    if is_number:
        values = np.array([numbers.get(cell) for cell in cells], dtype=np.float64)
        return None if np.isnan(values).all() else Numbers(name, values)
    if len(said) > MANY_WORDS * len(cells):
        return None
    place = {word: index for index, word in enumerate(said)}
    return Words(name, tuple(said), np.array([place.get(cell, -1) for cell in cells], np.int64))
