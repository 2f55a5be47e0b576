"""A table of an existing base, brought in row by row; what can't be is written beside it."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from crm_sync.importing.columns import LINE, REASON, Columns
from crm_sync.importing.reading import Checks, RowReader, WrongRow
from crm_sync.importing.sheet import UTF_8, Line, Sheet, opened
from dialogs.reading.companies import is_inn
from dialogs.reading.contacts import read_email, read_phone
from dialogs.reading.result import Reading
from leads.importing.bringing import Bringing, Recognised
from leads.importing.rows import BaseRow, Fate, Kind

if TYPE_CHECKING:
    from bot.app.settings import Settings
    from storage.database import Database
    from storage.unit_of_work import UnitOfWork

AT_ONCE = 500
MOST_TOLD = 20
MOST_RECOGNISED = 5000

REASONS = {
    Fate.NO_COMPANY: "no company of that id is known: import the companies first, or name it",
    Fate.NO_CUSTOMER: "whose it is, is not said: name a company, or a person's id, phone or e-mail",
}

Progress = Callable[[int], None]


@dataclass(slots=True)
class Outcome:
    """What became of a file. `told` are the first lines that are wrong, each with its reason;
    all of them are in the file `wrong_in`. `added` counts what is new, by kind."""

    rows: int = 0
    known: int = 0
    wrong: int = 0
    added: Counter[Kind] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)
    wrong_in: Path | None = None


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
        reader, outcome, first = self._reader(sheet), Outcome(), list[BaseRow]()
        for lines in _pages(sheet.lines, progress):
            for line in lines:
                row = _read(reader, line)
                outcome.rows += 1
                if isinstance(row, BaseRow):
                    first += [row] if len(first) < most else []
                else:
                    _tell(outcome, line, row)
        places = self._columns.places(sheet.header)
        named = {name: sheet.header[place] for name, place in places.items()}
        rest = set(sheet.header) - set(named.values()) - {"", LINE, REASON}
        return Previewed(named, sorted(rest), first, outcome)

    async def bring(self, sheet: Sheet, database: Database, progress: Progress) -> Outcome:
        """Bring all of it in. `BadCrmFile` when a column is missing; a run that is broken off is
        gone on with by running it again."""
        reader, outcome = self._reader(sheet), Outcome()
        recognised: dict[tuple[str, ...], int] = {}
        began = await _now(database)
        with _WrongRows(self._path, sheet, self._columns) as wrong:
            for lines in _pages(sheet.lines, progress):
                good: list[tuple[Line, BaseRow]] = []
                for line in lines:
                    row = _read(reader, line)
                    if isinstance(row, BaseRow):
                        good.append((line, row))
                    else:
                        wrong.add(line, row)
                        _tell(outcome, line, row)
                rows = [row for _, row in good]
                work = partial(_bring, self._columns, rows, began, recognised)
                fates, added, learnt = await database.run(work)
                outcome.rows += len(lines)
                outcome.added += added
                outcome.known += fates.count(Fate.KNOWN)
                recognised = learnt if len(learnt) < MOST_RECOGNISED else {}
                for (line, _), fate in zip(good, fates, strict=True):
                    if fate in REASONS:
                        wrong.add(line, REASONS[fate])
                        _tell(outcome, line, REASONS[fate])
        outcome.wrong_in = wrong.path
        return outcome

    def _reader(self, sheet: Sheet) -> RowReader:
        places = self._columns.places(sheet.header)
        checks = Checks(_phone, _email, is_inn)
        settings = self._settings
        return RowReader(self._columns, places, checks, settings.zone, settings.potential_currency)


class _WrongRows:
    """The file of rows to be mended and imported again; there is none before the first of them.

    It is written as the table is, so that the same mapping reads it. An earlier one, which may be
    mended already, stays.
    """

    def __init__(self, table: Path, sheet: Sheet, columns: Columns) -> None:
        self._table = table
        self._sheet = sheet
        self._encoding = columns.encoding or UTF_8
        self._open = ExitStack()
        self._writer: Any = None
        self.path: Path | None = None

    def __enter__(self) -> _WrongRows:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def add(self, line: Line, reason: str) -> None:
        if self._writer is None:
            file = self._open.enter_context(self._make())
            between = self._sheet.delimiter
            # Of blanks that are not quoted, several would be read as one.
            self._writer = (
                csv.writer(file, delimiter=between, quoting=csv.QUOTE_ALL)
                if between == " "
                else csv.writer(file, delimiter=between)
            )
            kept = [one for one in self._sheet.header if one not in (LINE, REASON)]
            self._writer.writerow([*kept, LINE, REASON])
        cells = dict(enumerate(line.cells))
        kept = [
            _written(cells.get(place, ""))
            for place, one in enumerate(self._sheet.header)
            if one not in (LINE, REASON)
        ]
        self._writer.writerow([*kept, line.number, reason])

    def _make(self) -> IO[str]:
        for number in range(1, 1000):
            mark = "" if number == 1 else f"-{number}"
            path = self._table.with_name(f"{self._table.stem}.errors{mark}.csv")
            try:
                made = path.open("x", encoding=self._encoding, errors="replace", newline="")
            except FileExistsError:
                continue
            self.path = path
            return made
        raise FileExistsError(f"there are too many files of errors beside {self._table}")


async def _bring(
    columns: Columns,
    rows: Sequence[BaseRow],
    began: datetime,
    recognised: Recognised,
    uow: UnitOfWork,
) -> tuple[list[Fate], Counter[Kind], dict[tuple[str, ...], int]]:
    learnt = dict(recognised)
    bringing = Bringing(uow, columns.base, began, learnt)
    return await bringing.bring(columns.kind, rows), bringing.added, learnt


async def _now(database: Database) -> datetime:
    async def work(uow: UnitOfWork) -> datetime:
        return uow.now

    return await database.run(work)


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


def _read(reader: RowReader, line: Line) -> BaseRow | str:
    """The row, or what is wrong with it."""
    try:
        return reader.read(line)
    except WrongRow as wrong:
        return str(wrong)


def _tell(outcome: Outcome, line: Line, reason: str) -> None:
    outcome.wrong += 1
    if len(outcome.told) < MOST_TOLD:
        outcome.told.append(f"line {line.number}: {reason}")


def _written(cell: object) -> str:
    return cell.isoformat(sep=" ") if isinstance(cell, datetime) else str(cell)


def _phone(text: str) -> str | None:
    found = read_phone(text)
    return found.value if isinstance(found, Reading) else None


def _email(text: str) -> str | None:
    found = read_email(text)
    return found.value if isinstance(found, Reading) else None
