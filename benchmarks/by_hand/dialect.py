"""What statements written by hand are put together of, as each database spells it.

Rivals read the rows themselves, never sums that were kept. DuckDB is given the client and the month
of every order ready as columns, which ours and the other statements have to find.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NoReturn

from storage.secrets import KeyRing
from tests.reports.base.making import CURRENCY, EPOCH, TODAY
from tests.reports.base.recount.figures import Place

Fetch = Callable[[str], Sequence[Any]]
"""Runs a statement; returns its rows."""
Figures = dict[Place, Any]
"""(table, row, column) of a report → the value that it shows there; (`NOTE`, table, what) → what is
said beside it."""
NOTE = "note"
COUNTS = "COALESCE(leads.loss_reason, '') <> 'duplicate'"
CLIENT = "COALESCE(company_id * 3, contact_id * 3 + 1, person_id * 3 + 2)"


@dataclass(frozen=True)
class Dialect:
    """`month` gives the month of the company's clock that an instant lies in (year × 12 + month -
    1), `micros` an instant as microseconds since 1970, `at` such a number as an instant, `span` a
    number of them as what lies between two instants.

    `orders` is what to select id, client, month, product, amount, discount and paid_at from, of the
    orders that count; `by_month` too, month by month; `left_out` counts the others.

    `middles` selects of a table, by a column and of all (null): how many there are, and the lower
    and the upper value in the middle of another column.

    `opened` is what a sealed value of a column (`table.column`) says: no statement can read it.

    `percentiles` says that there are aggregates for them.
    """

    month: Callable[[str], str]
    micros: Callable[[str], str]
    at: Callable[[int], str]
    span: Callable[[int], str]
    middles: Callable[[str, str, str], str]
    orders: str
    by_month: str
    left_out: str
    opened: Callable[[str, bytes], Mapping[str, Any]]
    percentiles: bool = False


Rival = Callable[[Fetch, Dialect], Figures]


def sqlite(fetch: Fetch, keys: KeyRing) -> Dialect:
    """Months by the few rows that say when each begins."""

    def month(instant: str) -> str:
        begun = f"SELECT month FROM rollup_months WHERE since <= {instant}"
        return f"({begun} ORDER BY since DESC LIMIT 1)"

    def middles(table: str, by: str, value: str) -> str:
        return " UNION ALL ".join(
            f"SELECT named, many, min(value), max(value) FROM (SELECT {named} AS named, "
            f"{value} AS value, row_number() OVER ordered AS place, count(*) OVER (ordered "
            "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS many "
            f"FROM {table} WINDOW ordered AS ({partition} ORDER BY {value})) "
            "WHERE place IN ((many + 1) / 2, many / 2 + 1) GROUP BY named, many"
            for named, partition in ((by, f"PARTITION BY {by}"), ("NULL", ""))
        )

    return Dialect(
        month=month,
        micros=str,
        at=str,
        span=str,
        middles=middles,
        orders=_orders(month),
        by_month="(SELECT rollup_months.month, amount, discount FROM rollup_months CROSS JOIN "
        f"orders ON paid_at >= since AND paid_at < until WHERE {_counted(CLIENT)}) AS orders",
        left_out=_LEFT_OUT,
        opened=keys.open_json,
    )


def postgres(fetch: Fetch, keys: KeyRing) -> Dialect:
    """Months by a search in a list of their beginnings."""
    known = "FROM rollup_months WHERE since >= '2020-01-01'"
    ((first,),) = fetch(f"SELECT min(month) {known}")
    begins = fetch(f"SELECT since {known} ORDER BY since LIMIT 120")
    listed = ", ".join(f"'{since.isoformat()}'" for (since,) in begins)

    def month(instant: str) -> str:
        return f"({first - 1} + width_bucket({instant}, ARRAY[{listed}]::timestamptz[]))"

    def middles(table: str, by: str, value: str) -> str:
        places = f"percentile_disc(ARRAY[0.5, 0.5 + 1e-9]) WITHIN GROUP (ORDER BY {value})"
        return (
            "SELECT named, many, middles[1], middles[2] FROM (SELECT "
            f"{by} AS named, count(*) AS many, {places} AS middles FROM {table} "
            f"GROUP BY GROUPING SETS (({by}), ())) AS found"
        )

    return Dialect(
        month=month,
        micros=lambda instant: f"CAST(date_part('epoch', {instant}) * 1000000 AS BIGINT)",
        at=lambda micros: f"TIMESTAMPTZ '{(EPOCH + timedelta(microseconds=micros)).isoformat()}'",
        span=lambda micros: f"INTERVAL '{micros} microseconds'",
        middles=middles,
        orders=_orders(month),
        by_month=_orders(month),
        left_out=_LEFT_OUT,
        opened=keys.open_json,
        percentiles=True,
    )


def duckdb() -> Dialect:
    """Over `orders` of its own, of numbers throughout."""
    counted = _counted("client")
    orders = f"(SELECT * FROM orders WHERE {counted}) AS orders"
    return Dialect(
        month=_unknown,
        micros=str,
        at=str,
        span=str,
        middles=_unknown,
        orders=orders,
        by_month=orders,
        left_out=f"SELECT count(*) FROM orders WHERE NOT ({counted})",
        opened=_unknown,
    )


def month_id(month: int) -> str:
    """A month as a row of a report is called."""
    return f"{month // 12}-{month % 12 + 1:02}"


def this_month() -> int:
    """That of the base's last day."""
    return TODAY.year * 12 + TODAY.month - 1


def _orders(month: Callable[[str], str]) -> str:
    return (
        f"(SELECT id, {CLIENT} AS client, {month('paid_at')} AS month, product, amount, discount, "
        f"paid_at FROM orders WHERE {_counted(CLIENT)}) AS orders"
    )


def _counted(client: str) -> str:
    return f"currency = '{CURRENCY}' AND {client} IS NOT NULL"


_LEFT_OUT = (
    f"SELECT (SELECT count(*) FROM orders WHERE currency < '{CURRENCY}') "
    f"+ (SELECT count(*) FROM orders WHERE currency > '{CURRENCY}') "
    f"+ (SELECT count(*) FROM orders WHERE currency = '{CURRENCY}' AND company_id IS NULL "
    "AND contact_id IS NULL AND person_id IS NULL)"
)


def _unknown(*asked: object) -> NoReturn:
    raise NotImplementedError(f"DuckDB has orders and their months alone, not {asked}")
