"""A sheet as CSV: UTF-8 with its mark, so that Excel reads Cyrillic; in Russian with semicolons and
decimal commas, as Russian Excel expects, in English with commas and points (RFC 4180).

The first line is the heads: what the sheet is about is in the name of the file.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from io import StringIO

from reports.exports.safe import quoted
from reports.exports.sheet import Sheet, Value

PLACES = 4


@dataclass(frozen=True, slots=True)
class Dialect:
    """What stands between cells, and before decimals."""

    apart: str
    point: str


DIALECTS = {"ru": Dialect(";", ","), "en": Dialect(",", ".")}


def delimited(sheet: Sheet, locale: str) -> bytes:
    """The file."""
    dialect = DIALECTS[locale]
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=dialect.apart, lineterminator="\r\n")
    writer.writerow([quoted(head.name) for head in sheet.heads])
    for row in sheet.rows:
        writer.writerow(_cells(row, dialect))
    if sheet.total is not None:
        writer.writerow(_cells(sheet.total, dialect))
    return text.getvalue().encode("utf-8-sig")


def _cells(row: Sequence[Value], dialect: Dialect) -> list[str]:
    return [_written(value, dialect) for value in row]


def _written(value: Value, dialect: Dialect) -> str:
    match value:
        case None:
            return ""
        case str():
            return quoted(value)
        case bool() | int():
            return str(int(value))
        case Fraction():
            return _decimal(value).replace(".", dialect.point)
        case timedelta():
            return _clock(value)
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M")
        case date():
            return value.isoformat()


def _decimal(value: Fraction) -> str:
    text = f"{float(value):.{PLACES}f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def _clock(value: timedelta) -> str:
    """Hours, minutes and seconds; hours go beyond a day."""
    seconds = round(value.total_seconds())
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
