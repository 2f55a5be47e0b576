"""What reports are measured against: DuckDB over tables of its own, and SQL written by hand for the
same database as ours.

Both read rows of orders and leads, never sums that were kept. Each answers with the figures that
`told` takes out of our report, so that the answers are compared before their times.

DuckDB is given the month and the client of every order ready as columns, which ours has to find.
The statements by hand have the indexes in `INDEXES`, made for them alone after ours was measured.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from reports.tables import Report, Table
from tests.reports.base.making import CURRENCY

Fetch = Callable[[str], Sequence[Any]]
"""Runs a statement; returns its rows."""
Answer = Mapping[str, Any]

CLIENT = "COALESCE(company_id * 3, contact_id * 3 + 1, person_id * 3 + 2)"
INDEXES = (
    f"CREATE INDEX by_hand_orders ON orders (currency, ({CLIENT}), paid_at, amount, discount)",
    "CREATE INDEX by_hand_times ON orders (paid_at, currency)",
    "CREATE INDEX by_hand_stages ON lead_stages (lead_id, stage, entered_at)",
)
COUNTED = f"currency = '{CURRENCY}' AND client IS NOT NULL"


@dataclass(frozen=True)
class Dialect:
    """`orders` is what to select client, month, amount, discount and currency from."""

    orders: str
    outside: str


DUCK = Dialect(
    f"(SELECT client, month, amount, discount FROM orders WHERE {COUNTED})",
    f"SELECT count(*) FROM orders WHERE currency <> '{CURRENCY}' OR client IS NULL",
)


def by_hand(month: str) -> Dialect:
    """SQL of a server: `month` is the expression of an order's month."""
    counted = f"currency = '{CURRENCY}' AND {CLIENT} IS NOT NULL"
    return Dialect(
        f"(SELECT {CLIENT} AS client, {month} AS month, amount, discount FROM orders "
        f"WHERE {counted})",
        f"SELECT count(*) FROM orders WHERE currency <> '{CURRENCY}' OR {CLIENT} IS NULL",
    )


def cohorts(fetch: Fetch, of: Dialect) -> Answer:
    """Active clients by birth and month."""
    return {"cells": _cells(fetch, of, 2), "left_out": fetch(of.outside)[0][0]}


def ltv(fetch: Fetch, of: Dialect) -> Answer:
    """Revenue by birth and month, and the median client."""
    each = f"(SELECT client, sum(amount) AS revenue FROM {of.orders} AS t GROUP BY client) AS c"
    many = int(fetch(f"SELECT count(*) FROM {each}")[0][0])
    middle = fetch(
        f"SELECT revenue FROM {each} ORDER BY revenue LIMIT {2 - many % 2} OFFSET {(many - 1) // 2}"
    )
    median = Fraction(int(middle[0][0]) + int(middle[-1][0]), 2)
    cells = _cells(fetch, of, 3)
    return {"cells": cells, "median": median, "left_out": fetch(of.outside)[0][0]}


def abc(fetch: Fetch, of: Dialect) -> Answer:
    """Classes, and the ten largest clients."""
    each = (
        f"WITH each AS (SELECT client, sum(amount) AS revenue FROM {of.orders} AS t "
        "GROUP BY client) "
    )
    upto = (
        "sum(CASE WHEN revenue > 0 THEN revenue ELSE 0 END) OVER (ORDER BY revenue DESC, client "
        "ROWS UNBOUNDED PRECEDING)"
    )
    positive = "CASE WHEN revenue > 0 THEN revenue ELSE 0 END"
    classes = fetch(
        f"{each}, total AS (SELECT sum({positive}) AS total FROM each), "
        f"ranked AS (SELECT revenue, {upto} - {positive} AS before FROM each) "
        "SELECT CASE WHEN revenue <= 0 THEN 'C' WHEN before * 100 < total * 80 THEN 'A' "
        "WHEN before * 100 < total * 95 THEN 'B' ELSE 'C' END AS grade, count(*), sum(revenue) "
        "FROM ranked CROSS JOIN total GROUP BY 1 ORDER BY 1"
    )
    largest = fetch(f"{each} SELECT client, revenue FROM each ORDER BY 2 DESC, 1 LIMIT 10")
    return {
        "classes": [(grade, int(many), int(revenue)) for grade, many, revenue in classes],
        "largest": [(str(client), int(revenue)) for client, revenue in largest],
        "left_out": fetch(of.outside)[0][0],
    }


