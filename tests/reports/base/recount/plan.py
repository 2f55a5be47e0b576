"""/plan, lead by lead and order by order."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pandas as pd

from tests.reports.base.making import PLAN, TODAY
from tests.reports.base.recount.figures import LEFT_OUT, NOTHING, SIZE, Figures, Wanted, month
from tests.reports.base.recount.pipeline import came
from tests.reports.base.recount.purchases import taken
from tests.reports.base.rows import Rows

PERIOD = Wanted(date(1990, 1, 1), date(2100, 1, 1))


def plan(base: Rows, wanted: Wanted) -> Figures:
    """Of what is agreed for each month of the period: agreed, come, the share."""
    leads, (orders, _) = came(base, PERIOD), taken(base, PERIOD)
    when = {step: month(leads[step].dropna()) for step in ("qualified", "key_stage", "sales")}
    graded = {grade: month(leads[leads.grade == grade].enquired_at) for grade in "ABC"}
    first, last = (wanted.first, wanted.last or TODAY) if wanted.first else (None, TODAY)
    if first is None:
        first = (pd.Timestamp(TODAY).replace(day=1) - pd.DateOffset(months=2)).date()
        first = date.fromisoformat(f"{min(PLAN)}-01") if wanted.everything else first
    months = {
        name: agreed for name, agreed in PLAN.items() if f"{first:%Y-%m}" <= name <= f"{last:%Y-%m}"
    }
    end = (pd.Timestamp(last) + pd.offsets.MonthEnd(0)).date()
    paid = any("revenue" in agreed for agreed in months.values())
    left_out = taken(base, Wanted(first.replace(day=1), min(end, TODAY)))[1] if paid else 0
    found: Figures = {SIZE: (sum(map(len, months.values())), None), LEFT_OUT: (left_out, None)}
    for what in {what for agreed in months.values() for what in agreed}:
        sums = [0, 0]
        for name, agreed in months.items():
            if what not in agreed:
                continue
            number = int(name[:4]) * 12 + int(name[5:]) - 1
            if what == "revenue":
                fact = int(orders[orders.month == number].amount.sum())
            else:
                fact = int(((when | graded)[what] == number).sum())
            sums = [sums[0] + agreed[what], sums[1] + fact]
            found |= _line(what, name, agreed[what], fact)
        found |= _line(what, "all", *sums)
    return found


def _line(what: str, row: str, agreed: int, fact: int) -> Figures:
    columns = ("planned_revenue", "revenue") if what == "revenue" else ("planned", "plan_fact")
    share = (Fraction(fact, agreed), None) if agreed else NOTHING
    return {
        (what, row, columns[0]): (agreed, None),
        (what, row, columns[1]): (fact, None),
        (what, row, "plan_done"): share,
    }
