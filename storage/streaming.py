"""Rows that come as they are asked for: of many thousands, of which each is large, or read once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Row, Select

AT_ONCE = 1000

Query = Select[*tuple[Any, ...]]


def streamed(connection: Connection, query: Query) -> Iterator[Row[*tuple[Any, ...]]]:
    """The rows of a query, `AT_ONCE` of them in memory."""
    result = connection.execute(query.execution_options(yield_per=AT_ONCE))
    return chain.from_iterable(result.partitions())