def avg_cheque(fetch: Fetch, of: Dialect) -> Answer:
    """Sums by month, buyers and who of them came again, months of the ten largest clients."""
    months = fetch(
        f"SELECT month, count(*), sum(amount), sum(discount) FROM {of.orders} AS t GROUP BY 1"
    )
    each = (
        f"(SELECT client, count(*) AS many, sum(amount) AS revenue FROM {of.orders} AS t "
        "GROUP BY client) AS each"
    )
    buyers = fetch(f"SELECT count(*), sum(CASE WHEN many > 1 THEN 1 ELSE 0 END) FROM {each}")
    largest = fetch(f"SELECT client FROM {each} ORDER BY revenue DESC, client LIMIT 10")
    names = ", ".join(str(client) for (client,) in largest)
    moved = fetch(
        f"SELECT client, month, count(*), sum(amount) FROM {of.orders} AS t "
        f"WHERE client IN ({names}) GROUP BY 1, 2"
    )
    return {
        "months": sorted(tuple(map(int, row)) for row in months),
        "buyers": tuple(map(int, buyers[0])),
        "largest": [str(client) for (client,) in largest],
        "moved": len(moved),
        "left_out": fetch(of.outside)[0][0],
    }


def _cells(fetch: Fetch, of: Dialect, which: int) -> dict[tuple[int, int], int]:
    """Clients (2) or revenue (3) by birth and month, without zeros."""
    rows = fetch(
        "WITH months AS (SELECT client, month, sum(amount) AS revenue "
        f"FROM {of.orders} AS t GROUP BY client, month), "
        "born AS (SELECT *, min(month) OVER (PARTITION BY client) AS born FROM months) "
        "SELECT born, month, count(*), sum(revenue) FROM born GROUP BY 1, 2"
    )
    return {(int(row[0]), int(row[1])): int(row[which]) for row in rows if row[which]}


RIVALS: Mapping[str, Callable[[Fetch, Dialect], Answer]] = {
    "cohorts": cohorts,
    "ltv": ltv,
    "abc": abc,
    "avg_cheque": avg_cheque,
}


def told(report: Report) -> Answer:
    """What our report says of that, in the same form."""
    tables = {table.id: table for table in report.tables}
    found: dict[str, Any] = {"left_out": report.left_out}
    if report.id == "cohorts":
        active = _grid(tables["retention"], lambda cell: cell.share.part)
        found["cells"] = {cell: many for cell, many in active.items() if many}
    elif report.id == "ltv":
        found["cells"] = _steps(_grid(tables["ltv"], lambda cell: int(cell.value * cell.whole)))
        found["median"] = tables["totals"].rows[0].cells[1].value
    elif report.id == "abc":
        rows = tables["classes"].rows
        found["classes"] = [(r.name.id, r.cells[0].value, r.cells[2].value) for r in rows]
        clients = tables["clients"].rows
        found["largest"] = [(row.name.id, row.cells[1].value) for row in clients]
    else:
        months = tables["months"].rows
        found["months"] = [
            (_month(r.name.id), r.cells[0].value, r.cells[1].value, r.cells[3].value)
            for r in months
        ]
        share = tables["repeat"].rows[0].cells[0].share
        found["buyers"] = (share.whole, share.part) if share else (0, 0)
        found["largest"] = [row.name.id for row in tables["movements"].rows]
    return found


def _grid(table: Table, value: Callable[[Any], int]) -> dict[tuple[int, int], int]:
    """(born, month) → value."""
    found = {}
    for row in table.rows:
        born = _month(row.name.id)
        for age, cell in enumerate(row.cells[1:]):
            if cell.value is not None:
                found[born, born + age] = value(cell)
    return found


def _steps(cumulative: dict[tuple[int, int], int]) -> dict[tuple[int, int], int]:
    """What each month added, without zeros."""
    added = {
        (born, month): sum_ - cumulative.get((born, month - 1), 0)
        for (born, month), sum_ in cumulative.items()
    }
    return {cell: sum_ for cell, sum_ in added.items() if sum_}


def _month(id_: str) -> int:
    year, month = id_.split("-")
    return int(year) * 12 + int(month) - 1
