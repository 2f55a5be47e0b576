"""A table in a file, row by row: never more of it in memory than one row.

A CSV says neither its delimiter nor its encoding: both are found out, unless they are given. What
the columns mean is `.columns`.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO
from zipfile import BadZipFile

Cell = str | int | float | bool | datetime | date
"""What a cell holds; a CSV has texts only, and an empty cell is ""."""

DELIMITERS = ";\t,|"
UTF_8, CP1251 = "utf-8-sig", "cp1251"
CHUNK = 1 << 20


class BadSheet(ValueError):
    """The file is no table; the message says what to mend."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row with its line in the file, from 1. `done` of `Sheet.size` is read by then.

    `broken` says why its cells could not be told apart.
    """

    number: int
    cells: tuple[Cell, ...]
    done: int
    broken: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """An open table: its header, how much there is to read, and its rows, to be gone through once.

    `delimiter` is that of the file, ";" where it has none.
    """

    header: tuple[str, ...]
    size: int
    lines: Iterator[Line]
    delimiter: str = ";"


@contextmanager
def opened(path: Path, *, delimiter: str = "", encoding: str = "") -> Iterator[Sheet]:
    """The table in that file. `BadSheet`; OSError when it can't be read."""
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        with _workbook(path) as sheet:
            yield sheet
        return
    found = encoding or encoding_of(path)
    try:
        with path.open("rb") as raw:
            text = io.TextIOWrapper(raw, encoding=found, newline="")
            yield _csv(raw, text, path, delimiter)
    except (UnicodeDecodeError, LookupError) as error:
        raise BadSheet(f"{path} can't be read as {found}: name its encoding.") from error


def encoding_of(path: Path) -> str:
    """UTF-8 when all of it is, UTF-16 when it says so, else Windows-1251."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as raw:
        chunk = raw.read(CHUNK)
        if chunk[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
        while chunk:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                return CP1251
            chunk = raw.read(CHUNK)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return CP1251
    return UTF_8


def _csv(raw: BinaryIO, text: io.TextIOWrapper, path: Path, delimiter: str) -> Sheet:
    first = text.readline()
    found = delimiter or max(DELIMITERS, key=first.count)
    # Columns that are lined up with blanks have as many of them as it takes.
    reader = csv.reader([first], delimiter=found, skipinitialspace=True)
    header = tuple(cell.strip() for cell in next(reader, []))
    if not any(header):
        raise BadSheet(f"{path} has no header: its first line names the columns.")
    size = path.stat().st_size
    return Sheet(header, size, _csv_lines(raw, text, found), found)


def _csv_lines(raw: BinaryIO, text: io.TextIOWrapper, delimiter: str) -> Iterator[Line]:
    reader = csv.reader(text, delimiter=delimiter, skipinitialspace=True)
    while True:
        number = reader.line_num + 2  # behind the header and what was read before
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Line(number, (), raw.tell(), f"the row can't be read: {error}")
            continue
        if any(cell.strip() for cell in cells):
            yield Line(number, tuple(cell.strip() for cell in cells), raw.tell())


@contextmanager
def _workbook(path: Path) -> Iterator[Sheet]:
    try:
        import openpyxl  # noqa: PLC0415 - an extra
        from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise BadSheet("XLSX needs the extra `xlsx`: pip install 'prequal[xlsx]'.") from error
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, BadZipFile, KeyError, ValueError) as error:
        raise BadSheet(f"{path} is no XLSX workbook: save it as one, or as CSV.") from error
    try:
        rows = book.worksheets[0].iter_rows(values_only=True)
        header = tuple(str(cell or "").strip() for cell in next(rows, ()))
        if not any(header):
            raise BadSheet(f"{path}: the first row of the first sheet names the columns.")
        yield Sheet(header, book.worksheets[0].max_row or 0, _book_lines(rows))
    finally:
        book.close()


def _book_lines(rows: Iterator[Sequence[object]]) -> Iterator[Line]:
    for number, row in enumerate(rows, 2):
        cells = tuple(_plain(cell) for cell in row)
        if any(cell != "" for cell in cells):
            yield Line(number, cells, number)


def _plain(cell: object) -> Cell:
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, int | float | date):
        return cell
    return "" if cell is None else str(cell)
