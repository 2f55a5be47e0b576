"""What tables are made of: names of constraints, ids, references. No table lives here."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, ForeignKey, Index, MetaData, Table
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateIndex

from storage.columns import Identifier

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def own_id() -> Column[int]:
    """An id that the application allots."""
    return Column("id", Identifier, primary_key=True, autoincrement=False)


def reference(table: str, name: str, *, nullable: bool = True, index: bool = False) -> Column[int]:
    """A reference to a row of another table."""
    return Column(name, Identifier, ForeignKey(f"{table}.id"), nullable=nullable, index=index)


def belonging(table: str, name: str) -> Column[int]:
    """A reference of a row that goes with what it refers to."""
    key = ForeignKey(f"{table}.id", ondelete="CASCADE")
    return Column(name, Identifier, key, nullable=False, index=True)


class PartialIndex(Index):
    """An index over the few rows that are still of interest.

    SQLAlchemy's own words for it name the database, and naming PostgreSQL's loads what serves it.
    """

    def __init__(
        self, name: str, *parts: ColumnElement[Any], where: str, unique: bool = False
    ) -> None:
        super().__init__(name, *parts, unique=unique)
        self.where = where


@compiles(CreateIndex)
def _create_index(create: CreateIndex, compiler: Any, **how: Any) -> str:
    made: str = compiler.visit_create_index(create, **how)
    index = create.element
    return f"{made} WHERE {index.where}" if isinstance(index, PartialIndex) else made


def partial_index(name: str, table: Table, *columns: str, where: str, unique: bool = False) -> None:
    """A `PartialIndex` over columns as they are."""
    PartialIndex(name, *[table.c[column] for column in columns], where=where, unique=unique)
