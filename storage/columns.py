"""Column types that both databases share: instants in UTC, sealed bytes, identifiers.

Which columns there are is storage/tables.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Self

from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    Boolean,
    ColumnElement,
    DateTime,
    Dialect,
    Integer,
    LargeBinary,
    Text,
    and_,
    bindparam,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeDecorator, TypeEngine

from storage.secrets import Ciphertext

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

# SQLite numbers rows by itself only for a column that is INTEGER to the letter.
Identifier = BigInteger().with_variant(Integer, "sqlite")
# Compared byte by byte on both, so that a range over a prefix can use the index.
Key = Text().with_variant(Text(collation="C"), "postgresql")
LAST_CHARACTER = "\U0010ffff"
"""Behind every key that begins alike."""

document_text = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))


def micros(instant: datetime) -> int:
    """Microseconds since 1970."""
    return (instant - EPOCH) // MICROSECOND


def begins(column: ColumnElement[str], prefix: str) -> ColumnElement[bool]:
    """Whether the key in that column begins so."""
    return and_(column >= prefix, column < prefix + LAST_CHARACTER)


class _Document(TypeDecorator[Any]):
    """JSON, in PostgreSQL its binary form."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """None is NULL, not JSON's null."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(JSON(none_as_null=True))
        # What SQLAlchemy knows of PostgreSQL takes 2.4 MB, which a start on SQLite saves.
        from sqlalchemy.dialects.postgresql import JSONB  # noqa: PLC0415

        return dialect.type_descriptor(JSONB(none_as_null=True))


Document = _Document(none_as_null=True)


class Instant(TypeDecorator[datetime]):
    """An aware datetime: `timestamptz` in PostgreSQL, microseconds since 1970 in SQLite."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Whole numbers sort and compare in SQLite as fast as they are read."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(BigInteger())
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> object:
        """Refuse a naive datetime: nobody could say what instant it means."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a stored instant needs a time zone: {value!r}")
        return micros(value) if dialect.name == "sqlite" else value

    def process_result_value(self, value: object, dialect: Dialect) -> datetime | None:
        """Every instant comes back in UTC."""
        match value:
            case int():
                return EPOCH + timedelta(microseconds=value)
            case datetime():
                return value.astimezone(UTC)
            case _:
                return None


class Words(TypeDecorator[str]):
    """Text that somebody else wrote: what one of the databases would refuse is replaced."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """NUL is refused by PostgreSQL, half a surrogate pair by both."""
        if value is None or (value.isascii() and "\0" not in value):
            return value
        return value.replace("\0", "").encode("utf-8", "replace").decode()


class Sealed(TypeDecorator[bytes]):
    """Encrypted bytes. Only what a `KeyRing` sealed gets in, so plain text can't by mistake."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Refuse whatever is not a `Ciphertext`."""
        if value is not None and not isinstance(value, Ciphertext):
            raise TypeError("this column takes sealed values only")
        return value


class _Listed(TypeDecorator[Sequence[Any]]):
    """Any number of numbers or texts as one parameter: an array, in SQLite a JSON text."""

    impl = Text
    cache_ok = True

    def __init__(self, item: TypeEngine[Any]) -> None:
        super().__init__()
        self.item = item

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """An array of the column's own type where there are arrays."""
        plain = Text() if dialect.name == "sqlite" else ARRAY(self.item, dimensions=1)
        return dialect.type_descriptor(plain)

    def process_bind_param(self, value: Sequence[Any] | None, dialect: Dialect) -> object:
        """The values as one."""
        return json.dumps(value) if dialect.name == "sqlite" else value


class _Among(FunctionElement[bool]):
    """See `among`."""

    type = Boolean()
    inherit_cache = True

    def self_group(self, against: OperatorType | None = None) -> Self:
        """As it stands: with the `= 1` that SQLAlchemy would add SQLite uses no index."""
        return self


def among(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Whether the column holds one of the values (numbers or texts) of the list `name`.

    The statement reads the same for any number of them, as `in_` does not: PostgreSQL would plan
    it anew for each number, and SQLAlchemy puts it together anew each time.
    """
    return _Among(column, bindparam(name, type_=_Listed(column.type)))


@compiles(_Among, "postgresql")
def _in_array(element: _Among, compiler: SQLCompiler, **how: Any) -> str:
    column, values = (compiler.process(part, **how) for part in element.clauses)
    return f"{column} = ANY ({values})"


@compiles(_Among, "sqlite")
def _in_json(element: _Among, compiler: SQLCompiler, **how: Any) -> str:
    column, values = (compiler.process(part, **how) for part in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"
