"""What was tried, by hand: hypotheses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import pandas as pd

from benchmarks.by_hand.clock import midnight
from benchmarks.by_hand.dialect import Dialect, Fetch, Figures, Rival
from tests.reports.base.making import CURRENCY, TODAY
from tests.reports.base.recount.figures import LEFT_OUT, SIZE
from tests.reports.base.recount.pipeline import STEPS
from tests.reports.base.trying import HYPOTHESES

INDEXES: tuple[str, ...] = ()
DAY = timedelta(days=1)
STAGES = ("qualified", "key_stage", "sales")
COLUMNS = ("enquiries", "worthy", *STAGES)

Window = tuple[date, date, date]
"""Leads of the days [since, until), with what they became before a day."""


def hypotheses(fetch: Fetch, of: Dialect) -> Figures:
    """What leads of its time became, and as many days before it."""
    found: Figures = {SIZE: len(HYPOTHESES), LEFT_OUT: 0}
    for number, (started, ended, *touched, _) in enumerate(HYPOTHESES, 1):
        since, end = date.fromisoformat(started), date.fromisoformat(ended) if ended else None
        windows = dict(_windows(since, end))
        counts = _counted(fetch, of, windows, touched)
        for table, before in windows:
            row, told = (table, str(number)), counts.get((table, before), [0] * 6)
            for column, many in zip(COLUMNS, told, strict=False):
                name = f"before-before_{column}" if before else f"leads-{column}"
                found[*row, f"hypothesis_{name}"] = many
            revenue = "hypothesis_revenue_before" if before else "hypothesis_revenue"
            found[*row, revenue] = told[-1]
    return found


def _windows(started: date, ended: date | None) -> Iterator[tuple[tuple[str, bool], Window]]:
    """Of three and of six months that are over, else of what there is; and those before."""
    dues = {
        f"after_{months}": (pd.Timestamp(started) + pd.DateOffset(months=months)).date()
        for months in (3, 6)
    }
    over = {table: due for table, due in dues.items() if due <= TODAY}
    for table, ripe in (over or {"so_far": TODAY + DAY}).items():
        until = min(ripe, ended + DAY) if ended else ripe
        yield (table, False), (started, until, ripe)
        back = until - started
        yield (table, True), (started - back, started, ripe - back)


def _counted(
    fetch: Fetch,
    of: Dialect,
    windows: Mapping[tuple[str, bool], Window],
    touched: list[str | None],
) -> dict[tuple[str, bool], list[int]]:
    named = list(windows)
    listed = " UNION ALL ".join(
        f"SELECT {at} AS number, "
        + ", ".join(
            f"{midnight(of, day)} AS {name}"
            for name, day in zip(("since", "until", "ripe"), windows[one], strict=True)
        )
        for at, one in enumerate(named)
    )
    wanted = "".join(
        f" AND leads.{column} = '{value}'"
        for column, value in zip(("product", "channel", "temperature"), touched, strict=True)
        if value
    )
    stepped = ", ".join(
        f"max(CASE WHEN entered_at < ripe AND stage IN ({_quoted(STEPS[step])}) THEN 1 ELSE 0 END) "
        f"AS {step}"
        for step in STAGES
    )
    came = (
        f"WITH windows AS ({listed}), came AS (SELECT number, ripe, leads.id, grade FROM windows "
        "JOIN leads ON enquired_at >= since AND enquired_at < until "
        f"WHERE COALESCE(loss_reason, '') <> 'duplicate'{wanted}) "
    )
    found = {
        named[number]: [*map(int, counts), 0]
        for number, *counts in fetch(
            f"{came}, stepped AS (SELECT number, grade, {stepped} FROM came LEFT JOIN lead_stages "
            "ON lead_id = came.id GROUP BY number, grade, came.id) "
            "SELECT number, count(*), sum(CASE WHEN grade IN ('A', 'B') THEN 1 ELSE 0 END), "
            f"{', '.join(f'sum({step})' for step in STAGES)} FROM stepped GROUP BY number"
        )
    }
    for number, revenue in fetch(
        f"{came} SELECT number, sum(amount) FROM came JOIN orders ON lead_id = came.id "
        f"WHERE currency = '{CURRENCY}' AND paid_at < ripe GROUP BY number"
    ):
        found[named[number]][-1] = int(revenue)
    return found


def _quoted(values: list[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)


RIVALS: Mapping[str, Rival] = {"hypotheses": hypotheses}
