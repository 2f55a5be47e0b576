"""Spans of time between two instants, spread out in groups: medians and ninetieth percentiles, on
both databases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
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

Told = tuple[str | None, str]
"""The column of the groups, None for one of all, and the column of the spans."""
Spreads = Mapping[Told, Mapping[str | None, Spread]]


class Microseconds(FunctionElement[int]):
    """An instant as whole microseconds since 1970."""

    type = BigInteger()
    inherit_cache = True


@compiles(Microseconds, "postgresql")
def _of_timestamp(element: Microseconds, compiler: SQLCompiler, **how: Any) -> str:
    """A double tells microseconds apart until the year 2106; EXTRACT reckons with decimals, which
    takes several times as long."""
    instant = compiler.process(element.clauses, **how)
    return f"CAST(date_part('epoch', {instant}) * 1000000 AS BIGINT)"


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
    spread = _by_aggregates if connection.dialect.name == "postgresql" else _by_places
    statement = union_all(*(spread(found, number, *one) for number, one in enumerate(told)))
    groups: dict[Told, dict[str | None, Spread]] = {one: {} for one in told}
    for number, group, many, median, p90 in connection.execute(statement):
        middle, slow = (timedelta(microseconds=float(one)) for one in (median, p90))
        groups[told[number]][group] = Spread(int(many), middle, slow)
    return groups


def _by_aggregates(found: CTE, number: int, grouped: str | None, spans: str) -> Select[Any]:
    """Number, group, how many, the median and the ninetieth percentile."""
    group, length = null() if grouped is None else found.c[grouped], found.c[spans]
    statement = (
        select(
            literal(number),
            cast(group, Text),
            func.count(),
            func.percentile_cont(0.5).within_group(length),
            func.percentile_disc(0.9).within_group(length),
        )
        .where(length.is_not(None))
        .having(func.count() > 0)  # of none there would be a row all the same
    )
    return statement if grouped is None else statement.group_by(group)


def _by_places(found: CTE, number: int, grouped: str | None, spans: str) -> Select[Any]:
    """The same where there are no aggregates for it: of spans put in order those at three places,
    of which the last is that of the ninetieth percentile."""
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
    return (
        select(
            literal(number),
            cast(ranked.c.grouped, Text),
            ranked.c.many,
            func.avg(case((ranked.c.place <= half + 1, ranked.c.span))),
            func.max(ranked.c.span),
        )
        .where(ranked.c.place.in_(wanted))
        .group_by(ranked.c.grouped, ranked.c.many)
    )
