"""Searching a place's whole database for what somebody said: every column of every table.

Sealed values are opened first; so whatever is found would be readable to whoever has the key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, select

from storage.columns import Sealed
from storage.rotation import place_of
from storage.secrets import KeyRing
from storage.tables import metadata
from tests.journeys.place import Place


async def found_in_database(place: Place, marks: Iterable[str]) -> set[tuple[str, str]]:
    """The marks found, each with the table and column where."""
    keys, wanted = place.app.database.keys, tuple(marks)
    return await place.app.database.read(lambda connection: _found(connection, keys, wanted))


def found_in_files(place: Place, marks: Iterable[str]) -> set[str]:
    """The marks that stand in the clear in the database's file or beside it."""
    (path,) = place.folder.glob("*.db")
    content = b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))
    return {mark for mark in marks if mark.encode() in content}


def _found(connection: Connection, keys: KeyRing, marks: tuple[str, ...]) -> set[tuple[str, str]]:
    found = set()
    for table in metadata.sorted_tables:
        for row in connection.execute(select(table)).mappings():
            for column in table.columns:
                value: Any = row[column.name]
                if value is None:
                    continue
                if isinstance(column.type, Sealed):
                    value = keys.open(place_of(column), value).decode("utf-8", "replace")
                where = f"{table.name}.{column.name}"
                found |= {(mark, where) for mark in marks if _holds(str(value), mark)}
    return found


def _holds(value: str, mark: str) -> bool:
    """Whether the mark stands in the value; a number only as a whole, not within another."""
    if not mark.isdecimal():
        return mark in value
    return re.search(rf"(?<![\w.-]){mark}(?![\w.-])", value) is not None
