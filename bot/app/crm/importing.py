"""A table of an existing base, brought in row by row; what can't be is written beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.app.crm.bringing import AT_ONCE, Bringer, Outcome, WrongRows, now_of, read, reader_of
from crm_sync.importing.columns import LINE, REASON, Columns
from crm_sync.importing.sheet import Line, Sheet, opened
from leads.importing.rows import BaseRow

if TYPE_CHECKING:
    from bot.app.settings import Settings
    from storage.database import Database

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Previewed:
    """The first rows as they would be kept, how many there are, and what is wrong with others.

    `columns` leads from our names to the table's, `left_out` is what nothing is read of.
    """

    columns: dict[str, str]
    left_out: list[str]
    first: list[BaseRow]
    outcome: Outcome


class TableImport:
    """One file on its way in."""

    def __init__(self, path: Path, columns: Columns, settings: Settings) -> None:
        self._path = path
        self._columns = columns
        self._settings = settings

    def open(self) -> AbstractContextManager[Sheet]:
        """The table. `BadSheet`, OSError."""
        given = self._columns
        return opened(self._path, delimiter=given.delimiter, encoding=given.encoding)

    def preview(self, sheet: Sheet, most: int, progress: Progress) -> Previewed:
        """Read all of it and keep nothing. `BadCrmFile` when a column is missing."""
        places = self._columns.places(sheet.header)
        reader = reader_of(self._columns, places, self._settings)
        outcome, first = Outcome(), list[BaseRow]()
        for lines in _pages(sheet.lines, progress):
            for line in lines:
                row = read(reader, line)
                outcome.rows += 1
                if isinstance(row, BaseRow):
                    first += [row] if len(first) < most else []
                else:
                    outcome.tell(_where(line), row)
        named = {name: sheet.header[place] for name, place in places.items()}
        rest = set(sheet.header) - set(named.values()) - {"", LINE, REASON}
        return Previewed(named, sorted(rest), first, outcome)

    async def bring(self, sheet: Sheet, database: Database, progress: Progress) -> Outcome:
        """Bring all of it in. `BadCrmFile` when a column is missing; a run that is broken off is
        gone on with by running it again."""
        columns = self._columns
        reader = reader_of(columns, columns.places(sheet.header), self._settings)
        began = await now_of(database)
        with WrongRows(self._path, sheet.header, sheet.delimiter, columns.encoding) as wrong:
            bringer = Bringer(database, columns, reader, wrong, began, _where)
            for lines in _pages(sheet.lines, progress):
                await bringer.portion(lines)
        return bringer.outcome


def _where(line: Line) -> str:
    return f"line {line.number}"


def _pages(lines: Iterator[Line], progress: Progress) -> Iterator[list[Line]]:
    """So many rows at a time; `progress` hears after each how much more was read."""
    page: list[Line] = []
    done = 0
    for line in lines:
        page.append(line)
        if len(page) == AT_ONCE:
            yield page
            progress(page[-1].done - done)
            done, page = page[-1].done, []
    if page:
        yield page
        progress(page[-1].done - done)
