"""Sheets → one file, in the format that was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from reports.exports.delimited import delimited
from reports.exports.sheet import Sheet

MADE_AT = (1980, 1, 1, 0, 0, 0)
"""When the files of an archive say that they were made: the same sheets give the same bytes."""


class Format(StrEnum):
    """How files are written."""

    XLSX = "xlsx"
    CSV = "csv"


def file_of(sheets: Sequence[Sheet], format_: Format, name: str, locale: str) -> tuple[str, bytes]:
    """Name and content: a workbook; or a CSV, several of them as an archive. ImportError without
    the extra `xlsx` for a workbook."""
    if format_ is Format.XLSX:
        from reports.exports.xlsx import workbook  # noqa: PLC0415 - an extra

        return f"{name}.xlsx", workbook(sheets)
    if len(sheets) == 1:
        return f"{name}.csv", delimited(sheets[0], locale)
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for sheet in sheets:
            entry = ZipInfo(f"{name}-{sheet.id}.csv", MADE_AT)
            archive.writestr(entry, delimited(sheet, locale), ZIP_DEFLATED)
    return f"{name}.zip", file.getvalue()
