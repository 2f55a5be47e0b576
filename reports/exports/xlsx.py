"""Sheets as an XLSX file (openpyxl, written row by row): heads that stay in sight, columns as wide
as what is in them, numbers as numbers. Text is written as text, whatever it begins with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from reports.exports.safe import dangerous, plain
from reports.exports.sheet import Form, Sheet, Value

FORMATS = {
    Form.TEXT: "@",
    Form.NUMBER: "#,##0.##",
    Form.MONEY: "#,##0",
    Form.SHARE: "0.0%",
    Form.SPAN: "[h]:mm",
    Form.MONTH: "mm.yyyy",
    Form.MOMENT: "dd.mm.yyyy hh:mm",
}
WHOLE = "#,##0"
LONGEST_NAME = 31
NARROWEST, WIDEST = 9, 60
MEASURED = 200
"""So many rows say how wide a column is."""
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")

_TITLE = Font(bold=True, size=14)
_QUIET = Font(color="666F80")
_HEAD = Font(bold=True, color="FFFFFF")
_GROUND = PatternFill("solid", fgColor="2B62E3")
_BOLD = Font(bold=True)
_ABOVE = Border(top=Side(style="thin", color="9AA3B2"))


def workbook(sheets: Iterable[Sheet]) -> bytes:
    """The file, a worksheet for each."""
    book = Workbook(write_only=True)
    taken: set[str] = set()
    for sheet in sheets:
        _write(book.create_sheet(_free_name(sheet.name, taken)), sheet)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _write(page: Any, sheet: Sheet) -> None:
    rows = [*sheet.rows]
    for at, width in enumerate(_widths(sheet, rows), 1):
        page.column_dimensions[get_column_letter(at)].width = width
    above = len(sheet.lines) + bool(sheet.lines)
    page.freeze_panes = f"B{above + 2}"
    if rows:
        last = get_column_letter(len(sheet.heads))
        page.auto_filter.ref = f"A{above + 1}:{last}{above + 1 + len(rows)}"
    for at, line in enumerate(sheet.lines):
        page.append([_text(page, line, _QUIET if at else _TITLE)])
    if sheet.lines:
        page.append([])
    page.append([_head(page, head.name) for head in sheet.heads])
    for row in rows:
        page.append(_cells(page, sheet, row))
    if sheet.total is not None:
        page.append(_cells(page, sheet, sheet.total, total=True))


def _head(page: Any, name: str) -> Any:
    cell = _text(page, name, _HEAD)
    cell.fill = _GROUND
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    return cell


def _cells(page: Any, sheet: Sheet, row: Sequence[Value], *, total: bool = False) -> list[Any]:
    cells = []
    for value, head in zip(row, sheet.heads, strict=True):
        cell = _cell(page, value, head.form)
        if total and cell is not None:
            cell.font, cell.border = _BOLD, _ABOVE
        cells.append(cell)
    return cells


def _cell(page: Any, value: Value, form: Form) -> Any:
    if value is None:
        return None
    if isinstance(value, str):
        return _text(page, value)
    cell = WriteOnlyCell(page, float(value) if isinstance(value, Fraction) else value)
    whole = isinstance(value, int) and form is Form.NUMBER
    cell.number_format = WHOLE if whole else FORMATS[form]
    return cell


def _text(page: Any, text: str, font: Font | None = None) -> Any:
    """A cell of text. openpyxl takes «=…» for a formula and «#N/A» for an error by itself."""
    written = plain(text)
    cell = WriteOnlyCell(page, written)
    cell.data_type = "s"
    # Excel keeps it a text also after somebody has edited it.
    cell.quotePrefix = dangerous(written)
    if font is not None:
        cell.font = font
    return cell


def _widths(sheet: Sheet, rows: Sequence[Sequence[Value]]) -> list[float]:
    shown = [*rows[:MEASURED], *([sheet.total] if sheet.total else [])]
    return [
        min(
            WIDEST,
            max(
                NARROWEST,
                len(head.name) * 0.75 + 3,
                *(len(str(row[at])) + 3 if isinstance(row[at], str) else 13 for row in shown),
            ),
        )
        if shown
        else min(WIDEST, max(NARROWEST, len(head.name) + 3))
        for at, head in enumerate(sheet.heads)
    ]


def _free_name(name: str, taken: set[str]) -> str:
    """A name that Excel takes, and no other sheet has."""
    bare = _NOT_IN_NAMES.sub(" ", plain(name)).strip().strip("'")[:LONGEST_NAME].strip() or "1"
    free, number = bare, 1
    while free.casefold() in taken:
        number += 1
        ending = f" {number}"
        free = bare[: LONGEST_NAME - len(ending)] + ending
    taken.add(free.casefold())
    return free
