"""What a file consists of: sheets of typed cells. Values only; how they are written is the formats'
business."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction

Value = int | Fraction | str | date | datetime | timedelta | None
"""None leaves the cell empty. A datetime is a wall-clock one: files know no time zones."""


class Form(StrEnum):
    """How the figures of a column are written."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    SHARE = "share"
    SPAN = "span"
    MONTH = "month"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Head:
    """A column."""

    name: str
    form: Form = Form.TEXT


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table. `id` tells it from the others of its file; `lines` stand above it where a format
    has room for them, the first is its title; `total` is the line under all."""

    id: str
    name: str
    heads: tuple[Head, ...]
    rows: Iterable[Sequence[Value]]
    lines: tuple[str, ...] = ()
    total: Sequence[Value] | None = None
