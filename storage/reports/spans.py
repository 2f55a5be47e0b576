"""Spans of time between two instants, spread out in groups: medians and ninetieth percentiles in
one pass, on both databases."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, Select, case, func, null, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from reports.sellers.spread import Spread

Spans = Select[*tuple[Any, ...]]


class Microseconds(FunctionElement[int]):
    """An instant as whole microseconds since 1970."""

    type = BigInteger()
    inherit_cache = True


@compiles(Microseconds, "postgresql")
def _of_timestamp(element: Microseconds, compiler: SQLCompiler, **how: Any) -> str:
    instant = compiler.process(element.clauses, **how)
    return f"CAST(EXTRACT(EPOCH FROM {instant}) * 1000000 AS BIGINT)"


@compiles(Microseconds, "sqlite")
def _of_number(element: Microseconds, compiler: SQLCompiler, **how: Any) -> str:
    return str(compiler.process(element.clauses, **how))


def span(begun: ColumnElement[Any], ended: ColumnElement[Any]) -> ColumnElement[int]:
    """Microseconds from one instant to another, none where the second comes first."""
    between = Microseconds(ended) - Microseconds(begun)
    return case((between < 0, 0), else_=between)


def spreads(connection: Connection, spans: Spans) -> dict[Any, Spread]:
    """By group, of a statement that selects `grouped` and `span` (not null)."""
    found = spans.cte("spans")
    place = func.row_number().over(partition_by=found.c.grouped, order_by=found.c.span)
    many = func.count().over(partition_by=found.c.grouped)
    ranked = select(found.c.grouped, found.c.span, place.label("place"), many.label("many")).cte(
        "ranked"
    )
    wanted = or_(
        ranked.c.place == (ranked.c.many + 1) // 2,
        ranked.c.place == ranked.c.many // 2 + 1,
        ranked.c.place == (9 * ranked.c.many + 9) // 10,
    )
    rows = connection.execute(select(ranked).where(wanted)).all()
    groups: dict[Any, dict[int, int]] = {}
    sizes: dict[Any, int] = {}
    for grouped, length, at, size in rows:
        groups.setdefault(grouped, {})[int(at)] = int(length)
        sizes[grouped] = int(size)
    return {one: _spread(sizes[one], at) for one, at in groups.items()}


def all_of(spans: Spans) -> Spans:
    """The same spans as one group, None."""
    found = spans.subquery()
    return select(null().label("grouped"), found.c.span)


def _spread(many: int, at: dict[int, int]) -> Spread:
    middle = (at[(many + 1) // 2], at[many // 2 + 1])
    return Spread(many, _mean(middle), timedelta(microseconds=at[(9 * many + 9) // 10]))


def _mean(microseconds: Iterable[int]) -> timedelta:
    found = [timedelta(microseconds=one) for one in microseconds]
    return sum(found, timedelta()) / len(found)
