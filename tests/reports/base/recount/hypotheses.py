"""/hypotheses, lead by lead and order by order."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any, NamedTuple

import pandas as pd

from tests.reports.base.making import CURRENCY, TODAY, ZONE
from tests.reports.base.recount.figures import LEFT_OUT, NOTHING, SIZE, Figures, Wanted
from tests.reports.base.recount.pipeline import came
from tests.reports.base.rows import Rows

DAY = timedelta(days=1)
FEWEST = 10
STEPS = ("enquiries", "qualified", "worthy", "key_stage", "sales")


class Came(NamedTuple):
    """What leads of some days became by a day: counts by step, sum and number of orders."""

    steps: dict[str, int]
    revenue: int
    orders: int


class Judged(NamedTuple):
    """A term: the table that it stands in, how many months enquiries came in, both stretches."""

    table: str
    months: Fraction
    now: Came
    before: Came


def hypotheses(base: Rows, wanted: Wanted) -> Figures:
    """Of those that began in the period and touch just what is asked for."""
    first, last = wanted.first or date(1990, 1, 1), wanted.last or TODAY
    if not (wanted.first or wanted.everything):
        first = (pd.Timestamp(TODAY) - pd.DateOffset(months=12)).date() + DAY
    found: Figures = {SIZE: (0, None), LEFT_OUT: (0, None)}
    for one in base.frame("hypotheses").astype(object).itertuples():
        mine = Wanted(
            date(1990, 1, 1),
            date(2100, 1, 1),
            product=one.product if isinstance(one.product, str) else None,
            channel=one.channel if isinstance(one.channel, str) else None,
            temperature=one.temperature if isinstance(one.temperature, str) else None,
        )
        asked = (
            (wanted.product, mine.product),
            (wanted.channel, mine.channel),
            (wanted.temperature, mine.temperature),
        )
        started = date.fromisoformat(one.started)
        if first <= started <= last and all(a in (None, b) for a, b in asked):
            found[SIZE] = (found[SIZE][0] + 1, None)
            found |= _told(base, str(one.id), started, one.ended, mine, one.aim)
    return found


def _told(base: Rows, row: str, started: date, ended: Any, mine: Wanted, aim: Any) -> Figures:
    leads, end = came(base, mine), date.fromisoformat(ended) if isinstance(ended, str) else None
    dues = {
        months: (pd.Timestamp(started) + pd.DateOffset(months=months)).date() for months in (3, 6)
    }
    over = {f"after_{months}": due for months, due in dues.items() if due <= TODAY}
    judged = []
    for table, ripe in (over or {"so_far": TODAY + DAY}).items():
        until = ripe if end is None or end + DAY > ripe else end + DAY
        back = until - started
        whole = table != "so_far" and until == ripe
        months = Fraction(int(table[-1])) if whole else Fraction(back.days * 48, 1461)
        judged.append(
            Judged(
                table,
                months,
                _came(base, leads, started, until, ripe),
                _came(base, leads, started - back, started, ripe - back),
            )
        )
    found: Figures = {}
    for one in judged:
        found |= _figures(one.table, row, one)
    latest, ahead = judged[-1], [due for due in dues.values() if due > TODAY]
    state = "running" if end is None else "ended"
    found[state, row, "hypothesis_ran"] = ((end or TODAY) - started + DAY, None)
    found[state, row, "hypothesis_left"] = (ahead[0] - TODAY, None) if ahead else NOTHING
    aim = aim if isinstance(aim, dict) else None
    done, few = _done(aim, latest)
    found[state, row, "hypothesis_done"] = done
    if few and latest.table != "so_far":
        found |= _of("few", row, "enquiries", latest)
    return found


def _came(base: Rows, leads: pd.DataFrame, since: date, until: date, ripe: date) -> Came:
    """Days begin at the company's midnight."""
    begin, end, ripened = (
        int(pd.Timestamp(day, tz=str(ZONE)).timestamp()) * 1_000_000 for day in (since, until, ripe)
    )
    those = leads[(leads.enquired_at >= begin) & (leads.enquired_at < end)]
    steps = {
        step: int((those[step] < ripened).fillna(False).sum())
        for step in ("qualified", "key_stage", "sales")
    }
    steps |= {"enquiries": len(those), "worthy": int(those.grade.isin(["A", "B"]).sum())}
    orders = base.frame("orders")
    paid = orders[
        orders.lead_id.isin(those.index)
        & (orders.currency == CURRENCY)
        & (orders.paid_at < ripened)
    ]
    return Came(steps, int(paid.amount.sum()), len(paid))


def _figures(table: str, row: str, one: Judged) -> Figures:
    found: Figures = {}
    for step in STEPS:
        found |= _of(table, row, step, one)
    found[table, row, "hypothesis_revenue"] = (one.now.revenue, one.now.orders)
    found[table, row, "hypothesis_revenue_before"] = (one.before.revenue, one.before.orders)
    return found


def _of(table: str, row: str, step: str, one: Judged) -> Figures:
    return {
        (table, row, f"hypothesis_leads-{step}"): (one.now.steps[step], None),
        (table, row, f"hypothesis_before-before_{step}"): (one.before.steps[step], None),
    }


def _done(aim: dict[str, str] | None, one: Judged) -> tuple[tuple[Any, int | None], bool]:
    """What came of what was expected, and whether that is too little to tell."""
    if aim is None:
        return NOTHING, one.now.steps["enquiries"] + one.before.steps["enquiries"] < FEWEST
    wanted = Fraction(aim["to"])
    if "among" in aim:
        whole = one.now.steps[aim["among"]]
        fact = Fraction(one.now.steps[aim["of"]], whole) if whole else None
        done = NOTHING if fact is None else (fact / wanted, whole)
        return done, whole < FEWEST
    if aim["of"] == "revenue":
        return (one.now.revenue / one.months / wanted, one.now.orders), one.now.orders < FEWEST
    many = one.now.steps[aim["of"]]
    few = many < FEWEST and wanted * one.months < FEWEST
    return (many / one.months / wanted, many), few
