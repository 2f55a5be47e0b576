"""Parts of reports for a digest: a table by its name, some of its columns and rows. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from reports.tables import Kind, Report, Row, Table


def table(report: Report, name: str) -> Table:
    """The table of that name; StopIteration where there is none."""
    return next(one for one in report.tables if one.id == name)


def rows(report: Report, name: str) -> tuple[Row, ...]:
    """The rows of that table; none where it is left out."""
    return next((one.rows for one in report.tables if one.id == name), ())


def narrowed(
    found: Table,
    name: str,
    columns: Sequence[str],
    those: Iterable[Row],
    total: Row | None = None,
    kind: Kind | None = None,
) -> Table:
    """These columns of those rows, under another name."""
    cut = replace(found, id=name, rows_are=kind or found.rows_are, rows=tuple(those), total=total)
    return cut.of_columns(places(found, columns))


def places(found: Table, columns: Sequence[str]) -> tuple[int, ...]:
    """Where those columns stand."""
    ids = [one.id for one in found.columns]
    return tuple(ids.index(one) for one in columns)
