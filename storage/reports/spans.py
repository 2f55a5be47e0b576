"""Spans of time between two instants, spread out in groups: medians and ninetieth percentiles, on
both databases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    Text,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from reports.sellers.spread import Spread
from storage.columns import EPOCH, MICROSECOND

Told = tuple[str | None, str]
"""The column of the groups, None for one of all, and the column of the spans."""
Spreads = Mapping[Told, Mapping[str | None, Spread]]


def micros(instant: datetime) -> int:
    """Microseconds since 1970."""
    return (instant - EPOCH) // MICROSECOND


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


def spreads(connection: Connection, found: CTE, told: Sequence[Told]) -> Spreads:
    """How spans in columns of `found` (where there are any) are spread by the values of other
    columns, as text; the one group of all is None. One statement, whatever is told."""
    statement = union_all(*(_ranked(found, number, *one) for number, one in enumerate(told)))
    groups: dict[Told, dict[str | None, dict[int, int]]] = {one: {} for one in told}
    sizes: dict[tuple[Told, str | None], int] = {}
    for number, group, length, place, many in connection.execute(statement):
        groups[told[number]].setdefault(group, {})[int(place)] = int(length)
        sizes[told[number], group] = int(many)
    return {
        one: {group: _spread(sizes[one, group], at) for group, at in those.items()}
        for one, those in groups.items()
    }


def _ranked(found: CTE, number: int, grouped: str | None, spans: str) -> Select[Any]:
    """Number, group, span, its place in order and how many there are, of those in the middle and at
    the ninetieth percentile."""
    group, length = None if grouped is None else found.c[grouped], found.c[spans]
    place = func.row_number().over(partition_by=group, order_by=length)
    # Of the same window, so that spans are put in order once.
    many = func.count().over(partition_by=group, order_by=length, rows=(None, None))
    ranked = (
        select(
            (null() if group is None else group).label("grouped"),
            length.label("span"),
            place.label("place"),
            many.label("many"),
        )
        .where(length.is_not(None))
        .subquery()
    )
    half = ranked.c.many // 2
    wanted = (ranked.c.many - half, half + 1, (9 * ranked.c.many + 9) // 10)
    return select(
        literal(number),
        cast(ranked.c.grouped, Text),
        ranked.c.span,
        ranked.c.place,
        ranked.c.many,
    ).where(ranked.c.place.in_(wanted))


def _spread(many: int, at: Mapping[int, int]) -> Spread:
    middle = (at[(many + 1) // 2], at[many // 2 + 1])
    return Spread(many, _mean(middle), timedelta(microseconds=at[(9 * many + 9) // 10]))


def _mean(microseconds: Iterable[int]) -> timedelta:
    found = [timedelta(microseconds=one) for one in microseconds]
    return sum(found, timedelta()) / len(found)
