"""/status, fact by fact."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pandas as pd

from tests.reports.base.making import CURRENCY, EPOCH, NOW, TODAY, ZONE, micros
from tests.reports.base.recount.figures import (
    LEFT_OUT,
    NOTHING,
    SIZE,
    Figures,
    Wanted,
    leads_of,
    middle,
    midnight,
)
from tests.reports.base.recount.pipeline import STEPS
from tests.reports.base.rows import Rows

WEEK = timedelta(days=7)
ENTERED = {
    "leads": STEPS["leads"],
    "qualified": STEPS["qualified"],
    "not_yet": ["not_yet"],
    "disqualified": ["disqualified"],
    "self_served": ["self_service"],
    "referred": ["referred"],
}
MOMENTS = {"enquiries": "enquired_at", "briefs": "brief_done_at", "taken": "taken_at"}
WAITS = {
    "first_reply": ("enquired_at", "first_reply_at"),
    "speed_to_lead": ("qualified_at", "taken_at"),
}
Span = tuple[int, int]


def spans() -> dict[str, Span]:
    """Today, the week and the last one up to the same hour of the wall clock."""
    back = (NOW.astimezone(ZONE).replace(tzinfo=None) - WEEK).replace(tzinfo=ZONE)
    monday = TODAY.weekday()
    return {
        "today": (midnight(0), micros(NOW)),
        "week": (midnight(monday), micros(NOW)),
        "last_week": (midnight(monday + 7), (back - EPOCH) // timedelta(microseconds=1)),
    }


def status(base: Rows, wanted: Wanted) -> Figures:
    """What happened in each span, and what is so now."""
    every = leads_of(base, wanted).set_index("id")
    leads = every[every.loss_reason != "duplicate"]
    found: Figures = {}
    for name, span in spans().items():
        for metric, figure in _happened(base, wanted, every, leads, span).items():
            table = "deals" if metric in {"revenue", *WAITS} else "happened"
            found[table, name, metric] = figure
    still = every[every.closed_at.isna()]
    late = still[
        still.qualified_at.notna() & still.taken_at.isna() & still.stage.isin(STEPS["qualified"])
    ]
    found["untaken", "all", "untaken"] = (len(late), None)
    for stage, many in still.stage.value_counts().items():
        found["stages", str(stage), "open_by_stage"] = (int(many), None)
    asked = base.frame("surveys")
    asked = asked[(asked.scale == "nps") & asked.lead_id.isin(leads.index)]
    grades = asked[_in(asked.asked_at, (midnight(89), micros(NOW)))].grade.dropna()
    points = 100 * int((grades >= 9).sum() - (grades <= 6).sum())
    place = ("opinions", "all", "survey_balance")
    found[place] = (Fraction(points, len(grades)), len(grades)) if len(grades) else NOTHING
    counts = [
        many or 0
        for (table, name, _), (many, _) in found.items()
        if (table == "happened" and name != "today") or table == "stages"
    ]
    counts += [
        found["happened", "today", one][0] or 0
        for one in ("visits", "paid", "rejected", *MOMENTS, *ENTERED)
    ]
    found[SIZE] = (sum(counts) + len(grades), None)
    others = [
        _paid(base, leads, span, ours=False) for name, span in spans().items() if name != "today"
    ]
    found[LEFT_OUT] = (sum(map(len, others)), None)
    return found


def _happened(
    base: Rows, wanted: Wanted, every: pd.DataFrame, leads: pd.DataFrame, span: Span
) -> dict[str, tuple[Any, int | None]]:
    found: dict[str, tuple[Any, int | None]] = {}
    visits = base.frame("visits")
    visits = visits[_in(visits["at"], span)]
    if wanted.channel:
        visits = visits[visits.channel == wanted.channel]
    of_leads = wanted.product or wanted.temperature or wanted.manager
    found["visits"] = NOTHING if of_leads else (len(visits), None)
    for metric, column in MOMENTS.items():
        found[metric] = (int(_in(leads[column], span).sum()), None)
    entries = base.frame("lead_stages")
    for metric, stages in ENTERED.items():
        first = entries[entries.stage.isin(stages)].groupby("lead_id").entered_at.min()
        those = leads.loc[leads.index.intersection(first[_in(first, span)].index)]
        if metric == "disqualified":
            those = those[those.stage != "referred"]
        found[metric] = (len(those), None)
    facts = base.frame("events")
    back = facts[(facts.kind == "rejected") & _in(facts["at"], span)]
    found["rejected"] = (int(back.lead_id.isin(every.index).sum()), None)
    ours, others = (_paid(base, leads, span, ours=one) for one in (True, False))
    found["paid"] = (len(ours) + len(others), None)
    found["revenue"] = (int(ours.amount.sum()), None)
    for metric, (begun, ended) in WAITS.items():
        those = leads[_in(leads[ended], span) & leads[begun].notna()]
        lasted = (those[ended] - those[begun]).clip(lower=0)
        found[metric] = (middle(lasted), len(those)) if len(those) else NOTHING
    return found


def _paid(base: Rows, leads: pd.DataFrame, span: Span, *, ours: bool) -> pd.DataFrame:
    """Orders of leads, in the report's currency or in others."""
    orders = base.frame("orders")
    orders = orders[_in(orders.paid_at, span) & orders.lead_id.isin(leads.index)]
    return orders[(orders.currency == CURRENCY) == ours]


def _in(instants: pd.Series, span: Span) -> pd.Series:
    return ((instants >= span[0]) & (instants < span[1])).fillna(False).astype(bool)
