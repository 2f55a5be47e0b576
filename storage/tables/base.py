"""What tables are made of: names of constraints, ids, references. No table lives here."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, MetaData, Table, text

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


def partial_index(name: str, table: Table, *columns: str, where: str, unique: bool = False) -> None:
    """An index over the few rows that are still of interest."""
    parts = [table.c[column] for column in columns]
    condition = text(where)
    Index(name, *parts, unique=unique, sqlite_where=condition, postgresql_where=condition)
