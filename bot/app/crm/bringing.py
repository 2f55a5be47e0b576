"""Rows of an existing base, brought in portion by portion; what can't be is written into a file.

Where the rows come from is `importing` (a table) and `pulling` (a CRM).
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO, Any

from bot.app.settings import Settings
from crm_sync.importing.columns import LINE, REASON, Columns
from crm_sync.importing.reading import Checks, RowReader, WrongRow
from crm_sync.importing.sheet import UTF_8, Line
from dialogs.reading.companies import is_inn
from dialogs.reading.contacts import read_email, read_phone
from dialogs.reading.result import Reading
from leads.importing.bringing import Bringing, Recognised
from leads.importing.rows import BaseRow, Fate, Kind
from storage.database import Database
from storage.unit_of_work import UnitOfWork

AT_ONCE = 500
MOST_TOLD = 20
MOST_RECOGNISED = 5000

REASONS = {
    Fate.NO_COMPANY: "no company of that id is known: import the companies first, or name it",
    Fate.NO_CUSTOMER: "whose it is, is not said: name a company, or a person's id, phone or e-mail",
}

Beside = Callable[[UnitOfWork], Awaitable[None]]
"""What else belongs into the transaction of a portion."""


@dataclass(slots=True)
class Outcome:
    """What became of rows. `told` are the first that are wrong, each with its reason; all of them
    are in the file `wrong_in`. `added` counts what is new, by kind."""

    rows: int = 0
    known: int = 0
    wrong: int = 0
    added: Counter[Kind] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)
    wrong_in: Path | None = None

    def tell(self, where: str, reason: str) -> None:
        """A row is wrong."""
        self.wrong += 1
        if len(self.told) < MOST_TOLD:
            self.told.append(f"{where}: {reason}")


class Bringer:
    """One run over rows of one kind."""

    def __init__(
        self,
        database: Database,
        columns: Columns,
        reader: RowReader,
        wrong: WrongRows,
        began: datetime,
        where: Callable[[Line], str],
    ) -> None:
        self._database = database
        self._columns = columns
        self._reader = reader
        self._wrong = wrong
        self._began = began
        self._where = where
        self._recognised: dict[tuple[str, ...], int] = {}
        self.outcome = Outcome()

    async def portion(self, lines: Sequence[Line], *beside: Beside) -> None:
        """Bring these in, in one transaction, whatever belongs there `beside` them first."""
        good: list[tuple[Line, BaseRow]] = []
        for line in lines:
            row = read(self._reader, line)
            if isinstance(row, BaseRow):
                good.append((line, row))
            else:
                self._refuse(line, row)
        rows = [row for _, row in good]
        work = partial(_bring, self._columns, rows, self._began, self._recognised, beside)
        fates, added, learnt = await self._database.run(work)
        self.outcome.rows += len(lines)
        self.outcome.added += added
        self.outcome.known += fates.count(Fate.KNOWN)
        self._recognised = learnt if len(learnt) < MOST_RECOGNISED else {}
        for (line, _), fate in zip(good, fates, strict=True):
            if fate in REASONS:
                self._refuse(line, REASONS[fate])
        self._wrong.flush()
        self.outcome.wrong_in = self._wrong.path

    def _refuse(self, line: Line, reason: str) -> None:
        self._wrong.add(line, reason)
        self.outcome.tell(self._where(line), reason)


class WrongRows:
    """The file of rows to be mended and imported again; there is none before the first of them.

    It is written as the table is, so that the same mapping reads it. An earlier one, which may be
    mended already, stays.
    """

    def __init__(self, table: Path, header: Sequence[str], delimiter: str, encoding: str) -> None:
        self._table = table
        self._header = header
        self._delimiter = delimiter
        self._encoding = encoding or UTF_8
        self._open = ExitStack()
        self._writer: Any = None
        self._file: IO[str] | None = None
        self.path: Path | None = None

    def __enter__(self) -> WrongRows:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def add(self, line: Line, reason: str) -> None:
        """Write a row down."""
        if self._writer is None:
            self._file = file = self._open.enter_context(self._make())
            between = self._delimiter
            # Of blanks that are not quoted, several would be read as one.
            self._writer = (
                csv.writer(file, delimiter=between, quoting=csv.QUOTE_ALL)
                if between == " "
                else csv.writer(file, delimiter=between)
            )
            kept = [one for one in self._header if one not in (LINE, REASON)]
            self._writer.writerow([*kept, LINE, REASON])
        cells = dict(enumerate(line.cells))
        kept = [
            _written(cells.get(place, ""))
            for place, one in enumerate(self._header)
            if one not in (LINE, REASON)
        ]
        self._writer.writerow([*kept, line.number, reason])

    def flush(self) -> None:
        """Have everything on the disk."""
        if self._file is not None:
            self._file.flush()

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


def reader_of(columns: Columns, places: dict[str, int], settings: Settings) -> RowReader:
    """Reads rows whose cells stand at those places."""
    checks = Checks(_phone, _email, is_inn)
    return RowReader(columns, places, checks, settings.zone, settings.potential_currency)


def read(reader: RowReader, line: Line) -> BaseRow | str:
    """The row, or what is wrong with it."""
    try:
        return reader.read(line)
    except WrongRow as wrong:
        return str(wrong)


async def now_of(database: Database) -> datetime:
    """The moment at which a run begins."""

    async def work(uow: UnitOfWork) -> datetime:
        return uow.now

    return await database.run(work)


async def _bring(
    columns: Columns,
    rows: Sequence[BaseRow],
    began: datetime,
    recognised: Recognised,
    beside: Sequence[Beside],
    uow: UnitOfWork,
) -> tuple[list[Fate], Counter[Kind], dict[tuple[str, ...], int]]:
    for one in beside:
        await one(uow)
    learnt = dict(recognised)
    bringing = Bringing(uow, columns.base, began, learnt)
    return await bringing.bring(columns.kind, rows), bringing.added, learnt


def _written(cell: object) -> str:
    return cell.isoformat(sep=" ") if isinstance(cell, datetime) else str(cell)


def _phone(text: str) -> str | None:
    found = read_phone(text)
    return found.value if isinstance(found, Reading) else None


def _email(text: str) -> str | None:
    found = read_email(text)
    return found.value if isinstance(found, Reading) else None
