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
"""(table, row, column) of a report → the value that it shows there."""
CLIENT = "COALESCE(company_id * 3, contact_id * 3 + 1, person_id * 3 + 2)"


@dataclass(frozen=True)
class Dialect:
    """`month` gives the month of the company's clock that an instant lies in (year × 12 + month -
    1), `micros` an instant as microseconds since 1970, `at` such a number as an instant.

    `orders` is what to select id, client, month, product, amount, discount and paid_at from, of the
    orders that count; `left_out` counts the others.

    `opened` is what a sealed value of a column (`table.column`) says: no statement can read it.
    """

    month: Callable[[str], str]
    micros: Callable[[str], str]
    at: Callable[[int], str]
    orders: str
    left_out: str
    opened: Callable[[str, bytes], Mapping[str, Any]]


Rival = Callable[[Fetch, Dialect], Figures]


def sqlite(fetch: Fetch, keys: KeyRing) -> Dialect:
    """Months by the few rows that say when each begins."""
    begun = "SELECT month FROM rollup_months WHERE since <= {} ORDER BY since DESC LIMIT 1"
    return _server(lambda instant: f"({begun.format(instant)})", str, str, keys)


def postgres(fetch: Fetch, keys: KeyRing) -> Dialect:
    """Months by a search in a list of their beginnings."""
    known = "FROM rollup_months WHERE since >= '2020-01-01'"
    ((first,),) = fetch(f"SELECT min(month) {known}")
    begins = fetch(f"SELECT since {known} ORDER BY since LIMIT 120")
    listed = ", ".join(f"'{since.isoformat()}'" for (since,) in begins)
    return _server(
        lambda at: f"({first - 1} + width_bucket({at}, ARRAY[{listed}]::timestamptz[]))",
        lambda at: f"CAST(EXTRACT(EPOCH FROM {at}) * 1000000 AS BIGINT)",
        lambda micros: f"TIMESTAMPTZ '{(EPOCH + timedelta(microseconds=micros)).isoformat()}'",
        keys,
    )


def duckdb() -> Dialect:
    """Over `orders` of its own, of numbers throughout."""
    counted = f"currency = '{CURRENCY}' AND client IS NOT NULL"
    return Dialect(
        month=_unknown,
        micros=str,
        at=str,
        orders=f"(SELECT * FROM orders WHERE {counted}) AS orders",
        left_out=f"SELECT count(*) FROM orders WHERE NOT ({counted})",
        opened=_unknown,
    )


def month_id(month: int) -> str:
    """A month as a row of a report is called."""
    return f"{month // 12}-{month % 12 + 1:02}"


def this_month() -> int:
    """That of the base's last day."""
    return TODAY.year * 12 + TODAY.month - 1


def _server(
    month: Callable[[str], str],
    micros: Callable[[str], str],
    at: Callable[[int], str],
    keys: KeyRing,
) -> Dialect:
    counted = f"currency = '{CURRENCY}' AND {CLIENT} IS NOT NULL"
    return Dialect(
        month,
        micros,
        at,
        orders=f"(SELECT id, {CLIENT} AS client, {month('paid_at')} AS month, product, amount, "
        f"discount, paid_at FROM orders WHERE {counted}) AS orders",
        left_out=f"SELECT count(*) FROM orders WHERE currency <> '{CURRENCY}' OR {CLIENT} IS NULL",
        opened=keys.open_json,
    )


def _unknown(*asked: object) -> NoReturn:
    raise NotImplementedError(f"DuckDB has orders and their months alone, not {asked}")
