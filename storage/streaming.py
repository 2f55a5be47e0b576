"""Rows that come as they are asked for: of many thousands, of which each is large, or read once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, CursorResult, Select

AT_ONCE = 1000

Query = Select[*tuple[Any, ...]]


def streamed(connection: Connection, query: Query) -> CursorResult[*tuple[Any, ...]]:
    """The rows of a query, `AT_ONCE` of them in memory."""
    return connection.execute(query.execution_options(yield_per=AT_ONCE))
