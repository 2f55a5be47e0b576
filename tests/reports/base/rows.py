"""Rows of a made-up base before they are stored: values in the clear, instants in microseconds."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import Any

import pandas as pd


class Rows:
    """Tables of plain values. A table is added to in one place, always with the same columns."""

    def __init__(self) -> None:
        self.columns: dict[str, tuple[str, ...]] = {}
        self.rows: dict[str, list[tuple[Any, ...]]] = defaultdict(list)

    def add(self, table: str, **values: Any) -> int:
        """A row with the next number as its id."""
        those = self.rows[table]
        if not those:
            self.columns[table] = ("id", *values)
        number = len(those) + 1
        those.append((number, *values.values()))
        return number

    def put(self, table: str, **values: Any) -> None:
        """A row of a table without numbers."""
        self.columns[table] = tuple(values)
        self.rows[table].append(tuple(values.values()))

    @cache  # noqa: B019 - lives as long as the base
    def frame(self, table: str) -> pd.DataFrame:
        """The table for pandas. Whole numbers stay whole beside nothing."""
        rows, columns = self.rows[table], self.columns[table]
        found = pd.DataFrame(rows, columns=list(columns))
        for at, name in enumerate(columns):
            if type(next((row[at] for row in rows if row[at] is not None), None)) is int:
                found[name] = found[name].astype("Int64")
        return found
